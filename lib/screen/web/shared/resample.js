// Another size for a picture, each new pixel a weighted mean of all that it covers: step by step as Pillow's `resize` with
// 8 bits a channel, so that a picture is the same here and in Python.

/** @typedef {{ reach: number, weight: (x: number) => number }} Filter `reach`: pixels to each side, where nothing shrinks */

/** @type {Filter} */
export const BILINEAR = { reach: 1, weight: (x) => Math.max(0, 1 - Math.abs(x)) };

/** @type {Filter} */
export const LANCZOS = { reach: 3, weight: (x) => (Math.abs(x) < 3 ? sinc(x) * sinc(x / 3) : 0) };

const ONE = 2 ** 22; // Pillow reckons in whole numbers of this part

/** @param {number} x */
const sinc = (x) => (x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x));

/** `data` holds `channels` bytes a pixel, row by row. @param {Uint8ClampedArray | Uint8Array} data @param {number} channels
 * @param {[number, number]} from width and height @param {[number, number]} to @param {Filter} filter */
export function resample(data, channels, from, to, filter) {
  const [width, height] = from;
  const [w, h] = to;
  const narrow = w === width ? data : along(data, channels, [height, width * channels, width], w, channels, filter);
  return h === height
    ? Uint8ClampedArray.from(narrow)
    : along(narrow, w * channels, [1, 0, height], h, w * channels, filter);
}

/** One direction: of `lines` lines, `stride` bytes from one to the next, each of `before` groups of `group` bytes, which
 * become `after`. @param {Uint8ClampedArray | Uint8Array} data @param {number} group
 * @param {[number, number, number]} lines their number, stride and `before` @param {number} after @param {number} step
 * @param {Filter} filter */
function along(data, group, [lines, stride, before], after, step, filter) {
  const out = new Uint8ClampedArray(lines * after * group);
  const scale = before / after;
  const wider = Math.max(1, scale);
  const reach = filter.reach * wider;
  const sums = new Float64Array(group);
  for (let to = 0; to < after; to++) {
    const centre = (to + 0.5) * scale;
    const first = Math.max(0, Math.trunc(centre - reach + 0.5));
    const end = Math.min(before, Math.trunc(centre + reach + 0.5));
    const weights = Float64Array.from({ length: end - first }, (_, i) =>
      filter.weight((i + first - centre + 0.5) / wider),
    );
    const all = weights.reduce((sum, weight) => sum + weight, 0);
    const parts = weights.map((weight) => Math.trunc((weight / all) * ONE + (weight < 0 ? -0.5 : 0.5)));
    for (let line = 0; line < lines; line++) {
      sums.fill(ONE / 2);
      for (let i = 0; i < parts.length; i++) {
        const at = line * stride + (first + i) * step;
        for (let k = 0; k < group; k++) sums[k] += parts[i] * data[at + k];
      }
      const at = (line * after + to) * group;
      for (let k = 0; k < group; k++) out[at + k] = Math.floor(sums[k] / ONE);
    }
  }
  return out;
}
