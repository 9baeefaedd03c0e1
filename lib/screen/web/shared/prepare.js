// MNIST's own preparation in the browser: lib/pictures/prepare/prepare.py, line by line. The steps and their rounding
// rules are described there; a test holds the two together. Knows nothing of networks or of the screen.

export const SIDE = 28; // pixels of a prepared picture's side
const DIGIT_SIDE = 20; // pixels that the digit itself fills of it, along its longer side
const LEAST_INK = 1 / 512;
const TIE = 1e-6;

/** @typedef {{ top: number, left: number, width: number, height: number }} Box */

/** `ink` (height x width numbers, 0 = paper to 1 = ink, row by row) as 784 numbers; null when nothing is drawn.
 * @param {Float32Array} ink @param {number} width @param {number} height */
export function prepare(ink, width, height, centre = true) {
  let box = inkBox(ink, width, height);
  if (!box) return null;
  if (!centre) box = { top: 0, left: 0, width, height };

  const digit = shrink(ink, width, box, centre ? DIGIT_SIDE : SIDE);
  let top = Math.floor((SIDE - digit.height) / 2);
  let left = Math.floor((SIDE - digit.width) / 2);
  if (centre) {
    let mass = 0,
      y = 0,
      x = 0;
    for (let row = 0, k = 0; row < digit.height; row++) {
      for (let column = 0; column < digit.width; column++, k++) {
        mass += digit.values[k];
        y += row * digit.values[k];
        x += column * digit.values[k];
      }
    }
    top = Math.min(Math.max(Math.ceil(13.5 - y / mass - TIE), 0), SIDE - digit.height);
    left = Math.min(Math.max(Math.ceil(13.5 - x / mass - TIE), 0), SIDE - digit.width);
  }
  const picture = new Float32Array(SIDE * SIDE);
  for (let row = 0, k = 0; row < digit.height; row++) {
    for (let column = 0; column < digit.width; column++, k++) {
      picture[(top + row) * SIDE + left + column] = digit.values[k];
    }
  }
  return picture;
}

/** The smallest box that holds every drawn pixel, or null.
 * @param {Float32Array} ink @param {number} width @param {number} height @returns {Box | null} */
function inkBox(ink, width, height) {
  let top = height,
    bottom = -1,
    left = width,
    right = -1;
  for (let row = 0, k = 0; row < height; row++) {
    for (let column = 0; column < width; column++, k++) {
      if (ink[k] > LEAST_INK) {
        if (row < top) top = row;
        bottom = row;
        if (column < left) left = column;
        if (column > right) right = column;
      }
    }
  }
  return bottom < 0 ? null : { top, left, width: right - left + 1, height: bottom - top + 1 };
}

/** What lies in `box`, its longer side brought to `side` pixels by exact area averaging, rows first.
 * @param {Float32Array} ink @param {number} inkWidth @param {Box} box @param {number} side */
function shrink(ink, inkWidth, box, side) {
  const longest = Math.max(box.height, box.width);
  const height = Math.max(1, Math.floor((box.height * side) / longest + 0.5));
  const width = Math.max(1, Math.floor((box.width * side) / longest + 0.5));

  const rows = new Float64Array(height * box.width);
  eachOverlap(box.height, height, (i, j, weight) => {
    const from = (box.top + j) * inkWidth + box.left;
    for (let column = 0; column < box.width; column++) {
      rows[i * box.width + column] += weight * Math.min(Math.max(ink[from + column], 0), 1);
    }
  });
  const values = new Float64Array(height * width);
  eachOverlap(box.width, width, (i, j, weight) => {
    for (let row = 0; row < height; row++) values[row * width + i] += weight * rows[row * box.width + j];
  });
  return { values, width, height };
}

/** Calls `visit(i, j, weight)` for every input pixel j of `before` that output pixel i of `after` covers.
 * @param {number} before @param {number} after @param {(i: number, j: number, weight: number) => void} visit */
function eachOverlap(before, after, visit) {
  for (let i = 0; i < after; i++) {
    const start = (i * before) / after;
    const end = ((i + 1) * before) / after;
    for (let j = Math.floor(start); j < Math.min(before, Math.ceil(end)); j++) {
      const overlap = Math.min(end, j + 1) - Math.max(start, j);
      if (overlap > 0) visit(i, j, (overlap * after) / before);
    }
  }
}
