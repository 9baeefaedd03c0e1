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

/** @param {By} by @param {Uint32Array} pictures @param {Wall} wall @param {Said} said
 * @param {{ width: number, height: number, names: string[], bright: Float32Array | null }} room @returns {Layout} */
export function arrange(by, pictures, wall, said, room) {
  if (by === "truth" || by === "guess") return inBars(by === "truth" ? wall.truth : said.guess, pictures, wall, room);
  if (by === "like") return byLikeness(pictures, wall, room);
  const values = {
    sure: (/** @type {number} */ i) => -said.sure[i],
    loss: (/** @type {number} */ i) => -lossOf(wall, i),
    bright: (/** @type {number} */ i) => room.bright?.[i] ?? 0,
  }[by];
  const texts = {
    sure: (/** @type {number} */ i) => `${percent(said.sure[i])}`,
    loss: (/** @type {number} */ i) => lossOf(wall, i).toFixed(2),
    bright: (/** @type {number} */ i) => (room.bright ? `${Math.round(100 * room.bright[i])} %` : ""),
  }[by];
  return inRows(values, texts, pictures, room);
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

/** A bar a class, the highest loss on its top. @param {Uint16Array} classes of each picture
 * @param {Uint32Array} pictures @param {Wall} wall @param {{ width: number, height: number, names: string[] }} room @returns {Layout} */
function inBars(classes, pictures, wall, { width, height, names }) {
  /** @type {number[][]} */
  const members = names.map(() => []);
  pictures.forEach((i, place) => members[classes[i]].push(place));
  const shown = names.map((_, k) => k).filter((k) => members[k].length);
  const gap = shown.length > 24 ? 1 : 6;
  const each = width / Math.max(shown.length, 1);
  const most = Math.max(1, ...members.map((of) => of.length));
  const columns = fewest(each - gap, height - FOOT, (columns) => Math.ceil(most / columns));
  const side = Math.min((each - gap) / columns, (height - FOOT) / Math.ceil(most / columns));
  const x = new Float32Array(pictures.length);
  const y = new Float32Array(pictures.length);
  const labels = shown.map((k, bar) => {
    const left = bar * each + (each - columns * side) / 2;
    const order = Float64Array.from(members[k], (place) => lossOf(wall, pictures[place]));
    const sorted = members[k].map((place, j) => ({ place, loss: order[j] })).sort((a, b) => a.loss - b.loss);
    sorted.forEach(({ place }, j) => {
      x[place] = left + (j % columns) * side;
      y[place] = height - FOOT - (Math.floor(j / columns) + 1) * side;
    });
    return { text: names[k], x: bar * each + each / 2, y: height - FOOT + 4, group: k, width: each };
  });
  return { x, y, side, labels };
}

/** Row by row, the lowest value first. @param {(i: number) => number} value @param {(i: number) => string} text
 * @param {Uint32Array} pictures @param {{ width: number, height: number }} room @returns {Layout} */
function inRows(value, text, pictures, { width, height }) {
  const n = pictures.length;
  const order = Array.from(pictures, (i, place) => ({ place, value: value(i) })).sort((a, b) => a.value - b.value);
  const across = width - EDGE;
  const columns = fewest(across, height, (columns) => Math.ceil(n / columns));
  const side = Math.min(across / columns, height / Math.max(1, Math.ceil(n / columns)));
  const x = new Float32Array(n);
  const y = new Float32Array(n);
  /** @type {Layout["labels"]} */
  const labels = [];
  let last = -Infinity;
  order.forEach(({ place }, j) => {
    x[place] = EDGE + (j % columns) * side;
    y[place] = Math.floor(j / columns) * side;
    if (j % columns === 0 && y[place] - last >= 34) {
      last = y[place];
      labels.push({ text: text(pictures[place]), x: 0, y: last + 2, group: -1, width: EDGE });
    }
  });
  return { x, y, side, labels };
}

/** Alike beside alike: columns along the first direction, each sorted along the second.
 * @param {Uint32Array} pictures @param {Wall} wall @param {{ width: number, height: number }} room @returns {Layout} */
function byLikeness(pictures, wall, { width, height }) {
  const n = pictures.length;
  const columns = fewest(width, height, (columns) => Math.ceil(n / columns));
  const rows = Math.max(1, Math.ceil(n / columns));
  const side = Math.min(width / columns, height / rows);
  const x = new Float32Array(n);
  const y = new Float32Array(n);
  const order = Array.from(pictures, (_, place) => place).sort(
    (a, b) => wall.across[pictures[a]] - wall.across[pictures[b]],
  );
  for (let column = 0; column * rows < n; column++) {
    const here = order.slice(column * rows, (column + 1) * rows);
    here.sort((a, b) => wall.down[pictures[a]] - wall.down[pictures[b]]);
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
