// The square as a picture: how the network colours it, its border, the points that it learns from and the new ones.

import { fit, pen, within } from "../shared/elements.js";
import { SIDE } from "./plane_border.js";
import { probability } from "./plane_network.js";

/** @import { Place } from "./plane_fold.js" */
/** @import { Points } from "./plane_points.js" */
/** @typedef {{ ink: string, raised: string, classes: [string, string] }} Colours of class 0 and class 1 */

const DEEPEST = 0.5; // of a colour under the points: these must be seen on it

export class PlanePaint {
  /** @param {HTMLCanvasElement} canvas */
  constructor(canvas) {
    this.context = pen(canvas);
    this.field = document.createElement("canvas");
    this.field.width = this.field.height = SIDE;
    this.side = 0;
  }

  /** Begins a picture of that many pixels a side. @param {number} side */
  clear(side) {
    this.side = side;
    fit(this.context, side, side);
    this.context.clearRect(0, 0, side, side);
  }

  /** Where a place lies in the picture. @param {Place} place @returns {Place} */
  at([x, y]) {
    return [((x + 1) / 2) * this.side, ((1 - y) / 2) * this.side];
  }

  /** The colour of the likelier class, the paler the less sure. @param {Float32Array} scores @param {Colours} colours */
  surface(scores, { classes }) {
    const image = new ImageData(SIDE, SIDE);
    const rgb = classes.map((colour) => (colour.match(/[\d.]+/g) ?? []).slice(0, 3).map(Number));
    scores.forEach((score, i) => {
      const p = probability(score);
      image.data.set([...rgb[Number(p > 0.5)], 255 * DEEPEST * Math.abs(2 * p - 1)], 4 * i);
    });
    pen(this.field).putImageData(image, 0, 0);
    this.context.imageSmoothingEnabled = true;
    // The scores stand at the middle of their pixels, the first and the last on the picture's edges
    const cell = this.side / (SIDE - 1);
    this.context.drawImage(this.field, -cell / 2, -cell / 2, cell * SIDE, cell * SIDE);
  }

  /** @param {[Place, Place][]} lines @param {string} colour @param {number} width @param {number[]} dash */
  lines(lines, colour, width, dash = []) {
    const { context } = this;
    context.beginPath();
    for (const [from, to] of lines) {
      context.moveTo(...this.at(from));
      context.lineTo(...this.at(to));
    }
    context.setLineDash(dash);
    context.lineCap = dash.length ? "butt" : "round";
    context.lineWidth = width;
    context.strokeStyle = colour;
    context.stroke();
    context.setLineDash([]);
  }

  /** Class 0 as circles and class 1 as squares: filled those to learn from, and smaller, with paper inside, the new ones.
   * @param {Points} points @param {Colours} colours @param {boolean} filled */
  points({ places, classes }, { raised, classes: colour }, filled) {
    const { context } = this;
    const size = within(this.side / 90, 3, 5) * (filled ? 1 : 0.72);
    context.lineWidth = filled ? 1.5 : 1.6;
    classes.forEach((label, row) => {
      const [x, y] = this.at([places[2 * row], places[2 * row + 1]]);
      context.beginPath();
      if (label) context.rect(x - 0.9 * size, y - 0.9 * size, 1.8 * size, 1.8 * size);
      else context.arc(x, y, size, 0, 2 * Math.PI);
      context.fillStyle = filled ? colour[label] : raised;
      context.strokeStyle = filled ? raised : colour[label];
      context.fill();
      context.stroke();
    });
  }
}
