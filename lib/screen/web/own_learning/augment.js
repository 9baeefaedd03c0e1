// Augmentation: the same pictures a little different in every epoch, as lib/networks/train/augment.py varies them. The lots
// that are drawn are others than in Python, from the same seed always the same. It knows nothing of what pictures show.

import { Generator } from "./generator.js";

/** @import { Picture } from "./small_grey.js" */
/** @typedef {{ mirrored: boolean, right: number, down: number }} Lots shifts as shares of a side: pixels come from so far */

const SHIFT = 0.1; // of a side, at most: the thing stays in the picture

/** How a picture is varied in an epoch. @param {number} seed @param {number} epoch @param {number} row @returns {Lots} */
export function lots(seed, epoch, row) {
  const random = new Generator([seed, epoch, row]);
  const [half, right, down] = Array.from({ length: 3 }, () => random.next() / 2 ** 32);
  return { mirrored: half < 0.5, right: SHIFT * (2 * right - 1), down: SHIFT * (2 * down - 1) };
}

/** The picture mirrored or not, and moved; what comes in at a border is the picture reflected there.
 * @param {Picture} picture @param {Lots} lots @returns {Picture} */
export function mirrorAndShift({ width, height, data }, { mirrored, right, down }) {
  const across = Array.from({ length: width }, (_, x) => between(x + right * width, width));
  const along = Array.from({ length: height }, (_, y) => between(y + down * height, height));
  if (mirrored) for (const place of across) [place.from, place.to] = [width - 1 - place.from, width - 1 - place.to];
  const out = new Uint8ClampedArray(data.length);
  let at = 0;
  for (const row of along) {
    const [upper, lower] = [row.from * width, row.to * width];
    for (const { from, to, share } of across) {
      for (let channel = 0; channel < 4; channel++, at++) {
        const pixel = (/** @type {number} */ i) => data[4 * i + channel];
        const above = pixel(upper + from) * (1 - share) + pixel(upper + to) * share;
        const below = pixel(lower + from) * (1 - share) + pixel(lower + to) * share;
        out[at] = above * (1 - row.share) + below * row.share;
      }
    }
  }
  return { width, height, data: out };
}

/** The two pixels that a place lies between, and the second one's share. @param {number} place @param {number} length */
function between(place, length) {
  if (place < 0) place = -place - 1;
  else if (place >= length) place = 2 * length - 1 - place;
  const inside = Math.min(Math.max(place, 0), length - 1);
  const from = Math.floor(inside);
  return { from, to: Math.min(from + 1, length - 1), share: inside - from };
}
