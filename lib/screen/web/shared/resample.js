// Another size for a picture, each new pixel a weighted mean of all that it covers, by Lanczos' window: to the last bit as Pillow's
// `resize` does it with 8 bits a channel, so that a picture is the same here and in Python.

import { turn } from "./later.js";

/** @typedef {{ width: number, height: number, data: Uint8ClampedArray<ArrayBuffer> }} Pixels RGBA, nothing transparent */

const LOBES = 3; // of the window: it reaches so many pixels of the smaller picture to each side
export const FINE = 22; // bits behind the point of a weight, as Pillow's whole numbers have them
const AT_ONCE = 1_000_000; // products before the page has its turn: some 4 ms
const HALF = 1 << (FINE - 1);

/** @param {Pixels} pixels @param {number} width @param {number} height @returns {Promise<Pixels>} */
export async function resampled(pixels, width, height) {
  return lyingDown(await lyingDown(pixels, width), height);
}

/** The picture with rows of `width` pixels, which then stand as columns: twice, and it lies as before. @param {Pixels} pixels
 * @param {number} width @returns {Promise<Pixels>} */
async function lyingDown({ width: before, height, data }, width) {
  const taps = weights(before, width);
  const out = new Uint8ClampedArray(4 * width * height).fill(255);
  const rows = Math.ceil(AT_ONCE / (width * taps[0].weight.length));
  for (let y = 0; y < height; y++) {
    if (y % rows === rows - 1) await turn();
    for (let x = 0; x < width; x++) {
      const { first, weight } = taps[x];
      let [r, g, b] = [HALF, HALF, HALF]; // rounds
      for (let i = 0, from = 4 * (y * before + first); i < weight.length; i++, from += 4) {
        const counts = weight[i];
        r = (r + Math.imul(counts, data[from])) | 0;
        g = (g + Math.imul(counts, data[from + 1])) | 0;
        b = (b + Math.imul(counts, data[from + 2])) | 0;
      }
      const to = 4 * (x * height + y);
      out[to] = r >> FINE;
      out[to + 1] = g >> FINE;
      out[to + 2] = b >> FINE;
    }
  }
  return { width: height, height: width, data: out };
}

/** For each pixel of the other row: where the pixels that it is made of begin, and how much each of them counts.
 * @param {number} before @param {number} after */
export function weights(before, after) {
  const scale = before / after;
  const wide = Math.max(1, scale);
  return Array.from({ length: after }, (_, pixel) => {
    const centre = (pixel + 0.5) * scale;
    const first = Math.max(0, Math.trunc(centre - LOBES * wide + 0.5));
    const end = Math.min(before, Math.trunc(centre + LOBES * wide + 0.5));
    const plain = Array.from({ length: end - first }, (_, i) => lanczos((first + i - centre + 0.5) * (1 / wide)));
    const sum = plain.reduce((all, one) => all + one, 0);
    return {
      first,
      weight: Int32Array.from(plain, (one) => Math.trunc((one / sum) * 2 ** FINE + (one < 0 ? -0.5 : 0.5))),
    };
  });
}

/** @param {number} x */
const lanczos = (x) => (Math.abs(x) < LOBES ? sinc(x) * sinc(x / LOBES) : 0);
/** @param {number} x */
const sinc = (x) => (x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x));
