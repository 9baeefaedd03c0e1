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
  const column = (/** @type {number} */ x) => 4 * (mirrored ? width - 1 - x : x);
  const [lefts, rights] = [across.map(({ from }) => column(from)), across.map(({ to }) => column(to))];
  const out = new Uint8ClampedArray(data.length).fill(255);
  let at = 0;
  for (const row of along) {
    const [upper, lower] = [4 * row.from * width, 4 * row.to * width];
    for (let x = 0; x < width; x++, at += 4) {
      const [a, b, c, d] = [upper + lefts[x], upper + rights[x], lower + lefts[x], lower + rights[x]];
      for (let colour = 0; colour < 3; colour++) {
        const above = data[a + colour] + (data[b + colour] - data[a + colour]) * across[x].share;
        const below = data[c + colour] + (data[d + colour] - data[c + colour]) * across[x].share;
        out[at + colour] = above + (below - above) * row.share;
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
