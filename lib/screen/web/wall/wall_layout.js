// Where each picture of the wall hangs: in bars of a class, row by row in the order of a value, or by likeness. Places in
// pixels of a wall that just fits; no elements.

import { lossOf } from "./wall_data.js";

/** @import { Said, Wall } from "./wall_data.js" */

/** @typedef {"truth" | "guess" | "sure" | "loss" | "bright" | "like"} By */

/**
 * @typedef {object} Layout
 * @property {Float32Array} x of each picture that hangs, in the order of `pictures`
 * @property {Float32Array} y
 * @property {number} side of a picture
 * @property {{ text: string, x: number, y: number, group: number, width: number }[]} labels `group` is a class, or -1; x is a middle
 *   where there is a group, a left edge else
 */

const LARGEST = 120; // pixels: few pictures do not grow beyond that
export const FOOT = 24; // room for the names under the bars
export const EDGE = 52; // room for the values beside the rows

/** All pictures in the order of a value, the first hung first: sorted once, and not at every brush. */
export class Orders {
  /** @type {Map<string, Uint32Array>} */
  #kept = new Map();

  /** @param {Wall} wall */
  constructor(wall) {
    this.wall = wall;
    this.loss = Float32Array.from({ length: wall.n }, (_, i) => lossOf(wall, i));
  }

  /** @param {"sure" | "loss" | "bright" | "like"} by @param {Float32Array | Uint16Array} values of each picture
   * @param {1 | -1} way 1 for the lowest first */
  of(by, values, way) {
    const kept = this.#kept.get(by);
    if (kept) return kept;
    const order = Uint32Array.from({ length: this.wall.n }, (_, i) => i);
    order.sort((a, b) => way * (values[a] - values[b]) || a - b);
    this.#kept.set(by, order);
    return order;
  }

  /** Its values are other ones now. @param {"sure" | "bright"} by */
  forget(by) {
    this.#kept.delete(by);
  }
}

/** @param {By} by @param {Uint32Array} pictures @param {Orders} orders @param {Said} said
 * @param {{ width: number, height: number, names: string[], bright: Float32Array }} room @returns {Layout} */
export function arrange(by, pictures, orders, said, room) {
  const { wall, loss } = orders;
  const places = new Int32Array(wall.n).fill(-1); // of a picture among those that hang
  pictures.forEach((i, place) => {
    places[i] = place;
  });
  const hung = (/** @type {Uint32Array} */ order) => order.filter((i) => places[i] >= 0).map((i) => places[i]);
  const { bright } = room;
  if (by === "truth" || by === "guess") {
    const classes = by === "truth" ? wall.truth : said.guess;
    return inBars((place) => classes[pictures[place]], hung(orders.of("loss", loss, -1)).reverse(), room);
  }
  if (by === "like")
    return byLikeness(hung(orders.of("like", wall.across, 1)), (place) => wall.down[pictures[place]], room);
  if (by === "sure")
    return inRows(hung(orders.of("sure", said.sure, -1)), (place) => percent(said.sure[pictures[place]]), room);
  if (by === "loss")
    return inRows(hung(orders.of("loss", loss, -1)), (place) => loss[pictures[place]].toFixed(2), room);
  return inRows(
    hung(orders.of("bright", bright, 1)),
    (place) => `${Math.round(100 * bright[pictures[place]])} %`,
    room,
  );
}

/** As a learner reads it: 100 % is kept for all. @param {number} share */
export function percent(share, digits = 1) {
  const text = (100 * share).toFixed(digits);
  if (share < 1 && Number(text) === 100) return `> ${(100 - 10 ** -digits).toFixed(digits)} %`;
  if (share > 0 && Number(text) === 0) return `< ${(10 ** -digits).toFixed(digits)} %`;
  return `${text} %`;
}

/** How many columns let `rows(columns)` rows of squares stay within the height. @param {number} width @param {number} height
 * @param {(columns: number) => number} rows */
function fewest(width, height, rows) {
  let columns = Math.max(1, Math.ceil(width / LARGEST));
  while ((rows(columns) * width) / columns > height && columns < width) columns++;
  return columns;
}

/** On how many shelves the bars stand, so that pictures are as large as they can be. @param {number} bars
 * @param {number} most pictures of a bar @param {number} width @param {number} height @param {number} gap between bars */
function shelves(bars, most, width, height, gap) {
  let best = { per: 1, columns: 1, side: 0, each: width, tall: height };
  for (let count = 1; count <= Math.max(1, Math.ceil(bars / 12)); count++) {
    const per = Math.max(1, Math.ceil(bars / count));
    const each = width / per;
    const tall = height / count;
    const columns = fewest(each - gap, tall - FOOT, (columns) => Math.ceil(most / columns));
    const side = Math.min((each - gap) / columns, (tall - FOOT) / Math.ceil(most / columns));
    if (side > best.side) best = { per, columns, side, each, tall };
  }
  return best;
}

/** A bar a class, filled from below. @param {(place: number) => number} classOf @param {Uint32Array} order of places
 * @param {{ width: number, height: number, names: string[] }} room @returns {Layout} */
function inBars(classOf, order, { width, height, names }) {
  const counts = new Uint32Array(names.length);
  for (const place of order) counts[classOf(place)]++;
  const shown = names.map((_, k) => k).filter((k) => counts[k]);
  const gap = shown.length > 24 ? 4 : 6;
  const most = Math.max(1, ...counts);
  const shelf = shelves(shown.length, most, width, height, gap);
  const { columns, side, each, tall } = shelf;
  const lefts = new Float32Array(names.length);
  const feet = new Float32Array(names.length);
  const labels = shown.map((k, bar) => {
    const left = (bar % shelf.per) * each;
    lefts[k] = left + (each - columns * side) / 2;
    feet[k] = (Math.floor(bar / shelf.per) + 1) * tall - FOOT;
    return { text: names[k], x: left + each / 2, y: feet[k] + 4, group: k, width: each };
  });
  const x = new Float32Array(order.length);
  const y = new Float32Array(order.length);
  counts.fill(0);
  for (const place of order) {
    const k = classOf(place);
    const j = counts[k]++;
    x[place] = lefts[k] + (j % columns) * side;
    y[place] = feet[k] - (Math.floor(j / columns) + 1) * side;
  }
  return { x, y, side, labels };
}

/** Row by row. @param {Uint32Array} order of places @param {(place: number) => string} text
 * @param {{ width: number, height: number }} room @returns {Layout} */
function inRows(order, text, { width, height }) {
  const n = order.length;
  const across = width - EDGE;
  const columns = fewest(across, height, (columns) => Math.ceil(n / columns));
  const side = Math.min(across / columns, height / Math.max(1, Math.ceil(n / columns)));
  const x = new Float32Array(n);
  const y = new Float32Array(n);
  /** @type {Layout["labels"]} */
  const labels = [];
  let last = -Infinity;
  order.forEach((place, j) => {
    x[place] = EDGE + (j % columns) * side;
    y[place] = Math.floor(j / columns) * side;
    if (j % columns || y[place] - last < 34) return;
    last = y[place];
    const words = text(place);
    if (words !== labels.at(-1)?.text) labels.push({ text: words, x: 0, y: last + 2, group: -1, width: EDGE });
  });
  return { x, y, side, labels };
}

/** Alike beside alike: columns along the first direction, each sorted along the second.
 * @param {Uint32Array} order of places along the first @param {(place: number) => number} down
 * @param {{ width: number, height: number }} room @returns {Layout} */
function byLikeness(order, down, { width, height }) {
  const n = order.length;
  const columns = fewest(width, height, (columns) => Math.ceil(n / columns));
  const rows = Math.max(1, Math.ceil(n / columns));
  const side = Math.min(width / columns, height / rows);
  const x = new Float32Array(n);
  const y = new Float32Array(n);
  for (let column = 0; column * rows < n; column++) {
    const here = order.slice(column * rows, (column + 1) * rows);
    here.sort((a, b) => down(a) - down(b));
    here.forEach((place, row) => {
      x[place] = column * side;
      y[place] = row * side;
    });
  }
  return { x, y, side, labels: [] };
}

/** The picture beside this one, as an arrow key goes; itself at the edge. Places in the layout.
 * @param {Layout} layout @param {number} place @param {[number, number]} step rows and columns */
export function beside({ x, y, side }, place, [down, right]) {
  let found = place;
  let best = Infinity;
  for (let other = 0; other < x.length; other++) {
    const dx = x[other] - x[place];
    const dy = y[other] - y[place];
    const along = dx * right + dy * down;
    const off = Math.abs(dx * down) + Math.abs(dy * right);
    if (along < side / 2) continue;
    const far = along + 3 * off;
    if (far < best) [best, found] = [far, other];
  }
  return found;
}
