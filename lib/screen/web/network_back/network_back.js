// The backward pass of one digit: its error goes back from the outputs to the picture, shows which weight moves which way,
// and one update at a time moves them. Weights, digits and drawings come from the page (see feeds.js); `data` names them.

import { editableNetwork, readThrough, undoEdits } from "../network_view/network_maths.js";
import { paintNetwork, readColours } from "../network_view/network_paint.js";
import { LINES, NetworkPart, OWN_LINES, SENDING, SLICE } from "../network_view/network_part.js";
import { reachNodes } from "../network_view/network_reach.js";
import { advanceScore, finishScore, restoreScore, startScore } from "../network_view/network_score.js";
import { isStill, setText } from "../shared/elements.js";
import { page } from "../shared/page.js";
import { mount } from "../shared/part.js";
import { backward, farthestMoves, nodeMoves, updateOnce } from "./back_maths.js";
import { BackStage } from "./back_stage.js";
import { scoreInWords, spokenWords } from "./back_words.js";

/** @import { Props } from "../shared/part.js" */
/** @import { Net } from "../network_view/network_maths.js" */
/** @import { Score } from "../network_view/network_score.js" */
/** @import { Back } from "./back_maths.js" */
/**
 * @typedef {object} Data
 * @property {string} network digest
 * @property {string} digits digest of test digits
 * @property {number[]} worst test digits that the learner goes through, by their place among them
 * @property {string | null} picture name of the drawing that is read instead
 * @property {string[]} labels of the output nodes
 * @property {number[]} rates learning rates that are offered
 * @property {number} rate the one at first
 */

/** @extends {NetworkPart<Data>} */
class NetworkBack extends NetworkPart {
  rates = this.find(".rate select", HTMLSelectElement);
  answers = this.find(".right select", HTMLSelectElement);
  /** @type {Float32Array | null | undefined} what is read; null where nothing is drawn */
  x;
  place = 0; // among the worst digits
  /** @type {number | null} the right answer; null until the learner has named a drawing's */
  target = null;
  /** @type {Float32Array} probabilities of the trained weights */
  first = new Float32Array();
  steps = 0;
  sent = false;
  told = ""; // what the page knows of
  /** @type {Back | undefined} */
  back;

  /** @param {Props<Data>} props */
  constructor(props) {
    super(props);
    this.stage = new BackStage(this.root, this);
    for (const rate of this.data.rates) this.rates.append(new Option(String(rate), String(rate)));
    this.rates.value = String(this.data.rate);
    this.data.labels.forEach((label, i) => {
      this.answers.append(new Option(label, String(i)));
    });
    this.listen();
  }

  /** @param {Data | undefined} before */
  update(before) {
    this.root.hidden = false;
    this.colours = readColours(this.root);
    if (before && String(before.worst) !== String(this.data.worst)) this.place = 0;
    this.take();
    this.resize();
  }

  /** Takes up network, digits and drawing, as far as they have arrived. */
  take() {
    const { data } = this;
    const base = page.networks.get(data.network);
    const digits = page.digits.get(data.digits);
    if (!base) return;
    if (this.net?.base !== base) {
      this.net = editableNetwork(base);
      this.score = undefined;
      this.layout = undefined;
      this.x = undefined;
    }
    if (digits && !this.score) {
      this.score = startScore(this.net, digits);
      this.readDigits(this.net, this.score);
    }
    const drawn = data.picture === null ? null : (page.pictures.get(data.picture) ?? null);
    const n = this.net.sizes[0];
    const from = (data.worst[this.place] ?? 0) * n;
    const own = digits && Float32Array.from(digits.images.subarray(from, from + n), (pixel) => pixel / 255);
    const x = data.picture === null ? own : drawn;
    if (x === undefined || (x && this.x && x.every((value, i) => value === this.x?.[i]))) return this.changed();
    this.x = x;
    if (data.picture === null || !x) this.answers.value = ""; // a stroke more leaves what the learner named
    this.target = data.picture === null && digits ? digits.labels[data.worst[this.place] ?? 0] : this.named;
    this.startAgain();
  }

  // What the learner does

  listen() {
    reachNodes(this.canvas, this);
    this.root.onkeydown = (event) => {
      if (event.key === "Escape" && this.at) this.open(null);
    };
    this.find(".send").onclick = () => this.send();
    this.find(".once").onclick = () => this.once();
    this.find(".undo").onclick = () => this.startAgain();
    this.find(".earlier").onclick = () => this.walk(-1);
    this.find(".later").onclick = () => this.walk(1);
    this.rates.onchange = () => this.recompute();
    this.answers.onchange = () => {
      this.target = this.named;
      this.startAgain();
    };
    this.watchSize(this.canvas, () => this.resize());
    const arrived = () => {
      this.take();
      this.resize();
    };
    for (const shelf of [page.networks, page.pictures, page.digits]) this.ends.push(shelf.watch(arrived));
  }

  /** @param {number} by */
  walk(by) {
    const { length } = this.data.worst;
    this.place = (this.place + by + length) % length;
    this.take();
    this.say();
  }

  get rate() {
    return Number(this.rates.value);
  }

  /** The right answer to a drawing, as the learner named it. */
  get named() {
    return this.answers.value === "" ? null : Number(this.answers.value);
  }

  /** Whether there is a digit whose right answer is known. */
  get ready() {
    return Boolean(this.net && this.x && this.target !== null);
  }

  send() {
    if (!this.net || !this.ready) return;
    const gaps = this.net.sizes.length - 1;
    const still = isStill();
    this.sent = true;
    this.open(null);
    this.recompute();
    this.playing.frames((ms) => {
      const progress = ms / SENDING;
      this.progress = progress >= gaps ? null : still ? Math.floor(progress) + 0.999 : progress;
      this.changed();
      return this.progress !== null;
    });
  }

  once() {
    const { net, back, target } = this;
    if (!net || !back || !this.ready) return;
    this.playing.stop();
    this.progress = null;
    this.sent = true;
    if (this.score && this.steps === 0) finishScore(this.score, net); // it is compared with the trained weights
    updateOnce(net, back, this.rate);
    this.steps += 1;
    this.recompute();
    if (this.score) {
      this.score.ready = 0;
      this.readDigits(net, this.score);
    }
    this.tell(target);
    this.say();
  }

  /** Tells the page of the first update of a digit with a rate: more is known to nobody but this page. @param {number | null} target */
  tell(target) {
    const { data } = this;
    const digit = data.picture === null ? data.worst[this.place] : -1;
    const name = `${data.network} ${digit} ${target} ${this.rate}`;
    if (this.steps > 1 || name === this.told) return;
    this.told = name;
    this.props.setStateValue("updated", { network: data.network, digit, rate: this.rate });
  }

  /** Back to the trained weights. */
  startAgain() {
    const { net } = this;
    if (!net) return;
    this.playing.stop();
    this.progress = null;
    this.sent = false;
    this.steps = 0;
    undoEdits(net);
    if (this.score?.untouched) {
      this.scoring.stop();
      this.score.ready = this.score.n;
      restoreScore(this.score, net);
    }
    this.recompute();
    this.first = net.probabilities.slice();
    this.changed();
    this.say();
  }

  // What comes of it

  recompute() {
    const { net, target } = this;
    if (!net) return;
    const x = this.x ?? new Float32Array(net.sizes[0]);
    this.version += 1;
    readThrough(net, x);
    this.back = target === null || !this.x ? undefined : backward(net, x, target);
    const { back } = this;
    this.lines = net.weights.map((_, gap) => (back && this.sent ? farthestMoves(back, this.rate, gap + 1, LINES) : []));
    this.connect();
    this.changed();
  }

  connect() {
    const { back, at } = this;
    this.own = back && at && this.sent ? nodeMoves(back, this.rate, at, OWN_LINES) : { into: [], out: [] };
  }

  /** @param {Net} net @param {Score} score */
  readDigits(net, score) {
    const slice = () => {
      if (!advanceScore(score, net, performance.now() + SLICE)) return this.scoring.after(4, slice);
      finishScore(score, net);
      this.changed();
      this.say();
    };
    this.scoring.after(score.before === undefined ? 300 : 4, slice); // the drawing comes first
  }

  // What the learner sees

  changed() {
    this.drawing.soon(() => this.show());
  }

  show() {
    const { net, layout, data, at, back, target } = this;
    if (!net || !layout) return;
    const x = this.x ?? new Float32Array(net.sizes[0]);
    const { lines, own, progress, colours, version, kept } = this;
    const reading = { net, x, layout, at, labels: data.labels, inputs: null };
    const push = this.sent && back ? [null, ...back.errors.map((errors) => errors.map((error) => -error))] : undefined;
    const aim = target ?? undefined;
    paintNetwork(this.context, {
      ...reading,
      lines,
      ...own,
      progress,
      marked: this.marked,
      colours,
      version,
      kept,
      push,
      target: aim,
    });
    if (progress === null) this.stage.show(reading, this);
  }

  /** A screen reader hears the node, or what came of the update, once the learner has come to rest. */
  say() {
    this.speaking.after(350, () => {
      const { net, target, first, steps, data } = this;
      if (!net || target === null || !this.x) return;
      const score = steps ? scoreInWords(this.score, steps) : "";
      const node = `${this.find(".title").textContent}. ${this.find(".formula").textContent}`;
      const words = this.at ? node : `${spokenWords(net, data.labels, target, first[target], steps)} ${score}`;
      setText(this.find(".spoken"), words);
    });
  }
}

export default mount(NetworkBack);
