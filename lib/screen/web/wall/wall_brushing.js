// What is looked at: the brushes with their controls, and the figures that follow them. It hangs no pictures: whoever does is
// told that what is looked at has changed.

import { element, setText } from "../shared/elements.js";
import { ALL, brushed, figures, leastThreshold, pairs, said } from "./wall_data.js";
import { Matrix, shareOf, showBins, showClasses, thousands } from "./wall_figures.js";
import { percent } from "./wall_layout.js";

/** @import { finder } from "../shared/elements.js" */
/** @import { Brush, Rule, Said, Wall } from "./wall_data.js" */
/** @import { Colours } from "./wall_paint.js" */

const PAIRS = 6;

export class Brushing {
  /** @type {Wall | null} */
  wall = null;
  /** @type {string[]} */
  classes = [];
  /** @type {Said} */
  said = { guess: new Uint16Array(), sure: new Float32Array() };
  /** @type {Brush} */
  brush = { ...ALL };
  /** @type {Rule | null} */
  rule = null;
  /** @type {Matrix | null} */
  matrix = null;

  /** @param {ReturnType<typeof finder>} find in the component @param {() => void} look called once another brush is set
   * @param {(words: string) => void} speak */
  constructor(find, look, speak) {
    this.find = find;
    this.changed = look;
    this.speak = speak;
    this.watch();
  }

  /** @param {Wall} wall @param {string[]} classes */
  start(wall, classes) {
    this.wall = wall;
    this.classes = classes;
    this.brush = { ...ALL };
    this.rule = null;
    this.said = said(wall);
    const from = this.find(".from", HTMLInputElement);
    from.min = String(Math.ceil(100 * leastThreshold(wall)));
    this.find(".of").replaceChildren(
      element("option", { value: "", textContent: "all" }),
      ...classes.map((name, k) => element("option", { value: String(k), textContent: name })),
    );
    this.matrix = new Matrix(
      this.find(".matrix", HTMLCanvasElement),
      classes,
      (truth, guess) => this.chooseCell(truth, guess),
      (words) => {
        setText(this.find(".cell"), words || "Click a cell to see its pictures.");
        if (words) this.speak(words);
      },
    );
    const keys = "Arrow keys go from cell to cell, Enter shows a cell's pictures.";
    this.find(".matrix").setAttribute("aria-label", `Confusion matrix. ${keys}`);
  }

  /** Which pictures are left. */
  left() {
    return this.wall ? brushed(this.wall, this.said, this.brush) : new Uint32Array();
  }

  look() {
    if (!this.wall) return;
    this.said = said(this.wall, this.rule);
    this.changed();
  }

  watch() {
    const number = (/** @type {string} */ name) => Number(this.find(name, HTMLInputElement).value) / 100;
    this.find(".low").oninput = () => {
      this.brush.low = number(".low");
      this.brush.high = Math.max(this.brush.high, this.brush.low + 0.01);
      this.look();
    };
    this.find(".high").oninput = () => {
      this.brush.high = number(".high");
      this.brush.low = Math.min(this.brush.low, this.brush.high - 0.01);
      this.look();
    };
    this.find(".of", HTMLSelectElement).onchange = () => {
      const { value } = this.find(".of", HTMLSelectElement);
      this.chooseClass(value === "" ? null : Number(value));
    };
    this.find(".from").oninput = () => {
      const k = this.ruled;
      this.rule = k === null ? null : { k, from: number(".from") };
      this.look();
    };
  }

  /** The class that a threshold is for: the one that is looked at, or the second of two. */
  get ruled() {
    return this.brush.of ?? (this.classes.length === 2 ? 1 : null);
  }

  /** @param {number} truth @param {number} guess */
  chooseCell(truth, guess) {
    const same = this.brush.truth === truth && this.brush.guess === guess;
    [this.brush.truth, this.brush.guess] = same ? [null, null] : [truth, guess];
    this.look();
  }

  /** @param {number | null} k */
  chooseClass(k) {
    this.brush.of = k;
    if (this.rule && this.rule.k !== this.ruled) this.rule = null;
    this.look();
  }

  /** @param {Uint32Array} hung pictures that are left @param {Colours} colours @param {string} face */
  show(hung, colours, face) {
    const { wall, brush, classes } = this;
    if (!wall) return;
    const found = figures(wall, this.said, hung);
    const rest =
      brush.truth === null
        ? found
        : figures(wall, this.said, brushed(wall, this.said, { ...brush, truth: null, guess: null }));
    const share = this.find("b.share");
    setText(share, found.total ? percent(found.right / found.total) : "–");
    setText(this.find(".counted"), found.total ? `${shareOf(found.right, found.total)} right` : "No picture is left.");
    this.matrix?.show(rest, [brush.truth, brush.guess], colours, face);
    this.find(".pairs").replaceChildren(
      ...pairs(rest.counts, classes.length)
        .slice(0, PAIRS)
        .map(({ truth, guess, count }) => {
          const words = `${classes[truth]} read as ${classes[guess]}: ${thousands(count)}`;
          const button = element("button", {
            type: "button",
            textContent: words,
            onclick: () => this.chooseCell(truth, guess),
          });
          button.setAttribute("aria-pressed", String(brush.truth === truth && brush.guess === guess));
          return button;
        }),
    );
    const ece = found.total
      ? `On average it is ${percent(found.sure)} sure, and right on ${percent(found.right / found.total)}. In each group, sure and right differ by ${(100 * found.error).toFixed(1)} points on average (expected calibration error).`
      : "";
    setText(this.find(".ece"), ece);
    showBins(this.find(".bins"), found, brush, (low, high) => {
      const same = brush.low === low && brush.high === high;
      [brush.low, brush.high] = same ? [0, 1] : [low, high];
      this.look();
    });
    showClasses(this.find(".lines tbody"), found, classes, brush.of, (k) =>
      this.chooseClass(brush.of === k ? null : k),
    );
    this.showBrushes();
  }

  /** The brushes that are set, each with a button that takes it off. */
  showBrushes() {
    const { brush, rule, ruled } = this;
    const { classes } = this;
    const set = /** @type {[string, () => void][]} */ ([]);
    if (brush.truth !== null && brush.guess !== null)
      set.push([
        `It is ${classes[brush.truth]}, it says ${classes[brush.guess]}`,
        () => this.chooseCell(brush.truth ?? 0, brush.guess ?? 0),
      ]);
    if (brush.of !== null) set.push([`Is ${classes[brush.of]}, or says it`, () => this.chooseClass(null)]);
    if (brush.low > 0 || brush.high < 1) {
      const off = () => {
        [brush.low, brush.high] = [0, 1];
        this.look();
      };
      set.push([`${Math.round(100 * brush.low)}–${Math.round(100 * brush.high)} % sure`, off]);
    }
    if (rule) {
      const off = () => {
        this.rule = null;
        this.look();
      };
      set.push([`Says ${classes[rule.k]} from ${Math.round(100 * rule.from)} %`, off]);
    }
    this.find(".brushes").replaceChildren(
      ...set.map(([text, off]) => {
        const button = element("button", { type: "button", textContent: `${text} ×`, onclick: off });
        button.setAttribute("aria-label", `Take off: ${text}`);
        return button;
      }),
    );
    this.find(".of", HTMLSelectElement).value = brush.of === null ? "" : String(brush.of);
    for (const [name, value] of /** @type {["low" | "high", number][]} */ ([
      ["low", brush.low],
      ["high", brush.high],
    ])) {
      this.find(`.${name}`, HTMLInputElement).value = String(Math.round(100 * value));
      setText(this.find(`.${name}-is`), `${Math.round(100 * value)} %`);
    }
    this.find(".threshold").hidden = ruled === null;
    if (ruled !== null)
      setText(
        this.find(".rule"),
        `Say “${classes[ruled]}” from ${rule ? `${Math.round(100 * rule.from)} %` : "the highest probability"}`,
      );
    if (!rule) this.find(".from", HTMLInputElement).value = "50";
  }
}
