// A learning curve that grows, drawn where Vega puts the same chart once the run has ended (lib/charts/curves.py): its
// size, paddings, ticks, marks and words, so that nothing moves when that one takes its place.

import { drawn } from "../shared/svg.js";

/** @import { Feed } from "./live_feed.js" */
/** @typedef {{ rows: Feed["rows"], rest?: Feed["rest"] }} Shown what a chart is of */
/** @import { Attributes } from "../shared/svg.js" */
/** @typedef {{ part: string, value: number, label: string, epoch: number }} Level a value that is drawn across */
/**
 * What `lib.charts.curves.frame` gives.
 * @typedef {object} Frame
 * @property {"accuracy" | "loss"} metric
 * @property {[title: string, lines: string]} heading
 * @property {number} low
 * @property {number} high
 * @property {number} epochs
 * @property {number[]} x
 * @property {[value: number, label: string][]} y
 * @property {Level | null} chance
 * @property {Level | null} bet
 * @property {{ curve: string, ink: string, muted: string, grid: string }} colours
 */
export const LEFT = 46; // of the plot: the labels
export const RIGHT = 38; // the test dot
const LINE = 18; // that words take
const LETTER = 7; // pixels, more than one takes on average at 13
const DOT = 4.183;
const DOWN = "M0,3.354L-3.873,-3.354L3.873,-3.354Z";
const UP = "M0,-3.354L-3.873,3.354L3.873,3.354Z";

/** @param {SVGTextElement} text @param {number} width */
function shorten(text, width) {
  const whole = text.textContent ?? "";
  if (whole.length * LETTER <= width) return; // to measure it would lay out the page
  for (let n = whole.length - 1; n > 0 && text.getComputedTextLength() > width; n--)
    text.textContent = `${whole.slice(0, n).trimEnd()}…`;
}

export class LiveChart {
  wide = 0; // pixels of the root: to ask for them at every frame would lay out the page
  width = 0; // of the plot
  tall = 300; // pixels, title and axes included
  top = 57;
  plot = 200;

  /** @param {HTMLElement} root @param {Frame} look @param {Shown} feed has the rows */
  constructor(root, look, feed) {
    this.root = root;
    this.look = look;
    this.feed = feed;
    this.watchSize = new ResizeObserver(() => {
      this.wide = root.clientWidth;
      this.draw();
    });
    this.watchSize.observe(root);
  }

  close() {
    this.watchSize.disconnect();
  }

  /** @param {Frame} look @param {Shown} feed */
  show(look, feed) {
    this.look = look;
    this.feed = feed;
    this.draw();
  }

  draw() {
    this.wide ||= this.root.clientWidth;
    const width = this.wide;
    if (!width) return;
    const { metric, heading } = this.look;
    this.width = Math.max(40, width - LEFT - RIGHT);
    const alt = this.feed.rest?.alts[metric === "loss" ? 1 : 0] ?? `Line chart of ${metric} over epochs.`;
    const plot = drawn("g", { transform: `translate(${LEFT},${this.top})` });
    plot.append(
      drawn("clipPath", { id: `plot_${metric}` }, drawn("rect", { width: this.width, height: this.plot })),
      ...this.axes(),
      ...this.chance(),
      ...this.marks(),
      ...this.bet(),
    );
    const svg = drawn("svg", {
      width,
      height: this.tall,
      viewBox: `0 0 ${width} ${this.tall}`,
      role: "img",
      "aria-label": alt,
      class: "marks",
    });
    svg.append(...this.title(heading), plot);
    this.root.replaceChildren(svg);
    for (const lines of svg.querySelectorAll("text.lines"))
      if (lines instanceof SVGTextElement) shorten(lines, width - 3 - Number(lines.getAttribute("x")));
  }

  /** Of the rows. @returns {SVGElement[]} */
  marks() {
    return [
      this.line(0, { "stroke-width": 1.5, opacity: 0.55 }),
      this.line(1, { "stroke-width": 3 }),
      ...this.points(),
    ];
  }

  /** @param {[title: string, lines: string]} heading @returns {Node[]} */
  title([title, lines]) {
    const { colours } = this.look;
    return [
      this.words(title, 5.3, 17, colours.ink, { "font-size": 15, "font-weight": 600 }),
      this.words(lines, 5.3, 34, colours.muted, { class: "lines" }),
    ];
  }

  /** @param {number} epoch */
  x(epoch) {
    return (this.width * epoch) / this.look.epochs;
  }

  /** @param {number} value */
  y(value) {
    const { low, high } = this.look;
    return this.plot * (1 - (value - low) / (high - low));
  }

  /** @param {string} text @param {number} x @param {number} y @param {string} fill @param {Attributes} more */
  words(text, x, y, fill, more = {}) {
    return drawn("text", { x, y, fill, "font-size": 13, ...more }, text);
  }

  axes() {
    const { x, y, epochs, colours } = this.look;
    const parts = [];
    for (const [value, label] of y) {
      const at = this.y(value) + 0.5;
      parts.push(drawn("line", { x1: 0.5, x2: this.width + 0.5, y1: at, y2: at, stroke: colours.grid }));
      parts.push(this.words(label, -7.5, at + 4, colours.muted, { "text-anchor": "end" }));
    }
    const every = Math.ceil((x.length * (8 * String(epochs).length + 8)) / this.width); // as many as have room
    for (const epoch of x.filter((_, i) => i % every === 0)) {
      const anchor = epoch === 0 ? "start" : epoch === epochs ? "end" : "middle";
      parts.push(
        this.words(String(epoch), this.x(epoch) + 0.5, this.plot + 18.5, colours.muted, { "text-anchor": anchor }),
      );
    }
    parts.push(this.words("epoch", this.width / 2 + 0.5, this.plot + 35.5, colours.muted, { "text-anchor": "middle" }));
    return parts;
  }

  /** @param {number} value @param {Attributes} more */
  rule(value, more) {
    return drawn("line", { x2: this.width, y1: this.y(value), y2: this.y(value), ...more });
  }

  chance() {
    const { chance, colours } = this.look;
    if (!chance) return [];
    const onLeft = chance.part === "chance_left";
    return [
      this.rule(chance.value, { stroke: colours.muted, "stroke-dasharray": "2,4" }),
      this.words(chance.label, onLeft ? 4 : this.width - 4, this.y(chance.value) - 5, colours.muted, {
        "text-anchor": onLeft ? "start" : "end",
      }),
    ];
  }

  /** What is drawn of the feed. */
  rows() {
    return this.feed.rows;
  }

  /** Epoch and value of each row. @param {number} part 1 for validation @returns {[epoch: number, value: number][]} */
  values(part) {
    const column = this.look.metric === "accuracy" ? 2 : 3;
    return this.rows().flatMap((row) => (row[1] === part && row[column] !== null ? [[row[0], row[column]]] : []));
  }

  /** @param {number} part @param {Attributes} more */
  line(part, more) {
    const way = this.values(part).map(([epoch, value]) => `${this.x(epoch).toFixed(2)},${this.y(value).toFixed(2)}`);
    return drawn("path", {
      d: way.length ? `M${way.join("L")}` : "",
      fill: "none",
      stroke: this.look.colours.curve,
      "clip-path": `url(#plot_${this.look.metric})`,
      class: part ? "validation" : "train",
      ...more,
    });
  }

  /** A dot an epoch, and at the edge a small triangle for each epoch that lies beyond it. */
  points() {
    const { low, high, colours } = this.look;
    const parts = [];
    /** @type {Set<number | "train">} */
    const beyond = new Set();
    for (const part of [0, 1]) {
      for (const [epoch, value] of this.values(part)) {
        const edge = value < low ? "below" : value > high ? "above" : "";
        const place = part ? Math.ceil(epoch) : "train"; // one for all of the training line
        if (edge && !beyond.has(place)) {
          beyond.add(place);
          const at = `translate(${this.x(epoch)},${edge === "below" ? this.plot - 5 : 5})`;
          parts.push(drawn("path", { d: edge === "below" ? DOWN : UP, transform: at, fill: colours.curve }));
        } else if (part && !edge && Math.abs(epoch - Math.round(epoch)) < 0.001) {
          parts.push(drawn("circle", { cx: this.x(epoch), cy: this.y(value), r: DOT, fill: colours.curve }));
        }
      }
    }
    return parts;
  }

  /** The learner's bet, its words within the plot and on the side where the curve is not. */
  bet() {
    const { bet, colours } = this.look;
    if (!bet) return [];
    const latest = this.values(1).at(-1)?.[1];
    if (bet.part === "bet_below")
      return [this.words(bet.label, this.width - 4, this.plot - 5, colours.ink, { "text-anchor": "end" })];
    const at = this.y(bet.value);
    const over = at > this.plot - LINE || (at >= LINE && latest !== undefined && bet.value > latest);
    const y = at + (over ? -5 : 15);
    return [
      this.rule(bet.value, { stroke: colours.ink, "stroke-width": 1.5, "stroke-dasharray": "6,4" }),
      this.words(bet.label, this.width - 4, y, colours.ink, { "text-anchor": "end" }),
    ];
  }
}
