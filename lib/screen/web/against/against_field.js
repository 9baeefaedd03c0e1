// Every test picture as a tile on a canvas: its shape and colour say what became of it. Tiles turn, and move into groups.

import { fit, isStill, pen, setText } from "../shared/elements.js";
import { BROKEN, countsOf, FIXED, NAMES, RIGHT, WRONG } from "./against_counts.js";

const TURN = 4000; // ms of a whole replay
const MOVE = 700; // ms until tiles stand in their groups
const ORDER = [FIXED, BROKEN, WRONG, RIGHT];
/** Numbers from 0 to 1 that are spread evenly and look drawn by lot, the same at every replay. @param {number} i */
const lot = (i) => (i * 0.6180339887) % 1;

export class Field {
  /** @type {Uint8Array} */ all = new Uint8Array();
  grouped = false;
  wide = 1;
  /** @type {Float32Array} the place of each tile, counted along the rows */ places = new Float32Array();
  /** @type {Float32Array} where each comes from */ from = new Float32Array();
  began = 0; // of a replay, 0: none
  moved = 0; // since when tiles move
  frame = 0;

  /** @param {HTMLCanvasElement} canvas @param {HTMLElement} legend whose parts have the colours, in the order of outcomes */
  constructor(canvas, legend) {
    this.context = pen(canvas);
    this.canvas = canvas;
    this.legend = legend;
  }

  /** @param {Uint8Array} all the outcome of each picture @param {number} wide columns for each row, about */
  show(all, wide) {
    this.all = all;
    this.wide = wide;
    this.place();
    this.ask();
  }

  /** @param {boolean} grouped */
  group(grouped) {
    this.grouped = grouped;
    this.place();
    this.ask();
  }

  /** From what was, picture by picture, to what is. */
  replay() {
    this.began = isStill() ? 0 : performance.now();
    this.ask();
  }

  stop() {
    cancelAnimationFrame(this.frame);
    this.frame = 0;
  }

  place() {
    const n = this.all.length;
    const before = this.places.length === n ? this.current() : null;
    const order = Array.from({ length: n }, (_, i) => i);
    if (this.grouped) order.sort((a, b) => ORDER.indexOf(this.all[a]) - ORDER.indexOf(this.all[b]) || a - b);
    this.places = new Float32Array(n);
    order.forEach((tile, place) => {
      this.places[tile] = place;
    });
    this.from = before ?? this.places;
    this.moved = before && !isStill() ? performance.now() : 0;
  }

  /** Where the tiles are just now. */
  current() {
    const done = this.moved ? Math.min(1, (performance.now() - this.moved) / MOVE) : 1;
    const eased = done * done * (3 - 2 * done);
    return this.places.map((to, i) => this.from[i] + (to - this.from[i]) * eased);
  }

  ask() {
    if (!this.frame) this.frame = requestAnimationFrame(() => this.draw());
  }

  draw() {
    this.frame = 0;
    const n = this.all.length;
    const width = this.canvas.clientWidth;
    if (!n || !width) return;
    const columns = Math.round(Math.sqrt(n * this.wide));
    const side = width / columns;
    const height = Math.ceil(n / columns) * side;
    if (this.canvas.style.height !== `${height}px`) this.canvas.style.height = `${height}px`;
    fit(this.context, width, height);
    this.context.clearRect(0, 0, width, height);
    const now = performance.now();
    const gone = this.began ? (now - this.began) / TURN : 1;
    const shown = this.all.map((outcome, i) =>
      gone > lot(i) ? outcome : outcome === FIXED || outcome === WRONG ? WRONG : RIGHT,
    );
    this.tell(countsOf(shown));
    this.paint(shown, this.current(), columns, side);
    if (gone >= 1) this.began = 0;
    if (now - this.moved >= MOVE) this.moved = 0;
    if (this.began || this.moved) this.ask();
  }

  /** @param {number[]} counts */
  tell(counts) {
    const words = counts.map((count, outcome) => `${count.toLocaleString("en")} ${NAMES[outcome]}`);
    words.forEach((word, outcome) => {
      setText(this.legend.children[outcome], word);
    });
    this.canvas.setAttribute("aria-label", `A tile for each test picture: ${words.join(", ")}.`);
  }

  /** @param {Uint8Array} shown @param {Float32Array} places @param {number} columns @param {number} side */
  paint(shown, places, columns, side) {
    const half = side * 0.38;
    for (const outcome of [RIGHT, WRONG, FIXED, BROKEN]) {
      this.context.beginPath();
      for (let i = 0; i < shown.length; i++) {
        if (shown[i] !== outcome) continue;
        const x = ((places[i] % columns) + 0.5) * side;
        const y = (Math.floor(places[i] / columns) + 0.5) * side;
        trace(this.context, outcome, x, y, half);
      }
      this.context.strokeStyle = this.context.fillStyle = getComputedStyle(this.legend.children[outcome]).accentColor;
      this.context.lineWidth = Math.max(1, side * (outcome === BROKEN ? 0.2 : 0.1));
      if (outcome === WRONG || outcome === BROKEN) this.context.stroke();
      else this.context.fill();
    }
  }
}

/** Right: a small square; fixed: a disc; broken: a cross; wrong: a hollow square.
 * @param {CanvasRenderingContext2D} context @param {number} outcome @param {number} x @param {number} y @param {number} half */
function trace(context, outcome, x, y, half) {
  if (outcome === FIXED) {
    context.moveTo(x + half, y);
    context.arc(x, y, half, 0, 2 * Math.PI);
  } else if (outcome === BROKEN) {
    context.moveTo(x - half, y - half);
    context.lineTo(x + half, y + half);
    context.moveTo(x + half, y - half);
    context.lineTo(x - half, y + half);
  } else {
    const part = outcome === RIGHT ? 0.5 : 0.75;
    context.rect(x - part * half, y - part * half, 2 * part * half, 2 * part * half);
  }
}
