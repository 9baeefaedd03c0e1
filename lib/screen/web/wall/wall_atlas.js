// Small pictures, many in one file: which files a wall needs, those that are here, and single pictures out of them.

/** @import { Sent } from "../shared/files.js" */
/** @typedef {Sent | null} Sheet null: not made yet */
/** @typedef {{ side: number, per: number, columns: number, sheets: Sheet[] }} Level pictures of `side` pixels, `per` a file */

import { bytesOf } from "../shared/files.js";

/** One level of a wall's pictures. */
export class Atlas {
  /** @type {Map<number, ImageBitmap>} */
  images = new Map();
  /** @type {Set<number>} on their way */
  #coming = new Set();

  /** @param {Level} level @param {(sheet: number) => void} come called when one is here @param {(failed: boolean) => void} fail */
  constructor(level, come, fail) {
    this.level = level;
    this.come = come;
    this.fail = fail;
  }

  /** Asks for what shows these pictures; returns the numbers of those that are not made yet. @param {Iterable<number>} sheets */
  need(sheets) {
    const unmade = [];
    for (const sheet of sheets) {
      if (this.images.has(sheet) || this.#coming.has(sheet)) continue;
      const from = this.level.sheets[sheet];
      if (!from) unmade.push(sheet);
      else this.#fetch(sheet, from);
    }
    return unmade;
  }

  /** @param {number} sheet @param {{ address: string } | { text: string }} from */
  async #fetch(sheet, from) {
    this.#coming.add(sheet);
    try {
      const blob = new Blob([await bytesOf(from)]);
      this.images.set(sheet, await createImageBitmap(blob));
      this.come(sheet);
    } catch {
      this.fail(true);
    } finally {
      this.#coming.delete(sheet);
    }
  }

  /** The file that has picture i. @param {number} i */
  sheetOf(i) {
    return Math.floor(i / this.level.per);
  }

  /** Where picture i is: its image, or undefined, and its corner there. @param {number} i */
  at(i) {
    const { per, columns, side } = this.level;
    const place = i % per;
    const image = this.images.get(Math.floor(i / per));
    return image && { image, x: (place % columns) * side, y: Math.floor(place / columns) * side, side };
  }

  close() {
    for (const image of this.images.values()) image.close();
    this.images.clear();
  }
}

/** Every picture's own pixels, for frames with thousands of them, and how bright each is.
 * @param {Atlas} atlas @param {number} sheet @param {Uint32Array | null} pixels n x side x side, where frames need them
 * @param {Float32Array} bright n, 0 to 1 */
export function takePixels(atlas, sheet, pixels, bright) {
  const image = atlas.images.get(sheet);
  if (!image) return;
  const { side, per, columns } = atlas.level;
  const canvas = new OffscreenCanvas(image.width, image.height);
  const context = /** @type {OffscreenCanvasRenderingContext2D} */ (
    canvas.getContext("2d", { willReadFrequently: true })
  );
  context.drawImage(image, 0, 0);
  const whole = context.getImageData(0, 0, image.width, image.height);
  const words = new Uint32Array(whole.data.buffer);
  const end = Math.min((sheet + 1) * per, bright.length);
  for (let i = sheet * per; i < end; i++) {
    const place = i - sheet * per;
    const left = (place % columns) * side;
    const top = Math.floor(place / columns) * side;
    let sum = 0;
    for (let row = 0; row < side; row++) {
      const from = (top + row) * image.width + left;
      const line = words.subarray(from, from + side);
      pixels?.set(line, (i * side + row) * side);
      for (const word of line) sum += 0.299 * (word & 255) + 0.587 * ((word >> 8) & 255) + 0.114 * ((word >> 16) & 255); // ITU-R BT.601
    }
    bright[i] = sum / (255 * side * side);
  }
}
