// The numbers behind the network view: a node's sum and its terms, the strongest products between two layers,
// and a network whose weights can be changed and taken back. It draws nothing.

import { forward, softmax } from "../shared/forward.js";

/** @import { Layers, Network } from "../shared/forward.js" */
/** @import { At } from "./network_layout.js" */
/** @typedef {Layers & { base: Network, sizes: number[], silenced: Set<number>[], edits: number }} Net nodes silenced by layer */
/** @typedef {{ from: number, to: number, product: number }} Line from a node to one of the next layer */

/** A network to experiment on: shares the weights of `base` until one of them is changed.
 * @param {Network} base @returns {Net} */
export function editableNetwork(base) {
  return {
    base,
    sizes: base.sizes,
    weights: [...base.weights],
    biases: [...base.biases],
    outputs: base.sizes.slice(1).map((n) => new Float32Array(n)),
    probabilities: new Float32Array(base.probabilities.length),
    silenced: base.sizes.map(() => new Set()),
    edits: 0,
  };
}

/** Layers count from 1: the first layer that computes.
 * @param {Net} net @param {number} layer @param {number} node
 * @param {number | null} input null means the bias of the node @param {number} value */
export function changeWeight(net, layer, node, input, value) {
  const arrays = input === null ? net.biases : net.weights;
  const of = input === null ? net.base.biases : net.base.weights;
  if (arrays[layer - 1] === of[layer - 1]) arrays[layer - 1] = of[layer - 1].slice();
  arrays[layer - 1][input === null ? node : input * net.sizes[layer] + node] = value;
  net.edits += 1;
}

/** @param {Net} net @param {number} layer @param {number} node */
export function toggleSilence(net, layer, node) {
  const set = net.silenced[layer];
  if (!set.delete(node)) set.add(node);
  net.edits += 1;
}

/** @param {Net} net */
export function undoEdits(net) {
  net.weights = [...net.base.weights];
  net.biases = [...net.base.biases];
  for (const set of net.silenced) set.clear();
  net.edits = 0;
}

/** Fills outputs and probabilities for `x`. Silenced nodes give 0, so a layer is computed at a time with forward().
 * @param {Net} net @param {Float32Array} x */
export function readThrough(net, x) {
  if (!net.silenced.some((set) => set.size)) return forward(net, x);
  const last = net.weights.length - 1;
  let input = x;
  for (let layer = 0; layer <= last; layer++) {
    const out = net.outputs[layer];
    const probabilities = new Float32Array(out.length);
    forward({ weights: [net.weights[layer]], biases: [net.biases[layer]], outputs: [out], probabilities }, input);
    if (layer < last) for (let j = 0; j < out.length; j++) if (out[j] < 0) out[j] = 0;
    for (const node of net.silenced[layer + 1]) out[node] = 0;
    input = out;
  }
  return softmax(net.outputs[last], net.probabilities);
}

/** What enters layer `layer` (1 = the first that computes): the picture, or the outputs of the layer before.
 * @param {Net} net @param {Float32Array} x @param {number} layer */
function inputsOf(net, x, layer) {
  return layer === 1 ? x : net.outputs[layer - 2];
}

/** The terms of a node's weighted sum, largest products first, and what they add up to.
 * @param {Net} net @param {Float32Array} x @param {number} layer @param {number} node */
export function nodeTerms(net, x, layer, node) {
  const inputs = inputsOf(net, x, layer);
  const n = net.sizes[layer];
  const weights = net.weights[layer - 1];
  const bias = net.biases[layer - 1][node];
  /** @type {{ input: number, value: number, weight: number, product: number }[]} */
  const terms = [];
  let sum = bias;
  for (let i = 0; i < inputs.length; i++) {
    const weight = weights[i * n + node];
    const product = inputs[i] * weight;
    sum += product;
    terms.push({ input: i, value: inputs[i], weight, product });
  }
  terms.sort((a, b) => Math.abs(b.product) - Math.abs(a.product));
  return { terms, bias, sum, output: net.outputs[layer - 1][node] };
}

/** A node's weighted sum alone, before the activation.
 * @param {Net} net @param {Float32Array} x @param {number} layer @param {number} node */
export function nodeSum(net, x, layer, node) {
  const inputs = inputsOf(net, x, layer);
  const n = net.sizes[layer];
  let sum = net.biases[layer - 1][node];
  for (let i = 0; i < inputs.length; i++) if (inputs[i] !== 0) sum += inputs[i] * net.weights[layer - 1][i * n + node];
  return sum;
}

/** One node's weights over its inputs, and each times its input.
 * @param {Net} net @param {Float32Array} x @param {number} layer @param {number} node */
export function nodePictures(net, x, layer, node) {
  const inputs = inputsOf(net, x, layer);
  const n = net.sizes[layer];
  const weights = new Float32Array(inputs.length);
  const products = new Float32Array(inputs.length);
  for (let i = 0; i < inputs.length; i++) {
    weights[i] = net.weights[layer - 1][i * n + node];
    products[i] = weights[i] * inputs[i];
  }
  return { weights, products };
}

/** Every product between layer - 1 and layer, for a network small enough to draw whole.
 * @param {Net} net @param {Float32Array} x @param {number} layer @returns {Line[]} */
export function allProducts(net, x, layer) {
  const inputs = inputsOf(net, x, layer);
  const n = net.sizes[layer];
  return Array.from(net.weights[layer - 1], (weight, k) => {
    const from = Math.floor(k / n);
    return { from, to: k % n, product: inputs[from] * weight };
  });
}

/** The `count` of them that are largest, largest first; none that is 0.
 * @param {Net} net @param {Float32Array} x @param {number} layer @param {number} count */
export function strongest(net, x, layer, count) {
  const inputs = inputsOf(net, x, layer);
  const n = net.sizes[layer];
  const weights = net.weights[layer - 1];
  /** @type {Line[]} */
  const top = [];
  let least = 0;
  for (let i = 0; i < inputs.length; i++) {
    if (inputs[i] === 0) continue;
    for (let j = 0; j < n; j++) {
      const size = Math.abs(inputs[i] * weights[i * n + j]);
      if (size <= least) continue;
      top.push({ from: i, to: j, product: inputs[i] * weights[i * n + j] });
      if (top.length < 2 * count) continue;
      top.sort((a, b) => Math.abs(b.product) - Math.abs(a.product));
      top.length = count;
      least = Math.abs(top[count - 1].product);
    }
  }
  top.sort((a, b) => Math.abs(b.product) - Math.abs(a.product));
  return top.slice(0, count);
}

/** A node's own connections: the strongest `count` products that enter it, and those that leave it.
 * @param {Net} net @param {Float32Array} x @param {At} at @param {number} count */
export function nodeConnections(net, x, at, count) {
  /** @type {{ into: Line[], out: Line[] }} */
  const found = { into: [], out: [] };
  if (at.layer > 0) {
    const { terms } = nodeTerms(net, x, at.layer, at.node);
    found.into = terms
      .slice(0, count)
      .filter((t) => t.product)
      .map((t) => ({ from: t.input, to: at.node, product: t.product }));
  }
  if (at.layer < net.sizes.length - 1) {
    const value = at.layer === 0 ? x[at.node] : net.outputs[at.layer - 1][at.node];
    const n = net.sizes[at.layer + 1];
    const weights = net.weights[at.layer].subarray(at.node * n, at.node * n + n);
    found.out = Array.from(weights, (w, to) => ({ from: at.node, to, product: w * value }))
      .filter((c) => c.product)
      .sort((a, b) => Math.abs(b.product) - Math.abs(a.product))
      .slice(0, count);
  }
  return found;
}

/** `values` rounded to `digits` places so that, as shown, they add up to the rounded total (largest remainders first):
 * each is off by at most one in the last place.
 * @param {number[]} values @param {number} digits */
export function roundTogether(values, digits) {
  const unit = 10 ** digits;
  const total = Math.round(values.reduce((a, b) => a + b, 0) * unit);
  const floors = values.map((v) => Math.floor(v * unit));
  let missing = total - floors.reduce((a, b) => a + b, 0);
  const order = values.map((v, i) => [v * unit - floors[i], i]).sort((a, b) => b[0] - a[0]);
  for (const [, i] of order) {
    if (missing <= 0) break;
    floors[i] += 1;
    missing -= 1;
  }
  return floors.map((f) => f / unit);
}
