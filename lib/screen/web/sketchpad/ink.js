// A drawing: its strokes, in the unit square so that it fits any screen, and how they become pixels.
// Knows nothing of pointers, of networks or of the page.

import { element, pen } from "../shared/elements.js";

/** @typedef {{ brush: number, points: number[] }} Stroke `points`: x, y, x, y, ... */

export const RASTER = 140; // pixels a side of the drawing that is prepared: five for each of the 28
const NEAR = 0.002; // points closer than this add nothing

export class Ink {
  /** @type {Stroke[]} */
  strokes = [];
  finished = pen(element("canvas", { width: RASTER, height: RASTER })); // every stroke but the last
  whole = pen(element("canvas", { width: RASTER, height: RASTER }), { willReadFrequently: true });
  pixels = new Float32Array(RASTER * RASTER);

  /** @param {number} x @param {number} y @param {number} brush its width */
  begin(x, y, brush) {
    this.strokes.push({ brush, points: [x, y] });
    this.refresh();
  }

  /** Adds a point to the last stroke. @param {number} x @param {number} y */
  extend(x, y) {
    const { points } = this.strokes[this.strokes.length - 1];
    const [lastX, lastY] = points.slice(-2);
    if (Math.hypot(x - lastX, y - lastY) >= NEAR) points.push(x, y);
  }

  /** @param {Stroke[]} strokes */
  replace(strokes) {
    this.strokes = strokes;
    this.refresh();
  }

  refresh() {
    this.finished.clearRect(0, 0, RASTER, RASTER);
    for (const stroke of this.strokes.slice(0, -1)) paintStroke(this.finished, stroke, RASTER, "#000");
  }

  /** The drawing as RASTER x RASTER numbers, 0 = paper to 1 = ink. */
  raster() {
    const { whole, pixels } = this;
    whole.clearRect(0, 0, RASTER, RASTER);
    whole.drawImage(this.finished.canvas, 0, 0);
    for (const stroke of this.strokes.slice(-1)) paintStroke(whole, stroke, RASTER, "#000");
    const { data } = whole.getImageData(0, 0, RASTER, RASTER);
    for (let i = 0; i < pixels.length; i++) pixels[i] = data[4 * i + 3] / 255;
    return pixels;
  }
}

/** One stroke, from its `from`-th number on, onto a canvas `size` pixels wide.
 * @param {CanvasRenderingContext2D} context @param {Stroke} stroke @param {number} size @param {string} colour */
export function paintStroke(context, { brush, points }, size, colour, from = 0) {
  context.lineCap = context.lineJoin = "round";
  context.lineWidth = brush * size;
  context.strokeStyle = colour;
  context.beginPath();
  context.moveTo(points[from] * size, points[from + 1] * size);
  for (let i = from; i < points.length; i += 2) context.lineTo(points[i] * size, points[i + 1] * size);
  context.stroke();
}

/**
 * A few digits to start from: the strokes of each, as corner points that a smooth curve runs through.
 * @type {[x: number, y: number][][][]}
 */
// biome-ignore format: a line a stroke
export const EXAMPLES = [
  [[[0.24, 0.27], [0.42, 0.24], [0.6, 0.24], [0.77, 0.26], [0.66, 0.45], [0.55, 0.64], [0.45, 0.84]]],
  [[[0.3, 0.3], [0.4, 0.19], [0.58, 0.18], [0.66, 0.3], [0.58, 0.44], [0.45, 0.48], [0.6, 0.53], [0.7, 0.66],
    [0.62, 0.8], [0.45, 0.84], [0.3, 0.75]]],
  [[[0.3, 0.32], [0.4, 0.19], [0.57, 0.18], [0.67, 0.3], [0.6, 0.48], [0.44, 0.66], [0.29, 0.81], [0.5, 0.81],
    [0.73, 0.8]]],
  [[[0.4, 0.18], [0.33, 0.36], [0.28, 0.54], [0.48, 0.55], [0.72, 0.54]], [[0.63, 0.3], [0.6, 0.56], [0.57, 0.84]]],
];

/** Catmull-Rom curve through `corners`, as one stroke. @param {[x: number, y: number][]} corners @param {number} brush */
export function smoothStroke(corners, brush, steps = 12) {
  const points = [];
  for (let i = 0; i + 1 < corners.length; i++) {
    const [a, b, c, d] = [-1, 0, 1, 2].map((k) => corners[Math.min(Math.max(i + k, 0), corners.length - 1)]);
    for (let step = 0; step < steps; step++) {
      const t = step / steps;
      for (const axis of /** @type {const} */ ([0, 1])) {
        const [p, q, r, s] = [a[axis], b[axis], c[axis], d[axis]];
        points.push(
          0.5 * (2 * q + (r - p) * t + (2 * p - 5 * q + 4 * r - s) * t * t + (3 * q - p - 3 * r + s) * t * t * t),
        );
      }
    }
  }
  return { brush, points: [...points, ...corners[corners.length - 1]] };
}
