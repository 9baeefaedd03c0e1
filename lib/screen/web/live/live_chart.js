// A learning curve that grows, drawn where Vega puts the same chart once the run has ended (lib/charts/curves.py): its
// size, paddings, ticks, marks and words, so that nothing moves when that one takes its place.

/** @import { Feed } from "./live_feed.js" */
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
/** @typedef {Record<string, string | number>} Attributes */

const TALL = 300; // pixels, title and axes included
const TOP = 57;
const PLOT = 200;
const SIDES = { accuracy: [46, 65], loss: [30, 19] }; // left of the plot: its labels; right: the test dot, a last point
const DOT = 4.183;
const DOWN = "M0,3.354L-3.873,-3.354L3.873,-3.354Z";
const UP = "M0,-3.354L-3.873,3.354L3.873,3.354Z";

/** @template {keyof SVGElementTagNameMap} K @param {K} name @param {Attributes} attributes
 * @param {(Node | string)[]} children @returns {SVGElementTagNameMap[K]} */
function drawn(name, attributes, ...children) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
  element.append(...children);
  return element;
}

/** @param {SVGTextElement} text @param {number} width */
function shorten(text, width) {
  const whole = text.textContent ?? "";
  for (let n = whole.length - 1; n > 0 && text.getComputedTextLength() > width; n--)
    text.textContent = `${whole.slice(0, n).trimEnd()}…`;
}

export class LiveChart {
  width = 0; // of the plot

  /** @param {HTMLElement} root @param {Frame} look @param {Feed} feed has the rows */
  constructor(root, look, feed) {
    this.root = root;
    this.look = look;
    this.feed = feed;
    this.watchSize = new ResizeObserver(() => this.draw());
    this.watchSize.observe(root);
  }

  close() {
    this.watchSize.disconnect();
  }

  /** @param {Frame} look @param {Feed} feed */
  show(look, feed) {
    this.look = look;
    this.feed = feed;
    this.draw();
  }

  draw() {
    const width = this.root.clientWidth;
    if (!width) return;
    const { metric, heading, colours } = this.look;
    const [left, right] = SIDES[metric];
    this.width = Math.max(40, width - left - right);
    const alt = this.feed.rest?.alts[metric === "loss" ? 1 : 0] ?? `Line chart of ${metric} over epochs.`;
    const plot = drawn("g", { transform: `translate(${left},${TOP})` });
    plot.append(
      drawn("clipPath", { id: "plot" }, drawn("rect", { width: this.width, height: PLOT })),
      ...this.axes(),
      ...this.chance(),
      this.line(0, { "stroke-width": 1.5, opacity: 0.55 }),
      this.line(1, { "stroke-width": 3 }),
      ...this.points(),
      ...this.bet(),
    );
    const title = this.words(heading[0], 5.3, 17, colours.ink, { "font-size": 15, "font-weight": 600 });
    const svg = drawn("svg", {
      width,
      height: TALL,
      viewBox: `0 0 ${width} ${TALL}`,
      role: "img",
      "aria-label": alt,
      class: "marks",
    });
    const lines = this.words(heading[1], 5.3, 34, colours.muted);
    svg.append(title, lines, plot);
    this.root.replaceChildren(svg);
    shorten(lines, width - 8);
  }

  /** @param {number} epoch */
  x(epoch) {
    return (this.width * epoch) / this.look.epochs;
  }

  /** @param {number} value */
  y(value) {
    const { low, high } = this.look;
    return PLOT * (1 - (value - low) / (high - low));
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
    for (const epoch of x) {
      const anchor = epoch === 0 ? "start" : epoch === epochs ? "end" : "middle";
      parts.push(this.words(String(epoch), this.x(epoch) + 0.5, PLOT + 18.5, colours.muted, { "text-anchor": anchor }));
    }
    parts.push(this.words("epoch", this.width / 2 + 0.5, PLOT + 35.5, colours.muted, { "text-anchor": "middle" }));
    return parts;
  }

  /** @param {number} value @param {Attributes} more */
  rule(value, more) {
    return drawn("line", { x2: this.width, y1: this.y(value), y2: this.y(value), ...more });
  }

  chance() {
    const { chance, colours } = this.look;
    if (!chance) return [];
    const y = this.y(chance.value) + (chance.part === "chance_low" ? -6 : 14);
    const x = this.x(chance.epoch) - (chance.part === "chance_low" ? 0 : 4);
    return [
      this.rule(chance.value, { stroke: colours.muted, "stroke-dasharray": "2,4" }),
      this.words(chance.label, x, y, colours.muted, { "text-anchor": "end" }),
    ];
  }

  /** Epoch and value of each row. @param {number} part 1 for validation @returns {[epoch: number, value: number][]} */
  values(part) {
    const column = this.look.metric === "accuracy" ? 2 : 3;
    return this.feed.rows.flatMap((row) => (row[1] === part && row[column] !== null ? [[row[0], row[column]]] : []));
  }

  /** @param {number} part @param {Attributes} more */
  line(part, more) {
    const way = this.values(part).map(([epoch, value]) => `${this.x(epoch).toFixed(2)},${this.y(value).toFixed(2)}`);
    return drawn("path", {
      d: way.length ? `M${way.join("L")}` : "",
      fill: "none",
      stroke: this.look.colours.curve,
      "clip-path": "url(#plot)",
      class: part ? "validation" : "train",
      ...more,
    });
  }

  /** A dot an epoch, and at the edge a small triangle for what lies beyond it. */
  points() {
    const { low, high, colours } = this.look;
    const parts = [];
    const beyond = { below: false, above: false };
    for (const part of [0, 1]) {
      for (const [epoch, value] of this.values(part)) {
        const edge = value < low ? "below" : value > high ? "above" : "";
        if (edge && (part || !beyond[edge])) {
          if (!part) beyond[edge] = true;
          const at = `translate(${this.x(epoch)},${edge === "below" ? PLOT - 5 : 5})`;
          parts.push(drawn("path", { d: edge === "below" ? DOWN : UP, transform: at, fill: colours.curve }));
        } else if (part && !edge && Math.abs(epoch - Math.round(epoch)) < 0.001) {
          parts.push(drawn("circle", { cx: this.x(epoch), cy: this.y(value), r: DOT, fill: colours.curve }));
        }
      }
    }
    return parts;
  }

  /** The learner's bet, its words on the side where the curve is not. */
  bet() {
    const { bet, colours } = this.look;
    if (!bet) return [];
    const latest = this.values(1).at(-1)?.[1];
    if (bet.part === "bet_below")
      return [this.words(bet.label, this.width, PLOT - 27, colours.ink, { "text-anchor": "end" })];
    const y = this.y(bet.value) + (latest !== undefined && bet.value > latest ? -8 : 15);
    return [
      this.rule(bet.value, { stroke: colours.ink, "stroke-width": 1.5, "stroke-dasharray": "6,4" }),
      this.words(bet.label, this.width, y, colours.ink, { "text-anchor": "end" }),
    ];
  }
}
