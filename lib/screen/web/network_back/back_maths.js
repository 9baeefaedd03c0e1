// One picture's backward pass through a dense network: errors, the way each weight moves, and one update.
// The same as lib/measure/backward.py, in 32-bit floats; both are held to Keras' gradients. It draws nothing.

/** @import { At } from "../network_view/network_layout.js" */
/** @import { Line, Net } from "../network_view/network_maths.js" */
/**
 * @typedef {object} Back
 * @property {Float32Array[]} inputs of each layer that computes: the picture, then the outputs of the layer before
 * @property {Float32Array[]} errors of each layer that computes: slope of the loss by each node's sum; a bias' gradient too
 */

/** Call it after the picture was read: it takes the network's outputs and probabilities.
 * @param {Net} net @param {Float32Array} x @param {number} target the right output @returns {Back} */
export function backward(net, x, target) {
  const last = net.weights.length - 1;
  const inputs = [x, ...net.outputs.slice(0, last)];
  /** @type {Float32Array[]} */
  const errors = [];
  errors[last] = Float32Array.from(net.probabilities);
  errors[last][target] -= 1;
  for (let layer = last; layer > 0; layer--) {
    const after = errors[layer];
    const weights = net.weights[layer];
    const n = after.length;
    errors[layer - 1] = net.outputs[layer - 1].map((output, i) => {
      if (output <= 0) return 0; // ReLU gave 0: a small change of its sum changes nothing
      let error = 0;
      for (let j = 0, k = i * n; j < n; j++, k++) error += weights[k] * after[j];
      return error;
    });
  }
  return { inputs, errors };
}

/** Moves every weight and bias by -rate x its gradient. Those of the network that is shared stay what they are.
 * @param {Net} net @param {Back} back @param {number} rate */
export function updateOnce(net, back, rate) {
  net.weights.forEach((weights, layer) => {
    const errors = back.errors[layer];
    const n = errors.length;
    if (weights === net.base.weights[layer]) net.weights[layer] = weights.slice();
    if (net.biases[layer] === net.base.biases[layer]) net.biases[layer] = net.biases[layer].slice();
    const moved = net.weights[layer];
    back.inputs[layer].forEach((input, i) => {
      if (input === 0) return;
      for (let j = 0, k = i * n; j < n; j++, k++) moved[k] -= rate * input * errors[j];
    });
    errors.forEach((error, j) => {
      net.biases[layer][j] -= rate * error;
    });
  });
  net.edits += 1;
}

/** How far a weight moves in one update. @param {Back} back @param {number} rate
 * @param {number} layer 1 = the first that computes @param {number} from node of the layer before @param {number} to */
export function moveOf(back, rate, layer, from, to) {
  return -rate * back.inputs[layer - 1][from] * back.errors[layer - 1][to];
}

/** The `count` weights of a layer that move farthest, the farthest first; none that stays. `product` is how far.
 * @param {Back} back @param {number} rate @param {number} layer @param {number} count @returns {Line[]} */
export function farthestMoves(back, rate, layer, count) {
  // A product of two numbers is among the largest only where both factors are.
  const froms = largestFew(back.inputs[layer - 1], count);
  const tos = largestFew(back.errors[layer - 1], count);
  const lines = froms.flatMap((from) => tos.map((to) => ({ from, to, product: moveOf(back, rate, layer, from, to) })));
  return sorted(lines).slice(0, count);
}

/** Moves of the weights that lead into a node, and of those that lead on from it, the farthest `count` of each.
 * @param {Back} back @param {number} rate @param {At} at @param {number} count */
export function nodeMoves(back, rate, { layer, node }, count) {
  /** @type {{ into: Line[], out: Line[] }} */
  const found = { into: [], out: [] };
  if (layer > 0) {
    const froms = largestFew(back.inputs[layer - 1], count);
    found.into = sorted(froms.map((from) => ({ from, to: node, product: moveOf(back, rate, layer, from, node) })));
  }
  if (layer < back.errors.length) {
    const tos = largestFew(back.errors[layer], count);
    found.out = sorted(tos.map((to) => ({ from: node, to, product: moveOf(back, rate, layer + 1, node, to) })));
  }
  return found;
}

/** What comes back to a hidden node from each node of the next layer, the largest first.
 * @param {Net} net @param {Back} back @param {At} at */
export function errorTerms(net, back, { layer, node }) {
  const errors = back.errors[layer];
  const n = errors.length;
  return Array.from(errors, (error, to) => {
    const weight = net.weights[layer][node * n + to];
    return { to, weight, error, product: weight * error };
  }).sort((a, b) => Math.abs(b.product) - Math.abs(a.product));
}

/** How far each weight into a node moves, where its inputs stand. @param {Back} back @param {number} rate @param {At} at */
export function movePicture(back, rate, { layer, node }) {
  return back.inputs[layer - 1].map((_, from) => moveOf(back, rate, layer, from, node));
}

/** Where the numbers stand that lie farthest from 0, at most `count`. @param {Float32Array} values @param {number} count */
function largestFew(values, count) {
  const order = [...values.keys()].filter((i) => values[i] !== 0);
  return order.sort((a, b) => Math.abs(values[b]) - Math.abs(values[a])).slice(0, count);
}

/** @param {Line[]} lines */
function sorted(lines) {
  return lines.filter(({ product }) => product !== 0).sort((a, b) => Math.abs(b.product) - Math.abs(a.product));
}
