// The backward pass in the browser against numbers of lib/measure/backward.py, which a test of its own holds to Keras;
// lines and terms against the plain way to compute them.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import {
  backward,
  errorTerms,
  farthestMoves,
  moveOf,
  movePicture,
  nodeMoves,
  updateOnce,
} from "../../lib/screen/web/network_back/back_maths.js";
import { editableNetwork, readThrough, undoEdits } from "../../lib/screen/web/network_view/network_maths.js";
import { close, floats } from "./numbers.js";

/** @typedef {{ sizes: number[], target: number, rate: number, probabilities: string, errors: string[], samples: string[],
 *   biases: string[], after: string }} Case */
/** @type {Case[]} */
const cases = JSON.parse(readFileSync(new URL("../recorded/backward.json", import.meta.url), "utf-8"));

/** As tests/support/backward_numbers.py makes them. @param {number} n @param {number} seed @param {number} scale */
function spread(n, seed, scale) {
  const by = Math.fround(scale);
  return Float32Array.from({ length: n }, (_, i) => {
    const mixed = Number((BigInt(i + 1 + seed * 7919) * 2654435761n) % 4294967296n);
    return Math.fround(mixed / 4294967296 - 0.5) * by;
  });
}

/** @param {number[]} sizes */
function made(sizes) {
  const layers = sizes.slice(1);
  const weights = layers.map((n, i) => spread(sizes[i] * n, i, 4 / Math.sqrt(sizes[i])));
  const biases = layers.map((n, i) => spread(n, 50 + i, 0.5));
  const outputs = layers.map((n) => new Float32Array(n));
  const probabilities = new Float32Array(layers[layers.length - 1]);
  const net = editableNetwork({ digest: "made", sizes, weights, biases, outputs, probabilities });
  const x = spread(sizes[0], 99, 2).map((value) => Math.max(value, 0));
  return { net, x };
}

for (const wanted of cases) {
  const { sizes, target, rate } = wanted;
  test(`errors and one update of ${sizes.join("-")} are those of NumPy`, () => {
    const { net, x } = made(sizes);
    close(readThrough(net, x), floats(wanted.probabilities));
    const back = backward(net, x, target);
    back.errors.forEach((errors, layer) => close(errors, floats(wanted.errors[layer]), 1e-5));
    updateOnce(net, back, rate);
    net.weights.forEach((weights, layer) => {
      const every = Math.max(1, Math.floor(weights.length / 97));
      const samples = weights.filter((_, i) => i % every === 0);
      close(samples, floats(wanted.samples[layer]), 1e-5);
      close(net.biases[layer], floats(wanted.biases[layer]), 1e-5);
    });
    close(readThrough(net, x), floats(wanted.after), 1e-4);
    undoEdits(net);
    close(readThrough(net, x), floats(wanted.probabilities)); // the trained weights were never touched
  });
}

test("a node that gave 0 gets nothing, and its weights stay", () => {
  const { net, x } = made(cases[0].sizes);
  readThrough(net, x);
  const back = backward(net, x, 1);
  const off = net.outputs[0].indexOf(0);
  assert.ok(off >= 0);
  assert.equal(back.errors[0][off], 0);
  assert.deepEqual(nodeMoves(back, 0.1, { layer: 1, node: off }, 99), { into: [], out: [] });
});

test("a silenced node gets nothing either", () => {
  const { net, x } = made(cases[0].sizes);
  readThrough(net, x);
  const on = net.outputs[0].findIndex((output) => output > 0);
  net.silenced[1].add(on);
  readThrough(net, x);
  assert.equal(backward(net, x, 1).errors[0][on], 0);
});

test("the farthest moves are the farthest of all", () => {
  const { net, x } = made(cases[0].sizes);
  readThrough(net, x);
  const back = backward(net, x, 1);
  for (const layer of [1, 2, 3]) {
    const all = [...net.weights[layer - 1].keys()].map((k) => {
      const [from, to] = [Math.floor(k / net.sizes[layer]), k % net.sizes[layer]];
      return { from, to, product: moveOf(back, 0.1, layer, from, to) };
    });
    const far = all.filter(({ product }) => product).sort((a, b) => Math.abs(b.product) - Math.abs(a.product));
    assert.deepEqual(farthestMoves(back, 0.1, layer, 4), far.slice(0, 4));
    assert.deepEqual(nodeMoves(back, 0.1, { layer, node: 1 }, 3).into, far.filter(({ to }) => to === 1).slice(0, 3));
    const picture = movePicture(back, 0.1, { layer, node: 1 });
    for (const { from, product } of far.filter(({ to }) => to === 1)) close([picture[from]], [product], 1e-6);
  }
});

test("what comes back to a node adds up to its error", () => {
  const { net, x } = made(cases[0].sizes);
  readThrough(net, x);
  const back = backward(net, x, 1);
  net.outputs[1].forEach((output, node) => {
    const sum = errorTerms(net, back, { layer: 2, node }).reduce((total, { product }) => total + product, 0);
    close([back.errors[1][node]], [output > 0 ? sum : 0], 1e-6);
  });
});
