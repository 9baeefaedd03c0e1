// A picture in grey and small, to the last bit as Pillow makes it: `picture.convert("L").resize(size, LANCZOS)`.

import { FINE, weights } from "../shared/resample.js";

/** @typedef {{ width: number, height: number, data: Uint8ClampedArray }} Picture red, green, blue and alpha of each pixel */

/** @param {Picture} picture @param {number} side of the small square, in pixels @returns {Uint8Array} row by row */
export function smallGrey({ width, height, data }, side) {
  const grey = new Uint8Array(width * height);
  for (let i = 0, j = 0; i < grey.length; i++, j += 4)
    grey[i] = (19595 * data[j] + 38470 * data[j + 1] + 7471 * data[j + 2] + 0x8000) >> 16;
  const across = (/** @type {Uint8Array} */ values) => narrow(values, width, side);
  const along = (/** @type {Uint8Array} */ values, /** @type {number} */ wide) =>
    turned(narrow(turned(values, wide), height, side), side);
  // Pillow's choice, which rounding in between makes felt
  const heightFirst = height > side && height - side > 2 * (width - side);
  return heightFirst ? across(along(grey, width)) : along(across(grey), side);
}

/** Each row of `width` pixels made `side` long. @param {Uint8Array} grey @param {number} width @param {number} side */
function narrow(grey, width, side) {
  if (width === side) return grey;
  const taps = weights(width, side);
  const rows = grey.length / width;
  const out = new Uint8Array(rows * side);
  for (let row = 0, at = 0; row < rows; row++) {
    for (const { first, weight } of taps) {
      let sum = 2 ** (FINE - 1); // rounds
      for (let i = 0, from = row * width + first; i < weight.length; i++) sum += grey[from + i] * weight[i];
      out[at++] = Math.min(255, Math.max(0, sum >> FINE));
    }
  }
  return out;
}

/** Rows of `width` as columns. @param {Uint8Array} grey @param {number} width */
function turned(grey, width) {
  const height = grey.length / width;
  const out = new Uint8Array(grey.length);
  for (let y = 0, i = 0; y < height; y++) for (let x = 0; x < width; x++, i++) out[x * height + y] = grey[i];
  return out;
}
