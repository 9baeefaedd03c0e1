// A picture in grey and small, to the last bit as Pillow makes it: `picture.convert("L").resize(size, LANCZOS)`.

/** @typedef {{ width: number, height: number, data: Uint8ClampedArray }} Picture red, green, blue and alpha of each pixel */

const LOBES = 3; // of the filter; it reaches so many pixels of the smaller picture to each side
const FINE = 22; // bits behind the point of a weight, as Pillow's whole numbers have them

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

/** For each pixel of the shorter row: where the pixels that it is made of begin, and how much each of them counts.
 * @param {number} width @param {number} side */
function weights(width, side) {
  const scale = width / side;
  const wide = Math.max(1, scale);
  return Array.from({ length: side }, (_, pixel) => {
    const centre = (pixel + 0.5) * scale;
    const first = Math.max(0, Math.trunc(centre - LOBES * wide + 0.5));
    const last = Math.min(width, Math.trunc(centre + LOBES * wide + 0.5));
    const plain = Array.from({ length: last - first }, (_, i) => lanczos((first + i - centre + 0.5) * (1 / wide)));
    const sum = plain.reduce((all, one) => all + one, 0);
    const weight = plain.map((one) => (one / sum) * 2 ** FINE).map((one) => Math.trunc(one + (one < 0 ? -0.5 : 0.5)));
    return { first, weight };
  });
}

/** @param {number} x */
function lanczos(x) {
  return x >= -LOBES && x < LOBES ? sinc(x) * sinc(x / LOBES) : 0;
}

/** @param {number} x */
function sinc(x) {
  return x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
}

/** Rows of `width` as columns. @param {Uint8Array} grey @param {number} width */
function turned(grey, width) {
  const height = grey.length / width;
  const out = new Uint8Array(grey.length);
  for (let y = 0, i = 0; y < height; y++) for (let x = 0; x < width; x++, i++) out[x * height + y] = grey[i];
  return out;
}
