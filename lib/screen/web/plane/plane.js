// Points in a plane and a small network that learns to part them, here in the browser: its border moves while it learns.
// Without ReLU the network's layers are folded into one, and both lines are drawn.

import { element, isStill, setText } from "../shared/elements.js";
import { mount, Part } from "../shared/part.js";
import { borderOf, scoresOf } from "./plane_border.js";
import { COMPARED, ends, farthestApart, folded, nodeLines, SHOWN } from "./plane_fold.js";
import { PlanePaint } from "./plane_paint.js";
import { NEW, SETS, TRAINING } from "./plane_points.js";
import { EPOCHS, PlaneTraining } from "./plane_training.js";
import {
  apartInWords,
  kindOf,
  networkInWords,
  newInWords,
  next,
  pictureInWords,
  placeInWords,
  productInWords,
  sizesInWords,
} from "./plane_words.js";

/** @import { Choice } from "./plane_training.js" */
/** @import { Place } from "./plane_fold.js" */
/** @import { Seen } from "./plane_words.js" */
/** `start` are the settings at first, `seen` what this learner tried before. @typedef {{ start: Choice, seen: Seen }} Data */

const TRY = 1200; // ms of a whole try: long enough to watch
const BUDGET = 10; // ms of a frame that training may take
const MOST_TRIES = 8; // that are listed
const SEEDS = 10_000;

/** @extends {Part<Data>} */
class Plane extends Part {
  running = this.later();
  drawing = this.later();
  speaking = this.later();
  playing = false;
  /** @type {Choice} */
  choice = { ...this.data.start };
  training = new PlaneTraining(this.choice);
  paint = new PlanePaint(this.find(".field", HTMLCanvasElement));
  scores = scoresOf(this.training.network);
  /** @type {Seen} */
  seen = { ...this.data.seen };

  /** @param {Data | undefined} before */
  update(before) {
    if (!before) this.begin();
    this.drawing.soon(() => this.draw()); // the theme may be another one
  }

  begin() {
    for (const [name, { title }] of Object.entries(SETS)) this.offer(".sets", title, "points", name);
    for (const layers of [0, 1, 2]) this.offer(".layers", String(layers), "layers", layers);
    const [nodes, relu, seed] = [".nodes input", ".relu input", ".seed"].map((name) =>
      this.find(name, HTMLInputElement),
    );
    nodes.oninput = () => this.choose({ nodes: Number(nodes.value) });
    relu.onchange = () => this.choose({ relu: relu.checked });
    seed.onchange = () => this.choose({ seed: Math.abs(Math.trunc(Number(seed.value) || 0)) % SEEDS });
    this.find(".other").onclick = () => this.choose({ seed: (this.choice.seed + 1) % SEEDS });
    this.find(".play").onclick = () => (this.playing ? this.stop() : this.play());
    this.find(".step").onclick = () => this.step();
    this.find(".again").onclick = () => this.choose({});
    this.find(".plane").hidden = false;
    this.watchSize(this.paint.context.canvas, () => this.drawing.soon(() => this.draw()));
    const scheme = matchMedia("(prefers-color-scheme: dark)");
    const turned = () => this.drawing.after(300, () => this.draw());
    scheme.addEventListener("change", turned);
    this.ends.push(() => scheme.removeEventListener("change", turned));
    this.showChoice();
    this.show();
  }

  /** A button for one value of a choice. @param {string} group @param {string} text @param {"points" | "layers"} name @param {string | number} value */
  offer(group, text, name, value) {
    const button = element("button", { type: "button", textContent: text, value: String(value) });
    button.onclick = () => this.choose({ [name]: value });
    this.find(group).append(button);
  }

  /** Takes other settings, and begins with a network that has learned nothing. @param {Partial<Choice>} other */
  choose(other) {
    this.stop();
    this.choice = { ...this.choice, ...other };
    this.training = new PlaneTraining(this.choice);
    this.showChoice();
    this.show();
    this.say(`New network: ${networkInWords(this.choice)}.`);
  }

  showChoice() {
    const { points, layers, nodes, relu, seed } = this.choice;
    for (const [group, chosen] of [
      [".sets", points],
      [".layers", String(layers)],
    ])
      for (const button of this.find(group).querySelectorAll("button"))
        button.setAttribute("aria-pressed", String(button.value === chosen));
    const slider = this.find(".nodes input", HTMLInputElement);
    slider.value = String(nodes);
    setText(this.find(".nodes b"), String(nodes));
    const tick = this.find(".relu input", HTMLInputElement);
    tick.checked = relu;
    slider.disabled = tick.disabled = layers === 0; // there is no hidden node
    this.find(".seed", HTMLInputElement).value = String(seed);
    setText(this.find(".sizes"), sizesInWords(this.choice));
    setText(this.find(".hint"), next(this.seen, this.choice));
  }

  play() {
    if (this.training.over) this.choose({});
    this.playing = true;
    this.showButtons();
    const [first, still] = [this.training.epoch, isStill()];
    this.running.frames((ms) => {
      const wanted = still ? EPOCHS : first + Math.ceil((EPOCHS * ms) / TRY);
      const until = performance.now() + BUDGET;
      while (this.training.epoch < wanted && !this.training.over && performance.now() < until) this.training.step();
      if (this.training.over) this.end();
      else if (!still) this.show();
      return this.playing;
    });
  }

  stop() {
    this.running.stop();
    if (!this.playing) return;
    this.playing = false;
    this.show();
    this.say(`Stopped after epoch ${this.training.epoch}.`);
  }

  step() {
    this.stop();
    this.training.step();
    if (this.training.over) this.end();
    else {
      this.show();
      this.say(`Epoch ${this.training.epoch}: ${newInWords(this.training.last)} new points right.`);
    }
  }

  /** A try is over: it is listed, and Python hears of it where it is the best of its kind on XOR. */
  end() {
    this.playing = false;
    const { choice, training } = this;
    const right = training.last.newRight;
    this.list();
    const kind = kindOf(choice);
    if (choice.points === "xor" && right > (this.seen[kind]?.right ?? -1)) {
      this.seen = { ...this.seen, [kind]: { right, layers: choice.layers, nodes: choice.nodes } };
      this.props.setStateValue("seen", this.seen);
    }
    setText(this.find(".hint"), next(this.seen, choice));
    this.show();
    this.say(`The try is over: ${newInWords(training.last)} new points right. ${this.find(".hint").textContent}`);
  }

  list() {
    const { choice, training } = this;
    const cells = [SETS[choice.points].title, networkInWords(choice), String(choice.seed), newInWords(training.last)];
    const rows = this.find(".tries tbody");
    rows.prepend(element("tr", {}, ...cells.map((textContent) => element("td", { textContent }))));
    while (rows.children.length > MOST_TRIES) rows.lastChild?.remove();
    this.find(".tries").hidden = false;
  }

  /** All that changes while it learns. */
  show() {
    const { lines, last, epoch } = this.training;
    setText(this.find(".big"), `${last.newRight} of ${NEW}`);
    setText(
      this.find(".interval"),
      `${newInWords(last).split(", ")[1]} (95 % interval). Of the points to learn from: ${last.right} of ${TRAINING}.`,
    );
    setText(this.find(".epoch"), `Epoch ${epoch} of ${EPOCHS}`);
    setText(
      this.find(".losses"),
      `Loss: ${last.newLoss.toFixed(3)} new (thick), ${last.loss.toFixed(3)} learned from (thin)`,
    );
    const most = Math.max(1, ...lines.slice(0, 1).flatMap((line) => [line.loss, line.newLoss]));
    setText(this.find(".most", SVGElement), `loss ${most.toFixed(1)}`);
    const y = (/** @type {number} */ loss) => Math.max(0, 92 - (88 * loss) / most);
    const path = (/** @type {"loss" | "newLoss"} */ name) =>
      `M${lines.map((line) => `${(3 * line.epoch).toFixed(1)} ${y(line[name]).toFixed(1)}`).join("L")}`;
    this.find(".training", SVGElement).setAttribute("d", path("loss"));
    this.find(".fresh", SVGElement).setAttribute("d", path("newLoss"));
    const dot = this.find(".dot", SVGElement);
    dot.setAttribute("cx", String(3 * epoch));
    dot.setAttribute("cy", String(y(last.newLoss)));
    this.find("svg", SVGElement).setAttribute(
      "aria-label",
      `Loss over the epochs: at epoch ${epoch} ${last.newLoss.toFixed(3)} on new points`,
    );
    this.showButtons();
    this.draw();
    this.fold();
  }

  showButtons() {
    setText(this.find(".play"), this.playing ? "Stop" : "Play");
    this.find(".step", HTMLButtonElement).disabled = this.training.over;
    this.find(".again", HTMLButtonElement).disabled = this.training.epoch === 0;
  }

  draw() {
    const { canvas } = this.paint.context;
    const side = canvas.clientWidth;
    if (!side) return; // not laid out yet
    const colours = this.colours();
    const border = borderOf(scoresOf(this.training.network, this.scores));
    this.paint.clear(side);
    this.paint.surface(this.scores, colours);
    this.paint.points(this.training.points.fresh, colours, false);
    this.paint.points(this.training.points.training, colours, true);
    if (this.choice.layers && this.choice.relu)
      this.paint.lines(segments(nodeLines(this.training.network)), colours.muted, 1.25, [2, 4]);
    this.paint.lines(border, colours.ink, 3);
    if (this.folds) this.paint.lines(segments([folded(this.training.network)]), colours.product, 5, [10, 12]);
    canvas.setAttribute("aria-label", pictureInWords(this.choice, this.training.last, border.length));
  }

  /** Whether the network is one layer in disguise. */
  get folds() {
    return this.choice.layers > 0 && !this.choice.relu;
  }

  /** The layers folded into one, in numbers. */
  fold() {
    const { choice, folds } = this;
    const { network } = this.training;
    // With ReLU its product is for whoever has seen what it is without
    const shown = folds || Boolean(choice.layers && this.seen.linear);
    this.find(".fold").hidden = !shown;
    this.find(".product-key").hidden = !folds;
    this.find(".nodes-key").hidden = folds || choice.layers === 0;
    if (!shown) return;
    const line = folded(network);
    const { shapes, formula } = productInWords(network, line);
    const layers = choice.layers + 1;
    setText(this.find(".fold h4"), folds ? `${layers} layers fold into one` : `With ReLU ${layers} layers do not fold`);
    setText(
      this.find(".meaning"),
      folds
        ? "Multiply the weight matrices, and carry the biases along. The product is one layer with 2 weights and 1 bias. It gives the same score at every place, so its line (dashed, green) lies on the border of the network."
        : "This is the same product, with ReLU left out. It gives other scores than the network.",
    );
    setText(this.find(".shapes"), shapes);
    setText(this.find(".formula"), `score = ${formula}`);
    this.find(".fold tbody").replaceChildren(
      ...SHOWN.map((place) =>
        element("tr", {}, ...placeInWords(network, line, place).map((textContent) => element("td", { textContent }))),
      ),
    );
    setText(
      this.find(".apart"),
      `Largest difference at ${COMPARED.toLocaleString("en")} places all over the square: ${apartInWords(farthestApart(network, line))}.`,
    );
  }

  colours() {
    const probe = this.find(".probe");
    const of = (/** @type {string} */ colour) => {
      probe.style.color = colour;
      return getComputedStyle(probe).color;
    };
    return {
      ink: of("var(--ink)"),
      muted: of("var(--muted)"),
      raised: of("var(--raised)"),
      product: of("light-dark(#0b7a4b, #6cc793)"),
      classes: /** @type {[string, string]} */ ([of("var(--minus)"), of("var(--accent)")]),
    };
  }

  /** Tells a screen reader, once the learner pauses. @param {string} text */
  say(text) {
    this.speaking.after(400, () => setText(this.find(".spoken"), text));
  }
}

/** From edge to edge, those that pass through the square. @param {import("./plane_fold.js").Line[]} lines */
function segments(lines) {
  return lines.flatMap((line) => {
    const [from, to] = ends(line);
    return to ? [/** @type {[Place, Place]} */ ([from, to])] : [];
  });
}

export default mount(Plane);
