// How many test digits a changed network still reads correctly, brought up to date after each change:
// a changed node is summed anew, the layer after it gets the difference, and only what follows is computed again.
// It draws nothing.

/** @import { Digits } from "../shared/page.js" */
/** @import { Net } from "./network_maths.js" */
/**
 * @typedef {object} Score
 * @property {number} n test digits
 * @property {Uint8Array} labels
 * @property {Float32Array} inputs (n, pixels)
 * @property {Float32Array[]} sums of each layer, before the activation: (n, nodes)
 * @property {Float32Array[] | undefined} untouched the sums before any change, once all digits are read
 * @property {number} ready digits that are read
 * @property {number} correct
 * @property {number | undefined} before how many were correct before any change
 */

/** @param {Net} net @param {Digits} digits @returns {Score} */
export function startScore(net, digits) {
  const n = digits.labels.length;
  const inputs = Float32Array.from(digits.images, (pixel) => pixel / 255);
  const sums = net.sizes.slice(1).map((nodes) => new Float32Array(n * nodes));
  return { n, labels: digits.labels, inputs, sums, untouched: undefined, ready: 0, correct: 0, before: undefined };
}

/** Reads more digits until performance.now() reaches `until`, so that a page stays smooth; true once all are read.
 * @param {Score} score @param {Net} net @param {number} until */
export function advanceScore(score, net, until) {
  while (score.ready < score.n) {
    sumFrom(score, net, score.ready, 1);
    score.ready += 1;
    if (score.ready % 16 === 0 && performance.now() > until) return false;
  }
  score.untouched ??= score.sums.map((sums) => sums.slice());
  score.correct = countCorrect(score, net);
  return true;
}

/** Reads the rest of the digits at once: a first change may come before all are read. @param {Score} score @param {Net} net */
export function finishScore(score, net) {
  if (score.before !== undefined) return;
  advanceScore(score, net, Infinity);
  score.before = score.correct;
}

/** Once no change is left. @param {Score} score @param {Net} net */
export function restoreScore(score, net) {
  score.untouched?.forEach((sums, i) => score.sums[i].set(sums));
  score.correct = countCorrect(score, net);
}

/** A weight, the bias or the silence of `node` in `layer` (1 = the first that computes) has changed.
 * @param {Score} score @param {Net} net @param {number} layer @param {number} node @param {boolean} wasSilent */
export function updateScore(score, net, layer, node, wasSilent) {
  const nodes = net.sizes[layer];
  const last = layer === net.sizes.length - 1;
  const silent = net.silenced[layer].has(node);
  const inputs = net.sizes[layer - 1];
  const column = Float32Array.from({ length: inputs }, (_, i) => net.weights[layer - 1][i * nodes + node]);
  const x = new Float32Array(inputs);
  for (let d = 0; d < score.n; d++) {
    outputsBefore(score, net, d, layer, x);
    let sum = net.biases[layer - 1][node];
    for (let i = 0; i < inputs; i++) sum += column[i] * x[i];
    const old = score.sums[layer - 1][d * nodes + node];
    score.sums[layer - 1][d * nodes + node] = sum;
    if (last) continue;
    const difference = (silent ? 0 : Math.max(0, sum)) - (wasSilent ? 0 : Math.max(0, old));
    if (difference === 0) continue;
    const next = net.sizes[layer + 1];
    const row = net.weights[layer];
    const target = score.sums[layer];
    for (let j = 0, w = node * next, t = d * next; j < next; j++, w++, t++) target[t] += difference * row[w];
    if (layer + 2 < net.sizes.length) sumFrom(score, net, d, layer + 2);
  }
  score.correct = countCorrect(score, net);
}

/** Copies what enters `layer` for digit `d` into `x`: its pixels, or the outputs of the layer before.
 * @param {Score} score @param {Net} net @param {number} d @param {number} layer @param {Float32Array} x */
function outputsBefore(score, net, d, layer, x) {
  if (layer === 1) return x.set(score.inputs.subarray(d * x.length, (d + 1) * x.length));
  const sums = score.sums[layer - 2];
  for (let i = 0, k = d * x.length; i < x.length; i++, k++) x[i] = Math.max(sums[k], 0);
  for (const node of net.silenced[layer - 1]) x[node] = 0;
}

/** Computes digit `d` from `layer` to the end. Zeros cost nothing: most pixels are paper, most nodes are off.
 * @param {Score} score @param {Net} net @param {number} d @param {number} layer */
function sumFrom(score, net, d, layer) {
  for (; layer < net.sizes.length; layer++) {
    const x = new Float32Array(net.sizes[layer - 1]);
    outputsBefore(score, net, d, layer, x);
    const nodes = net.sizes[layer];
    const sums = score.sums[layer - 1].subarray(d * nodes, (d + 1) * nodes);
    const weights = net.weights[layer - 1];
    sums.set(net.biases[layer - 1]);
    for (let i = 0; i < x.length; i++) {
      const value = x[i];
      if (value === 0) continue;
      for (let j = 0, w = i * nodes; j < nodes; j++, w++) sums[j] += value * weights[w];
    }
  }
}

/** @param {Score} score @param {Net} net */
function countCorrect(score, net) {
  const nodes = net.probabilities.length;
  const logits = score.sums[score.sums.length - 1];
  let correct = 0;
  for (let d = 0; d < score.n; d++) {
    let best = d * nodes;
    for (let k = best + 1; k < (d + 1) * nodes; k++) if (logits[k] > logits[best]) best = k;
    if (best - d * nodes === score.labels[d]) correct += 1;
  }
  return correct;
}
