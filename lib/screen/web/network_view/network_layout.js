// Where every node of a dense network stands on the drawing, and which node lies under a point.
// It knows nothing of weights, colours or canvases.

import { within } from "../shared/elements.js";

/**
 * Where a layer's `n` nodes stand, in CSS pixels.
 * @typedef {object} Shape
 * @property {"picture" | "column" | "grid"} kind a square input, few nodes, or many, filled column by column
 * @property {number} n
 * @property {number} rows
 * @property {number} cols
 * @property {number} x
 * @property {number} y
 * @property {number} width
 * @property {number} step from one node to the next
 * @property {number} radius
 */
/** @typedef {{ width: number, height: number, layers: Shape[], small: boolean, narrow: boolean }} Layout */
/** @typedef {{ layer: number, node: number }} At */

const COLUMN = 16; // up to this many nodes stand in one column of circles
const HEAD = 46; // room above the nodes for a layer's name
const FOOT = 14;
const LEAST = 220; // of the nodes: ten answers are still read

/** @param {number[]} sizes nodes of each layer @param {number} width @param {number} [most] the height that there is @returns {Layout} */
export function layOut(sizes, width, most = Number.POSITIVE_INFINITY) {
  const narrow = width < 480;
  const small = sizes.every((n) => n <= COLUMN);
  const outputRoom = small ? (narrow ? 38 : 64) : narrow ? 60 : 112; // label and probability, right of the last circle
  const picture = shapeOf(sizes[0], 0, sizes.length, 1).kind === "picture";
  const pictureWidth = picture ? (narrow ? 84 : width < 600 ? 98 : 112) : 44;
  const gap = small ? 0 : narrow ? 22 : 54;
  const left = Math.max(40, width - pictureWidth - outputRoom - 24 - gap * (sizes.length - 1));
  const usual = small ? Math.max(...sizes) * 74 : narrow ? 340 : 400;
  const body = Math.min(usual, Math.max(LEAST, most - HEAD - FOOT));
  const crowd = sizes.slice(1, -1).reduce((sum, n) => sum + (n > COLUMN ? n : 0), 0);
  const rows = Math.max(40, Math.round(Math.sqrt((body * crowd) / left))); // so that the blocks fill both ways
  const shapes = sizes.map((n, layer) => shapeOf(n, layer, sizes.length, rows));
  const columns = shapes.reduce((sum, s) => sum + (s.kind === "grid" ? s.cols : 0), 0);
  const step = Math.min(10, body / rows, left / Math.max(1, columns));
  const height = HEAD + body + FOOT;
  for (const s of shapes) {
    s.step =
      s.kind === "picture" ? pictureWidth / s.cols : s.kind === "grid" ? step : Math.min(small ? 92 : 36, body / s.n);
    s.radius = s.kind === "column" ? Math.min(small ? (narrow ? 15 : 22) : 11, s.step * 0.42) : s.step * 0.39;
    s.width = s.kind === "column" ? Math.max(24, 2 * s.radius) : s.cols * s.step;
  }
  const room = width - outputRoom - shapes.reduce((sum, s) => sum + s.width, 0) - 12;
  const between = room / (shapes.length - 1);
  let x = 6;
  for (const s of shapes) {
    s.x = x;
    s.y = HEAD + (body - s.rows * s.step) / 2;
    x += s.width + between;
  }
  return { width, height, layers: shapes, small, narrow };
}

/** A shape that has no place yet.
 * @param {number} n @param {number} layer @param {number} layers @param {number} rows of a grid @returns {Shape} */
function shapeOf(n, layer, layers, rows) {
  const side = Math.round(Math.sqrt(n));
  const cols = Math.ceil(n / rows);
  const nowhere = { x: 0, y: 0, width: 0, step: 0, radius: 0 };
  if (layer === 0 && n > 64 && side * side === n) return { kind: "picture", n, rows: side, cols: side, ...nowhere };
  if (n <= COLUMN || layer === layers - 1) return { kind: "column", n, rows: n, cols: 1, ...nowhere };
  return { kind: "grid", n, rows: Math.ceil(n / cols), cols, ...nowhere };
}

/** Row and column of a node: a picture is filled row by row, everything else column by column.
 * @param {Shape} shape @param {number} node */
export function cellOf(shape, node) {
  if (shape.kind === "picture") return [Math.floor(node / shape.cols), node % shape.cols];
  return [node % shape.rows, Math.floor(node / shape.rows)];
}

/** @param {Shape} shape @param {number} node */
export function pointOf(shape, node) {
  const [row, col] = cellOf(shape, node);
  const middle = shape.kind === "column" ? shape.width / 2 : (col + 0.5) * shape.step;
  return [shape.x + middle, shape.y + (row + 0.5) * shape.step];
}

/** The node under (x, y), or the nearest within `reach` pixels of its layer's block; null on empty space.
 * @param {Layout} layout @param {number} x @param {number} y @param {number} reach @returns {At | null} */
export function nodeUnder(layout, x, y, reach) {
  for (let layer = 0; layer < layout.layers.length; layer++) {
    const s = layout.layers[layer];
    const around = s.kind === "column" ? Math.max(reach, s.radius) : reach;
    const centre = s.x + s.width / 2;
    const half = s.kind === "column" ? s.radius : s.width / 2;
    if (Math.abs(x - centre) > half + around) continue;
    if (y < s.y - reach || y > s.y + s.rows * s.step + reach) continue;
    const row = within(Math.floor((y - s.y) / s.step), 0, s.rows - 1);
    const col = s.kind === "column" ? 0 : within(Math.floor((x - s.x) / s.step), 0, s.cols - 1);
    const node = s.kind === "picture" ? row * s.cols + col : col * s.rows + row;
    if (node < s.n) return { layer, node };
  }
  return null;
}

/** The node that an arrow key leads to; `key` is the event's key.
 * @param {Layout} layout @param {At} at @param {string} key @returns {At} */
export function nodeBeside(layout, at, key) {
  const s = layout.layers[at.layer];
  const [row, col] = cellOf(s, at.node);
  const inside = (/** @type {number} */ node) => (node >= 0 && node < s.n ? { layer: at.layer, node } : at);
  if (key === "ArrowUp" || key === "ArrowDown") {
    const move = (key === "ArrowDown" ? 1 : -1) * (s.kind === "picture" ? s.cols : 1);
    return inside(at.node + move);
  }
  const right = key === "ArrowRight";
  const nextCol = col + (right ? 1 : -1);
  if (nextCol >= 0 && nextCol < s.cols) {
    const node = s.kind === "picture" ? row * s.cols + nextCol : nextCol * s.rows + row;
    if (node < s.n) return { layer: at.layer, node };
  }
  const layer = at.layer + (right ? 1 : -1);
  if (layer < 0 || layer >= layout.layers.length) return at;
  const t = layout.layers[layer];
  const nextRow = Math.round((row / Math.max(1, s.rows - 1)) * (t.rows - 1));
  const edge = right ? 0 : t.cols - 1;
  const node = t.kind === "picture" ? nextRow * t.cols + edge : edge * t.rows + nextRow;
  return { layer, node: Math.min(node, t.n - 1) };
}
