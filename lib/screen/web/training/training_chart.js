// A learning curve of the stage: as far as the scrubber stands, what lies after it faint, with a cursor that both curves
// share. Best epoch and test are marked once the run has ended.

import { LEFT, LiveChart, RIGHT } from "../live/live_chart.js";
import { within } from "../shared/elements.js";
import { drawn } from "../shared/svg.js";
import { nearestValue } from "./training_frames.js";

/** @typedef {{ accuracy: number, low: number, high: number }} Test */
/** @typedef {{ to: number | null, cursor: number | null, best: number | null, test: Test | null }} Moment epochs; `to` null: all */

const FAINT = 0.16;
const NARROW = 300; // pixels

export class StageChart extends LiveChart {
  tall = 190;
  top = 30;
  plot = 138;
  /** @type {Moment} */
  moment = { to: null, cursor: null, best: null, test: null };

  /** The epoch under the pointer. @param {PointerEvent} event */
  epochAt(event) {
    const at = event.clientX - this.root.getBoundingClientRect().left - LEFT;
    return (within(at / this.width) || 0) * this.look.epochs;
  }

  rows() {
    const { to } = this.moment;
    return to === null ? this.feed.rows : this.feed.rows.filter((row) => row[0] <= to + 1e-6);
  }

  /** As of any curve, with the word "epoch" at the end of its numbers. */
  axes() {
    const parts = super.axes();
    const word = parts.at(-1);
    word?.setAttribute("x", String(this.width + RIGHT));
    word?.setAttribute("y", String(this.plot + 18.5));
    word?.setAttribute("text-anchor", "end");
    return parts;
  }

  /** @returns {SVGElement[]} */
  marks() {
    const { to, cursor, best, test } = this.moment;
    const { colours } = this.look;
    /** @type {SVGElement[]} */
    const parts = [];
    if (to !== null) {
      this.ofAll(() => {
        parts.push(this.line(0, { "stroke-width": 1.5, opacity: FAINT, class: "after" }));
        parts.push(this.line(1, { "stroke-width": 3, opacity: FAINT, class: "after" }));
      });
      parts.push(this.upright(to, { stroke: colours.ink, "stroke-width": 1.5, class: "to" }));
    }
    parts.push(...super.marks());
    if (best !== null && (to === null || best <= to)) parts.push(...this.best(best));
    if (test && to === null && this.look.metric === "accuracy") parts.push(...this.test(test));
    const at = cursor ?? to;
    if (at !== null) parts.push(...this.cursor(at));
    if (!this.feed.rows.length)
      parts.push(
        this.words("the curve begins with the first updates", this.width / 2, this.plot / 2, colours.muted, {
          "text-anchor": "middle",
        }),
      );
    return parts;
  }

  /** What `act` makes of all rows, wherever the scrubber stands. @template Made @param {() => Made} act */
  ofAll(act) {
    const { moment } = this;
    this.moment = { ...moment, to: null };
    const made = act();
    this.moment = moment;
    return made;
  }

  /** @param {number} epoch @param {Record<string, string | number>} more */
  upright(epoch, more) {
    const x = this.x(epoch);
    return drawn("line", { x1: x, x2: x, y1: 0, y2: this.plot, ...more });
  }

  /** @param {number} epoch */
  best(epoch) {
    const { colours, low, high } = this.look;
    const at = this.values(1).find(([each]) => Math.abs(each - epoch) < 1e-3);
    if (!at) return [];
    const y = this.y(within(at[1], low, high));
    return [
      drawn("circle", { cx: this.x(epoch), cy: y, r: 7.5, fill: "none", stroke: colours.ink, "stroke-width": 2 }),
    ];
  }

  /** @param {Test} test */
  test({ accuracy, low, high }) {
    const { colours, low: least } = this.look;
    const x = this.width + 16;
    const [y, from, to] = [accuracy, low, high].map((value) => this.y(within(value, least, 1)));
    return [
      drawn("line", { x1: x, x2: x, y1: from, y2: to, stroke: colours.ink, "stroke-width": 2.5 }),
      drawn("circle", { cx: x, cy: y, r: 4, fill: colours.ink }),
      this.words("test", x + 2, to - 6, colours.ink, { "text-anchor": "middle" }),
    ];
  }

  /** What is read at an epoch: of validation and training. @param {number} epoch */
  read(epoch) {
    return this.ofAll(() => [1, 0].map((part) => nearestValue(this.values(part), epoch)));
  }

  /** @param {number} epoch @returns {SVGElement[]} */
  cursor(epoch) {
    const { colours, low, high } = this.look;
    const read = this.read(epoch);
    const x = read[0]?.[0] ?? read[1]?.[0];
    if (x === undefined) return [];
    /** @type {SVGElement[]} */
    const parts = [this.upright(x, { stroke: colours.muted, "stroke-dasharray": "2,3", class: "cursor" })];
    for (const at of read)
      if (at && at[1] >= low && at[1] <= high)
        parts.push(
          drawn("circle", { cx: this.x(at[0]), cy: this.y(at[1]), r: 4, fill: colours.curve, stroke: colours.ink }),
        );
    return parts;
  }

  /** @param {number} value */
  written(value) {
    return this.look.metric === "accuracy" ? `${(100 * value).toFixed(1)} %` : String(Number(value.toPrecision(3)));
  }

  /** What the cursor names, in place of what the lines mean. @param {[title: string, lines: string]} heading @returns {Node[]} */
  title([title, lines]) {
    const { colours, metric } = this.look;
    const at = this.moment.cursor ?? this.moment.to;
    const [validation, training] = at === null ? [] : this.read(at);
    const epoch = (validation ?? training)?.[0];
    const narrow = this.wide < NARROW;
    let words = narrow ? lines.replace(/(new|training) \w+/g, "$1") : lines; // what they are of is told below
    if (epoch !== undefined) {
      words = `epoch ${Number(epoch.toFixed(1))}:`;
      if (validation) words += ` validation ${this.written(validation[1])}`;
      if (training) words += `${validation ? "," : ""} training ${this.written(training[1])}`;
    }
    return [
      this.words(title, 5.3, 14, colours.ink, { "font-size": 15, "font-weight": 600 }),
      this.words(words, metric === "accuracy" ? 76 : 46, 14, at === null ? colours.muted : colours.ink, {
        class: "lines",
      }),
    ];
  }
}
