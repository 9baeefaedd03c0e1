// The comparison at a glance: one figure; every test picture as a tile; how few photos are enough. All of it is computed
// here, from bits that say which pictures each model has right.

import { element, fromBase64, setText } from "../shared/elements.js";
import { bytesOf } from "../shared/files.js";
import { mount, Part } from "../shared/part.js";
import { allSeeds, bitsOf, outcomes, perCent, rightOf, runOf } from "./against_counts.js";
import { Field } from "./against_field.js";
import { figure, raceChart } from "./against_figure.js";

/** @import { Props } from "../shared/part.js" */
/** @import { Sent } from "../shared/files.js" */
/** @import { Race } from "./against_counts.js" */
/** @import { Mine, Side } from "./against_figure.js" */
/**
 * @typedef {object} Data what lib/screen/compare/stage.py gives
 * @property {[Side, Side]} sides before and after
 * @property {string} was bits in base64, one a test picture
 * @property {string} now
 * @property {number} total
 * @property {number} chance
 * @property {string} things
 * @property {{ bits: Sent, methods: [string, string][], photos: number[], seeds: number, original: string } | null} race
 * @property {Mine | null} mine
 */
/** @typedef {"figure" | "field" | "dial"} View */

/** @type {[View, string][]} */
const VIEWS = [
  ["figure", "The figure"],
  ["field", "Every photo"],
  ["dial", "How few are enough?"],
];

/** @extends {Part<Data>} */
class Against extends Part {
  /** @type {View} */ view = "figure";
  /** @type {Race | null} */ race = null;
  asked = ""; // where the race's bytes were asked for
  /** @type {ReturnType<typeof allSeeds>} of the race */ found = [];
  method = 0;
  speaking = this.later();
  slider = this.find("input", HTMLInputElement);
  field = new Field(this.find("canvas", HTMLCanvasElement), this.find(".legend"));

  /** @param {Props<Data>} props */
  constructor(props) {
    super(props);
    this.slider.oninput = () => this.draw();
    this.find(".play").onclick = () => this.field.replay();
    this.find(".group").onclick = () => {
      this.field.group(!this.field.grouped);
      this.find(".group").setAttribute("aria-pressed", String(this.field.grouped));
    };
    this.watchSize(this.find(".stage"), () => this.draw());
    this.ends.push(() => this.field.stop());
  }

  /** @param {Data | undefined} before */
  update(before) {
    const { race, was, now } = this.data;
    if (race && !this.race) this.fetchRace(race);
    if (before && before.was === was && before.now === now && Boolean(before.race) === Boolean(race)) return;
    this.choose(race || this.view !== "dial" ? this.view : "figure");
  }

  /** @param {NonNullable<Data["race"]>} race */
  async fetchRace({ bits, methods, photos, seeds }) {
    const asked = JSON.stringify(bits);
    if (this.asked === asked) return;
    this.asked = asked;
    const bytes = await bytesOf(bits).catch(() => this.props.setStateValue("missing", true));
    if (!bytes) return;
    this.race = { methods, photos, seeds, bits: bytes };
    this.found = allSeeds(this.race, this.data.total);
    this.slider.max = String(photos.length - 1);
    this.slider.value = this.slider.max;
    this.draw();
  }

  /** @param {View} view */
  choose(view) {
    this.view = view;
    const thing = this.data.things.replace(/s$/, "");
    const offered = VIEWS.filter(([key]) => key !== "dial" || this.data.race);
    const names = offered.map(([key, name]) => (key === "field" ? `Every ${thing}` : name));
    const at = offered.findIndex(([key]) => key === view);
    this.pills(".views", names, at, (i) => this.choose(offered[i][0]));
    this.draw();
  }

  /** One button each, of which one is on; those that stand there stay, for whoever has the focus on one.
   * @param {string} place @param {string[]} names @param {number} at @param {(i: number) => void} act */
  pills(place, names, at, act) {
    const root = this.find(place);
    if (names.join() !== Array.from(root.children, (each) => each.textContent).join())
      root.replaceChildren(...names.map((name) => element("button", { type: "button" }, name)));
    Array.from(root.children, (each, i) => {
      const button = /** @type {HTMLButtonElement} */ (each);
      button.className = i === at ? "pill on" : "pill";
      button.setAttribute("aria-pressed", String(i === at));
      button.onclick = () => act(i);
    });
  }

  draw() {
    const stage = this.find(".stage");
    const width = stage.clientWidth;
    if (!width || !this.data) return;
    const em = Number.parseFloat(getComputedStyle(stage).fontSize);
    const dial = this.view === "dial" && this.race !== null;
    this.find(".dial").hidden = !dial;
    this.find(".picture").hidden = this.view === "field";
    this.find(".tools").hidden = this.find(".field").hidden = this.view === "figure";
    this.find(".play").hidden = dial;
    if (dial && this.race) this.drawDial(this.race, width, em);
    else this.drawPair(width, em);
  }

  /** @param {number} width @param {number} em */
  drawPair(width, em) {
    const { sides, total, things, chance, was, now } = this.data;
    const bits = [was, now].map((each) => bitsOf(fromBase64(each), total));
    const more = rightOf(bits[1]) - rightOf(bits[0]);
    this.head(perCent(sides[0].share), perCent(sides[1].share));
    const [count, word] = [Math.abs(more).toLocaleString("en"), more < 0 ? "fewer" : "more"];
    setText(
      this.find(".more"),
      `${count} ${word} ${things} right, of ${total.toLocaleString("en")} that no model had learned from`,
    );
    this.find(".picture").replaceChildren(figure(sides, chance, width, em));
    setText(this.find(".note"), this.view === "figure" ? "Dot: share that is right. Line: its 95 % interval." : "");
    if (this.view === "field") this.field.show(outcomes(bits[0], bits[1]), width > 600 ? 3.2 : 1);
  }

  /** @param {Race} race @param {number} width @param {number} em */
  drawDial(race, width, em) {
    const { race: told, mine, total: n } = this.data;
    const at = Number(this.slider.value);
    const original = bitsOf(fromBase64(told?.original ?? ""), n);
    const found = this.found[this.method][at];
    const photos = race.photos[at].toLocaleString("en");
    const names = race.methods.map(([, name]) => name);
    this.pills(".methods", names, this.method, (m) => {
      this.method = m;
      this.draw();
    });
    const words = `${photos} training photos`;
    setText(this.find(".photos"), words);
    this.slider.setAttribute("aria-valuetext", words);
    this.head(perCent(rightOf(original) / n), perCent(found.mean));
    const name = race.methods[this.method][1];
    setText(
      this.find(".more"),
      `${name}, ${words}: ${perCent(found.low)} to ${perCent(found.high)} with ${race.seeds} seeds`,
    );
    const shown = { original: rightOf(original) / n, mine, width, em };
    this.find(".picture").replaceChildren(raceChart(race, this.found, this.method, at, shown));
    this.field.show(outcomes(original, runOf(race, this.method, at, 0, n)), width > 600 ? 5 : 1.4);
    setText(
      this.find(".note"),
      "Stored runs, not yours: each way of training, each number of photos, five seeds. The tiles are those of the first seed.",
    );
    this.speaking.after(400, () => setText(this.find(".spoken"), `${name}, ${words}: ${perCent(found.mean)}.`));
  }

  /** @param {string} from @param {string} to */
  head(from, to) {
    setText(this.find(".from"), from);
    setText(this.find(".to"), to);
  }
}

export default mount(Against);
