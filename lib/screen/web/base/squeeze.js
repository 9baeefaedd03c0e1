// A whole picture squeezed into a square, number for number as Pillow's antialiased bilinear `resize` does it
// (lib/pictures/sets/photos.py, `square`): what a network was trained on, it is shown here too.

/** @typedef {{ width: number, height: number, data: Uint8ClampedArray | Uint8Array }} Picture red, green, blue and alpha, as `ImageData` */
/** @typedef {{ first: Int32Array, count: Int32Array, shares: Int32Array, most: number }} Taps of each new place: where its old ones begin, how many, their shares */

const BITS = 22; // of a share after the point: a sum of bytes times shares stays within 32 bits
const HALF = 1 << (BITS - 1);

/** The picture's red, green and blue in size x size places; alpha is not looked at.
 * @param {Picture} picture @param {number} size */
export function squeeze({ width, height, data }, size) {
  const across = taps(width, size);
  const down = taps(height, size);
  const square = new Uint8Array(size * size * 3);
  // What the first pass leaves is rounded to bytes, so their order counts: Pillow's own rule, found by trying
  if (height - size > 2 * Math.max(0, width - size)) {
    const columns = new Uint8Array(size * width * 3);
    for (let x = 0; x < width; x++) pass(data, 4 * x, 4 * width, columns, 3 * x, 3 * width, down, size);
    for (let y = 0; y < size; y++) pass(columns, 3 * width * y, 3, square, 3 * size * y, 3, across, size);
  } else {
    const rows = new Uint8Array(height * size * 3);
    for (let y = 0; y < height; y++) pass(data, 4 * width * y, 4, rows, 3 * size * y, 3, across, size);
    for (let x = 0; x < size; x++) pass(rows, 3 * x, 3 * size, square, 3 * x, 3 * size, down, size);
  }
  return square;
}

/** One line of places, each `step` bytes after the one before.
 * @param {ArrayLike<number>} from @param {number} start @param {number} step
 * @param {Uint8Array} to @param {number} toStart @param {number} toStep
 * @param {Taps} taps @param {number} size */
function pass(from, start, step, to, toStart, toStep, { first, count, shares, most }, size) {
  for (let i = 0; i < size; i++) {
    let red = HALF;
    let green = HALF;
    let blue = HALF;
    let at = start + step * first[i];
    for (let k = most * i; k < most * i + count[i]; k++, at += step) {
      red += from[at] * shares[k];
      green += from[at + 1] * shares[k];
      blue += from[at + 2] * shares[k];
    }
    const out = toStart + toStep * i;
    to[out] = red >> BITS; // shares are never negative and add up to one: no sum leaves a byte
    to[out + 1] = green >> BITS;
    to[out + 2] = blue >> BITS;
  }
}

/** @type {Map<string, Taps>} */
const known = new Map();

/** Old places that make up each of `size` new ones: a triangle as wide as two new places, at least two old ones.
 * @param {number} length @param {number} size @returns {Taps} */
function taps(length, size) {
  const key = `${length} ${size}`;
  const found = known.get(key);
  if (found) return found;
  const scale = length / size;
  const reach = Math.max(scale, 1);
  const most = 2 * Math.ceil(reach) + 1;
  const made = { first: new Int32Array(size), count: new Int32Array(size), shares: new Int32Array(size * most), most };
  for (let i = 0; i < size; i++) {
    const centre = (i + 0.5) * scale;
    const first = Math.max(0, Math.trunc(centre - reach + 0.5));
    const count = Math.min(length, Math.trunc(centre + reach + 0.5)) - first;
    const weights = Array.from({ length: count }, (_, k) =>
      Math.max(0, 1 - Math.abs((k + first - centre + 0.5) / reach)),
    );
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    made.first[i] = first;
    made.count[i] = count;
    weights.forEach((weight, k) => {
      made.shares[most * i + k] = Math.trunc(0.5 + (weight / total) * 2 ** BITS);
    });
  }
  if (known.size > 64) known.clear(); // pictures of a set have few sizes; a stranger's may have any
  known.set(key, made);
  return made;
}
