// What a model said of each picture of a part, and all that is counted from it: matrix, precision, recall, calibration.
// Numbers alone, no elements. `lib/measure/wall.py` packs what `unpack` reads; the counts are those of `lib/measure`.

export const TOP = 3; // likeliest classes that are known of each picture
export const NONE = 65535; // no class: where there are fewer than three
const LEAST = 1e-7; // a loss stays below 16.2, as in lib/measure/confusion.py
const Z = 1.959963984540054; // of 95 %
const BINS = 10;

/**
 * @typedef {object} Wall
 * @property {number} n pictures
 * @property {number} classes
 * @property {Float32Array} likely TOP x n: the probability of each picture's likeliest classes, the likeliest first
 * @property {Float32Array} ofTruth n: that of its true class
 * @property {Uint16Array} best TOP x n: the likeliest classes
 * @property {Uint16Array} truth n
 * @property {Uint16Array} across n: its rank along the direction in which features differ most
 * @property {Uint16Array} down n: along the second
 */

/** "Say class k from this probability on", in place of "say the likeliest".
 * @typedef {{ k: number, from: number }} Rule */

/** What the model says of each picture, and how sure it is of that. @typedef {{ guess: Uint16Array, sure: Float32Array }} Said */

/** What is looked at: pictures of this true class, said to be this, that have to do with this class, and as sure as that:
 * above `low`, up to `high`.
 * @typedef {{ truth: number | null, guess: number | null, of: number | null, low: number, high: number }} Brush */

/** @type {Brush} */
export const ALL = { truth: null, guess: null, of: null, low: 0, high: 1 };

/** @param {Uint8Array} bytes @returns {Wall} */
export function unpack(bytes) {
  const whole = bytes.byteOffset % 4 ? bytes.slice() : bytes;
  const { buffer, byteOffset } = whole;
  const [n, classes] = new Uint32Array(buffer, byteOffset, 2);
  let at = byteOffset + 8;
  const floats = (/** @type {number} */ count) => {
    at += 4 * count;
    return new Float32Array(buffer, at - 4 * count, count);
  };
  const shorts = (/** @type {number} */ count) => {
    at += 2 * count;
    return new Uint16Array(buffer, at - 2 * count, count);
  };
  return {
    n,
    classes,
    likely: floats(TOP * n),
    ofTruth: floats(n),
    best: shorts(TOP * n),
    truth: shorts(n),
    across: shorts(n),
    down: shorts(n),
  };
}

/** The rank of class k among the likeliest of picture i; -1 where it is none of them.
 * @param {Wall} wall @param {number} i @param {number} k */
function rankOf(wall, i, k) {
  for (let rank = 0; rank < TOP; rank++) if (wall.best[rank * wall.n + i] === k) return rank;
  return -1;
}

/** The least threshold whose outcome is known: a class that is none of the three likeliest has a third at most.
 * @param {Wall} wall */
export const leastThreshold = (wall) => (wall.classes <= TOP ? 0.01 : 0.34);

/** @param {Wall} wall @param {Rule | null} rule @returns {Said} */
export function said(wall, rule = null) {
  const { n, best, likely } = wall;
  if (!rule) return { guess: best.subarray(0, n), sure: likely.subarray(0, n) };
  const guess = new Uint16Array(n);
  const sure = new Float32Array(n);
  for (let i = 0; i < n; i++) {
    const rank = rankOf(wall, i, rule.k);
    const isIt = rank >= 0 && likely[rank * n + i] >= rule.from;
    const at = (isIt ? rank : rank === 0 ? 1 : 0) * n + i;
    guess[i] = best[at];
    sure[i] = likely[at];
  }
  return { guess, sure };
}

/** @param {Wall} wall @param {number} i */
export const lossOf = (wall, i) => -Math.log(Math.max(wall.ofTruth[i], LEAST));

/** Which pictures the brush leaves, in their order. @param {Wall} wall @param {Said} said @param {Brush} brush */
export function brushed(wall, { guess, sure }, brush) {
  const { truth, n } = wall;
  const left = new Uint32Array(n);
  let count = 0;
  for (let i = 0; i < n; i++) {
    if (brush.truth !== null && truth[i] !== brush.truth) continue;
    if (brush.guess !== null && guess[i] !== brush.guess) continue;
    if (brush.of !== null && truth[i] !== brush.of && guess[i] !== brush.of) continue;
    if ((brush.low > 0 && sure[i] <= brush.low) || sure[i] > brush.high) continue;
    left[count++] = i;
  }
  return left.subarray(0, count);
}

/** Wilson's 95 % interval, from 0 to 1. @param {number} correct @param {number} total @returns {[number, number]} */
export function interval(correct, total) {
  const share = correct / total;
  const spread = (Z * Z) / total;
  const middle = share + spread / 2;
  const half = Z * Math.sqrt((share * (1 - share)) / total + spread / (4 * total));
  return [correct ? (middle - half) / (1 + spread) : 0, correct < total ? (middle + half) / (1 + spread) : 1];
}

/**
 * @typedef {object} Figures
 * @property {number} total pictures
 * @property {number} right
 * @property {Uint32Array} counts classes x classes: the confusion matrix, a row a true class
 * @property {{ count: number, right: number, named: number }[]} lines of each class: its pictures, those that were found,
 *   and all that were said to be it. Recall is right / count, precision right / named
 * @property {{ low: number, high: number, sure: number, right: number, total: number }[]} bins that hold pictures: sure is the mean
 * @property {number} error the expected calibration error, from 0 to 1; NaN without a picture
 * @property {number} sure the mean probability of what it says
 */

/** Of these pictures. @param {Wall} wall @param {Said} said @param {Uint32Array} pictures @returns {Figures} */
export function figures(wall, { guess, sure }, pictures) {
  const { classes, truth } = wall;
  const counts = new Uint32Array(classes * classes);
  const bins = Array.from({ length: BINS }, (_, b) => ({
    low: b * 0.1,
    high: (b + 1) * 0.1,
    sure: 0,
    right: 0,
    total: 0,
  }));
  let right = 0;
  let sum = 0;
  for (const i of pictures) {
    counts[truth[i] * classes + guess[i]]++;
    const isRight = truth[i] === guess[i] ? 1 : 0;
    right += isRight;
    sum += sure[i];
    let b = 0;
    while (b < BINS - 1 && sure[i] > bins[b].high) b++;
    bins[b].sure += sure[i];
    bins[b].right += isRight;
    bins[b].total++;
  }
  const found = bins.filter((bin) => bin.total).map((bin) => ({ ...bin, sure: bin.sure / bin.total }));
  const apart = found.map((bin) => bin.total * Math.abs(bin.right / bin.total - bin.sure));
  const total = pictures.length;
  return {
    total,
    right,
    counts,
    lines: linesOf(counts, classes),
    bins: found,
    error: apart.reduce((a, b) => a + b, 0) / total,
    sure: sum / total,
  };
}

/** @param {Uint32Array} counts @param {number} classes */
function linesOf(counts, classes) {
  const lines = Array.from({ length: classes }, () => ({ count: 0, right: 0, named: 0 }));
  for (let t = 0; t < classes; t++)
    for (let g = 0; g < classes; g++) {
      const count = counts[t * classes + g];
      lines[t].count += count;
      lines[g].named += count;
      if (t === g) lines[t].right = count;
    }
  return lines;
}

/** Every kind of mistake, the most frequent first. @param {Uint32Array} counts @param {number} classes */
export function pairs(counts, classes) {
  const found = [];
  for (let truth = 0; truth < classes; truth++)
    for (let guess = 0; guess < classes; guess++) {
      const count = counts[truth * classes + guess];
      if (count && truth !== guess) found.push({ truth, guess, count });
    }
  return found.sort((a, b) => b.count - a.count || a.truth - b.truth || a.guess - b.guess);
}
