// Draws the wall: single pictures where there are few in sight, and by their own pixels where there are thousands, so that
// a frame of 10,000 takes no longer than a frame of a hundred.

import { fit, pen, within } from "../shared/elements.js";

/** @import { Atlas } from "./wall_atlas.js" */
/** @import { Layout } from "./wall_layout.js" */

export const MANY = 2000; // pictures in sight that are drawn one by one
const TINY = 16; // pixels: larger ones are drawn one by one, as fewer are in sight
export const FLIGHT = 450; // ms that pictures take to their new places

/** Where the wall is looked at from: a place of the wall at the canvas' corner, and how much it is enlarged.
 * @typedef {{ x: number, y: number, scale: number }} View */

/** @typedef {{ ink: string, muted: string, raised: string, line: string, accent: string, wrong: string }} Colours */

/**
 * What is drawn.
 * @typedef {object} Scene
 * @property {Uint32Array} pictures that hang
 * @property {Layout} layout of them
 * @property {Float32Array} fromX of each picture of the part, where it comes from; NaN where it hung nowhere
 * @property {Float32Array} fromY
 * @property {number} fromSide
 * @property {number} way 0 to 1: how far they are on their way
 * @property {(i: number) => boolean} isWrong
 * @property {(i: number) => string} text of a picture that is not here
 * @property {number} focus place in `pictures` that the keyboard is at; -1 for none
 * @property {number} opened picture that is open; -1 for none
 */

export class Paint {
  /** @type {Uint32Array | null} n x side x side: each picture's pixels at the small level */
  pixels = null;
  pixelSide = 0;
  /** @type {Map<number, Uint32Array>} the same at smaller sides, each pixel the mean of those that it stands for */
  #scaled = new Map();
  #frame = new ImageData(1, 1);
  #buffer = new OffscreenCanvas(1, 1);
  width = 0;
  height = 0;
  ms = 0; // that the last frame's script took

  /** @param {HTMLCanvasElement} canvas @param {boolean} sharp pixels are shown as squares */
  constructor(canvas, sharp) {
    this.canvas = canvas;
    this.context = pen(canvas);
    this.sharp = sharp;
  }

  /** @param {number} width @param {number} height */
  resize(width, height) {
    this.width = width;
    this.height = height;
  }

  /** The place of a hanging picture now, on the wall. @param {Scene} scene @param {number} place */
  #where(scene, place) {
    const { layout, pictures, fromX, fromY, way } = scene;
    const x = layout.x[place];
    const y = layout.y[place];
    if (way >= 1) return [x, y];
    const oldX = fromX[pictures[place]];
    if (Number.isNaN(oldX)) return [x, y];
    const oldY = fromY[pictures[place]];
    return [oldX + (x - oldX) * way, oldY + (y - oldY) * way];
  }

  /** @param {Scene} scene @param {View} view @param {Atlas | null} small @param {Atlas | null} large @param {Colours} colours */
  draw(scene, view, small, large, colours) {
    const begun = performance.now();
    const { context, width, height } = this;
    fit(context, width, height);
    context.clearRect(0, 0, width, height);
    const side = (scene.fromSide + (scene.layout.side - scene.fromSide) * scene.way) * view.scale;
    const seen = this.#inSight(scene, view, side);
    if (side <= TINY && seen.length > MANY && this.pixels) this.#drawMany(scene, view, side, seen);
    else this.#drawFew(scene, view, side, seen, small, large, colours);
    this.#drawMarks(scene, view, side, colours);
    this.#drawLabels(scene, view, colours);
    this.ms = performance.now() - begun;
  }

  /** Places of the pictures in sight. @param {Scene} scene @param {View} view @param {number} side */
  #inSight(scene, view, side) {
    const { pictures } = scene;
    const seen = new Uint32Array(pictures.length);
    let count = 0;
    for (let place = 0; place < pictures.length; place++) {
      const [x, y] = this.#where(scene, place);
      const left = (x - view.x) * view.scale;
      const top = (y - view.y) * view.scale;
      if (left > -side && top > -side && left < this.width && top < this.height) seen[count++] = place;
    }
    return seen.subarray(0, count);
  }

  /** @param {Scene} scene @param {View} view @param {number} size @param {Uint32Array} seen */
  #drawMany(scene, view, size, seen) {
    const { width, height } = this;
    if (this.#frame.width !== width || this.#frame.height !== height) {
      this.#frame = new ImageData(width, height);
      this.#buffer = new OffscreenCanvas(width, height);
    }
    const frame = new Uint32Array(this.#frame.data.buffer);
    frame.fill(0);
    const side = Math.max(1, Math.round(size - (size > 6 ? 1 : 0)));
    const { pixels, from: smallest } = this.#at(side, scene.way < 1);
    const steps = Uint8Array.from({ length: side }, (_, k) => Math.floor(((k + 0.5) * smallest) / side));
    for (const place of seen) {
      const i = scene.pictures[place];
      const [x, y] = this.#where(scene, place);
      const left = Math.round((x - view.x) * view.scale);
      const top = Math.round((y - view.y) * view.scale);
      const from = i * smallest * smallest;
      const wrong = scene.isWrong(i);
      const columns = Math.min(side, width - left);
      const rows = Math.min(side, height - top);
      for (let row = Math.max(0, -top); row < rows; row++) {
        const line = from + steps[row] * smallest;
        const at = (top + row) * width + left;
        for (let column = Math.max(0, -left); column < columns; column++) {
          const word = pixels[line + steps[column]];
          frame[at + column] = wrong ? tinted(word) : word;
        }
      }
    }
    const context = /** @type {OffscreenCanvasRenderingContext2D} */ (this.#buffer.getContext("2d"));
    context.putImageData(this.#frame, 0, 0);
    this.context.imageSmoothingEnabled = false;
    this.context.drawImage(this.#buffer, 0, 0, width, height);
  }

  /** The pixels from which pictures of this side are drawn, and the side that they have. @param {number} side
   * @param {boolean} flies sides change at every frame, and nobody looks closely */
  #at(side, flies) {
    const { pixels, pixelSide } = this;
    if (!pixels || side >= pixelSide || flies) return { pixels: /** @type {Uint32Array} */ (pixels), from: pixelSide };
    const known = this.#scaled.get(side) ?? shrunk(pixels, pixelSide, side);
    this.#scaled.set(side, known);
    return { pixels: known, from: side };
  }

  /** Other pixels have come. */
  forget() {
    this.#scaled.clear();
  }

  /** @param {Scene} scene @param {View} view @param {number} size @param {Uint32Array} seen
   * @param {Atlas | null} small @param {Atlas | null} large @param {Colours} colours */
  #drawFew(scene, view, size, seen, small, large, colours) {
    const { context } = this;
    const side = size - (size > 6 ? Math.min(4, size / 10) : 0);
    context.imageSmoothingEnabled = !this.sharp || side < (large?.level.side ?? 28);
    context.imageSmoothingQuality = "low";
    const fine = Boolean(large && side * (globalThis.devicePixelRatio || 1) > (small?.level.side ?? 0) * 1.1);
    context.font = `600 ${Math.min(15, side / 4)}px ${this.face}`;
    context.textAlign = "center";
    context.textBaseline = "middle";
    const wrong = [];
    for (const place of seen) {
      const i = scene.pictures[place];
      const [x, y] = this.#where(scene, place);
      const left = (x - view.x) * view.scale;
      const top = (y - view.y) * view.scale;
      const found = (fine && large?.at(i)) || small?.at(i) || large?.at(i);
      if (found) context.drawImage(found.image, found.x, found.y, found.side, found.side, left, top, side, side);
      else this.#drawMissing(left, top, side, scene.text(i), colours);
      if (scene.isWrong(i)) wrong.push(left, top);
    }
    if (side < 5) return;
    context.strokeStyle = colours.wrong;
    context.lineWidth = side > 30 ? 2.5 : 1.5;
    context.beginPath();
    const inset = context.lineWidth / 2;
    for (let k = 0; k < wrong.length; k += 2)
      context.rect(wrong[k] + inset, wrong[k + 1] + inset, side - 2 * inset, side - 2 * inset);
    context.stroke();
    if (side >= 20) this.#drawCrosses(wrong, side, colours);
  }

  /** Colour is never the only sign. @param {number[]} corners @param {number} side @param {Colours} colours */
  #drawCrosses(corners, side, colours) {
    const { context } = this;
    const arm = Math.min(6, side / 8);
    context.fillStyle = colours.wrong;
    context.strokeStyle = colours.raised;
    for (let k = 0; k < corners.length; k += 2) {
      const x = corners[k] + side - 2 * arm - 1;
      const y = corners[k + 1] + 2 * arm + 1;
      context.fillRect(x - 2 * arm, y - 2 * arm, 4 * arm, 4 * arm);
      context.lineWidth = Math.max(1.5, arm / 2.5);
      context.beginPath();
      context.moveTo(x - arm, y - arm);
      context.lineTo(x + arm, y + arm);
      context.moveTo(x + arm, y - arm);
      context.lineTo(x - arm, y + arm);
      context.stroke();
    }
  }

  /** @param {number} left @param {number} top @param {number} side @param {string} text @param {Colours} colours */
  #drawMissing(left, top, side, text, colours) {
    const { context } = this;
    context.fillStyle = colours.line;
    context.fillRect(left, top, side, side);
    if (side < 30) return;
    context.fillStyle = colours.ink;
    context.fillText(text, left + side / 2, top + side / 2, side - 4);
  }

  /** The picture that is open, and the one that the keyboard is at. @param {Scene} scene @param {View} view
   * @param {number} side @param {Colours} colours */
  #drawMarks(scene, view, side, colours) {
    const { context } = this;
    const open = scene.opened < 0 ? -1 : scene.pictures.indexOf(scene.opened);
    for (const [place, colour, wide] of /** @type {[number, string, number][]} */ ([
      [open, colours.ink, 3],
      [scene.focus, colours.accent, 3],
    ])) {
      if (place < 0 || place >= scene.pictures.length) continue;
      const [x, y] = this.#where(scene, place);
      const least = Math.max(side, 8);
      context.lineWidth = wide;
      context.strokeStyle = colour;
      const left = (x - view.x) * view.scale - (least - side) / 2;
      const top = (y - view.y) * view.scale - (least - side) / 2;
      context.strokeRect(left - 1.5, top - 1.5, least + 2, least + 2);
    }
  }

  /** @param {Scene} scene @param {View} view @param {Colours} colours */
  #drawLabels(scene, view, colours) {
    const { context, width, height } = this;
    context.font = `600 13px ${this.face}`;
    context.textBaseline = "top";
    let free = -Infinity; // where the last name ended
    let shelf = -1;
    const { labels } = scene.layout;
    const isOne = labels.every((label) => label.y === labels[0].y);
    for (const label of labels) {
      const x = (label.x - view.x) * view.scale;
      const y = (label.y - view.y) * view.scale;
      context.fillStyle = colours.raised;
      context.textAlign = label.group < 0 ? "left" : "center";
      if (label.group < 0) {
        if (y < -20 || y > height) continue;
        context.fillRect(0, y - 2, context.measureText(label.text).width + 10, 20);
        context.fillStyle = colours.muted;
        context.fillText(label.text, 4, y);
        continue;
      }
      if (label.y !== shelf) free = -Infinity;
      shelf = label.y;
      const wide = context.measureText(label.text).width + 10;
      const middle = within(x, Math.min(wide / 2, width / 2), Math.max(width - wide / 2, width / 2));
      if (x < 0 || x > width || middle - wide / 2 < free) continue;
      free = middle + wide / 2;
      const foot = isOne ? Math.min(y, height - 20) : y; // of one shelf they stay in sight
      context.fillRect(middle - wide / 2, foot - 3, wide, 22);
      context.fillStyle = colours.ink;
      context.fillText(label.text, middle, foot);
    }
  }

  face = "system-ui, sans-serif";
}

/** The pixel on an orange ground: red stays, green and blue go down. @param {number} word ABGR */
function tinted(word) {
  const green = (((word >>> 8) & 255) * 176) >> 8;
  const blue = (((word >>> 16) & 255) * 112) >> 8;
  return ((255 << 24) | (blue << 16) | (green << 8) | (word & 255)) >>> 0;
}

/** Every picture at a smaller side. @param {Uint32Array} pixels n x from x from @param {number} from @param {number} to */
function shrunk(pixels, from, to) {
  const n = pixels.length / (from * from);
  const out = new Uint32Array(n * to * to);
  const starts = Array.from({ length: to + 1 }, (_, k) => (k * from) / to);
  for (let i = 0; i < n; i++)
    for (let row = 0; row < to; row++)
      for (let column = 0; column < to; column++) {
        let [red, green, blue, all] = [0, 0, 0, 0];
        for (let y = Math.floor(starts[row]); y < starts[row + 1]; y++) {
          const high = Math.min(y + 1, starts[row + 1]) - Math.max(y, starts[row]);
          for (let x = Math.floor(starts[column]); x < starts[column + 1]; x++) {
            const share = high * (Math.min(x + 1, starts[column + 1]) - Math.max(x, starts[column]));
            const word = pixels[(i * from + y) * from + x];
            red += share * (word & 255);
            green += share * ((word >>> 8) & 255);
            blue += share * ((word >>> 16) & 255);
            all += share;
          }
        }
        out[(i * to + row) * to + column] =
          ((255 << 24) | ((blue / all) << 16) | ((green / all) << 8) | (red / all)) >>> 0;
      }
  return out;
}
