// A small dense network for points in a plane: two inputs, up to two hidden layers, one output whose sigmoid is the
// probability of class 1. Its gradients are computed by passing the error back, as Keras does. It knows nothing of points' sets,
// and nothing of a page.

import { glorot } from "../own_learning/philox.js";

/** @import { Points } from "./plane_points.js" */
/** `hidden` are the nodes of each hidden layer. @typedef {{ hidden: number[], relu: boolean, seed: number }} Shape */
/** `weights` (inputs, nodes), row by row. @typedef {{ inputs: number, nodes: number, weights: Float32Array, biases: Float32Array }} Layer */

export class PlaneNetwork {
  /** With Keras' own first weights of that seed: Glorot's, and biases of 0. Layer i draws from 10 seed + i. @param {Shape} shape */
  constructor({ hidden, relu, seed }) {
    this.relu = relu;
    const sizes = [2, ...hidden, 1];
    this.all = new Float32Array(sizes.slice(1).reduce((sum, nodes, i) => sum + (sizes[i] + 1) * nodes, 0));
    this.gradient = new Float32Array(this.all.length);
    this.layers = layersOf(this.all, sizes);
    this.slopes = layersOf(this.gradient, sizes);
    this.layers.forEach(({ weights, inputs, nodes }, i) => {
      weights.set(glorot(inputs, nodes, 10 * seed + i));
    });
    this.outputs = sizes.map((nodes) => new Float64Array(nodes)); // of each layer, the two inputs first
    this.errors = sizes.map((nodes) => new Float64Array(nodes));
  }

  /** The logit of class 1 at a place: above 0 it says class 1. @param {number} x @param {number} y */
  logit(x, y) {
    const { layers, outputs, relu } = this;
    outputs[0][0] = x;
    outputs[0][1] = y;
    for (let at = 0; at < layers.length; at++) {
      const { inputs, nodes, weights, biases } = layers[at];
      const [before, after] = [outputs[at], outputs[at + 1]];
      const bent = relu && at < layers.length - 1;
      for (let j = 0; j < nodes; j++) {
        let sum = biases[j];
        for (let i = 0, k = j; i < inputs; i++, k += nodes) sum += before[i] * weights[k];
        after[j] = bent && sum < 0 ? 0 : sum;
      }
    }
    return outputs[layers.length][0];
  }

  /** Fills `gradient` with that of the mean loss over these points. @param {Points} points @param {number[]} rows */
  learn({ places, classes }, rows) {
    const { layers, slopes, outputs, errors, relu } = this;
    this.gradient.fill(0);
    for (const row of rows) {
      const logit = this.logit(places[2 * row], places[2 * row + 1]);
      errors[layers.length][0] = (probability(logit) - classes[row]) / rows.length;
      for (let at = layers.length - 1; at >= 0; at--) {
        const { inputs, nodes, weights } = layers[at];
        const [before, error, back] = [outputs[at], errors[at + 1], errors[at]];
        for (let j = 0; j < nodes; j++) slopes[at].biases[j] += error[j];
        for (let i = 0, k = 0; i < inputs; i++) {
          let sum = 0;
          for (let j = 0; j < nodes; j++, k++) {
            slopes[at].weights[k] += before[i] * error[j];
            sum += weights[k] * error[j];
          }
          back[i] = relu && at > 0 && before[i] <= 0 ? 0 : sum;
        }
      }
    }
  }

  /** How many points are on the right side, and the mean loss. @param {Points} points */
  measure({ places, classes }) {
    let [right, loss] = [0, 0];
    for (let row = 0; row < classes.length; row++) {
      const logit = this.logit(places[2 * row], places[2 * row + 1]);
      right += Number(Number(logit > 0) === classes[row]);
      loss += lossOf(logit, classes[row]);
    }
    return { right, total: classes.length, loss: loss / classes.length };
  }
}

/** @param {number} logit */
export function probability(logit) {
  return 1 / (1 + Math.exp(-logit));
}

/** Binary cross-entropy. @param {number} logit @param {number} label */
function lossOf(logit, label) {
  return Math.max(logit, 0) - logit * label + Math.log1p(Math.exp(-Math.abs(logit)));
}

/** Views of the layers in one row of numbers: weights, then biases. @param {Float32Array} all @param {number[]} sizes @returns {Layer[]} */
function layersOf(all, sizes) {
  let at = 0;
  const next = (/** @type {number} */ n) => {
    at += n;
    return all.subarray(at - n, at);
  };
  return sizes
    .slice(1)
    .map((nodes, i) => ({ inputs: sizes[i], nodes, weights: next(sizes[i] * nodes), biases: next(nodes) }));
}
