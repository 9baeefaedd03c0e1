// The learning curve of a run on this device: the chart that every live run has, and the test as a dot with its interval.

import { LiveChart } from "../live/live_chart.js";

/** @import { Frame } from "../live/live_chart.js" */
/** @import { Feed, Row } from "../live/live_feed.js" */
/** @typedef {{ correct: number, total: number, low: number, high: number }} Share */
/** @typedef {{ epoch: number, loss: number, accuracy: number, val_loss: number, val_accuracy: number }} Line of a run's history */

const COLOURS = {
  curve: "light-dark(#1d5fd1, #6ea8fe)", // a new head's, in every chart
  ink: "var(--ink)",
  muted: "var(--muted)",
  grid: "var(--line)",
};
/** @type {[number, string][]} */
const SHARES = [0, 0.25, 0.5, 0.75, 1].map((share) => [share, `${100 * share} %`]);

/** @param {number} epochs @param {number} classes @param {number | null} bet an accuracy that was guessed @returns {Frame} */
export function frame(epochs, classes, bet) {
  const step = Math.max(1, Math.ceil(epochs / 10));
  const x = Array.from({ length: epochs + 1 }, (_, i) => i).filter((i) => i % step === 0 || i === epochs);
  const chance = {
    part: "chance",
    value: 1 / classes,
    label: `guessing: ${Math.round(100 / classes)} %`,
    epoch: epochs,
  };
  return {
    metric: "accuracy",
    heading: ["Accuracy", "thick: validation · thin: training"],
    low: 0,
    high: 1,
    epochs,
    x,
    y: SHARES,
    chance,
    bet:
      bet === null ? null : { part: "bet", value: bet, label: `your guess: ${Math.round(100 * bet)} %`, epoch: epochs },
    colours: COLOURS,
  };
}

/** @param {Line[]} history @returns {Row[]} both lines begin at the first epoch's end */
function rowsOf(history) {
  return history.flatMap((line) => [
    /** @type {Row} */ ([line.epoch, 0, line.accuracy, line.loss]),
    /** @type {Row} */ ([line.epoch, 1, line.val_accuracy, line.val_loss]),
  ]);
}

export class Curve extends LiveChart {
  /** @type {Share | null} */
  test = null;

  /** @param {HTMLElement} root @param {Frame} look */
  constructor(root, look) {
    super(root, look, /** @type {Feed} */ ({ rows: /** @type {Row[]} */ ([]) }));
  }

  /** @param {Line[]} history @param {Share | null} test its share of the test part, once there is one */
  tell(history, test = null) {
    this.test = test;
    const latest = history.at(-1);
    const now = latest
      ? ` After epoch ${latest.epoch}: ${Math.round(100 * latest.val_accuracy)} % of the validation part.`
      : "";
    const alt = `Line chart of accuracy over epochs.${now}`;
    this.feed = /** @type {Feed} */ (/** @type {unknown} */ ({ rows: rowsOf(history), rest: { alts: [alt, alt] } }));
    this.draw();
  }

  points() {
    return [...super.points(), ...this.tested()];
  }

  tested() {
    if (!this.test) return [];
    const { correct, total, low, high } = this.test;
    const at = this.width + 16;
    const made = (/** @type {string} */ name, /** @type {Record<string, number | string>} */ attributes) => {
      const mark = document.createElementNS("http://www.w3.org/2000/svg", name);
      for (const [key, value] of Object.entries(attributes)) mark.setAttribute(key, String(value));
      return /** @type {SVGPathElement} */ (mark);
    };
    const { curve, muted } = this.look.colours;
    const word = made("text", { x: at, y: -6, fill: muted, "font-size": 13, "text-anchor": "middle" });
    word.textContent = "test";
    return [
      made("line", { x1: at, x2: at, y1: this.y(low), y2: this.y(high), stroke: curve, "stroke-width": 2 }),
      made("circle", { cx: at, cy: this.y(correct / total), r: 5.5, fill: curve }),
      word,
    ];
  }
}
