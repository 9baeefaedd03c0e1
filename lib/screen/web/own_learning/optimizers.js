// The rules that turn gradients into steps, as Keras has them, and the learning rate of each update.

const TINY = 1e-7; // keeps a division from being by zero

class Sgd {
  /** @param {Float32Array} weights @param {Float32Array} gradient @param {number} rate */
  update(weights, gradient, rate) {
    for (let i = 0; i < weights.length; i++) weights[i] -= rate * gradient[i];
  }
}

class RmsProp {
  /** @param {number} n weights */
  constructor(n) {
    this.squares = new Float32Array(n);
  }

  /** @param {Float32Array} weights @param {Float32Array} gradient @param {number} rate */
  update(weights, gradient, rate) {
    const { squares } = this;
    for (let i = 0; i < weights.length; i++) {
      squares[i] += 0.1 * (gradient[i] ** 2 - squares[i]);
      weights[i] -= (rate * gradient[i]) / Math.sqrt(squares[i] + TINY);
    }
  }
}

class Adam {
  /** @param {number} n weights */
  constructor(n) {
    this.means = new Float32Array(n);
    this.squares = new Float32Array(n);
    this.updates = 0;
  }

  /** @param {Float32Array} weights @param {Float32Array} gradient @param {number} rate */
  update(weights, gradient, rate) {
    const { means, squares } = this;
    this.updates += 1;
    const step = (rate * Math.sqrt(1 - 0.999 ** this.updates)) / (1 - 0.9 ** this.updates);
    for (let i = 0; i < weights.length; i++) {
      means[i] += 0.1 * (gradient[i] - means[i]);
      squares[i] += 0.001 * (gradient[i] ** 2 - squares[i]);
      weights[i] -= (step * means[i]) / (Math.sqrt(squares[i]) + TINY);
    }
  }
}

/** @typedef {{ update(weights: Float32Array, gradient: Float32Array, rate: number): void }} Optimizer */
/** @type {Record<string, new (n: number) => Optimizer>} */
export const OPTIMIZERS = { adam: Adam, sgd: Sgd, rmsprop: RmsProp };

/** The learning rate of each update, as lib/models/schedule.py has it.
 * @param {string} schedule "constant" or "one_cycle" @param {number} updates @param {number} top */
export function rates(schedule, updates, top) {
  const cosine = (/** @type {number} */ first, /** @type {number} */ last, /** @type {number} */ part) =>
    first + ((last - first) * (1 - Math.cos(Math.PI * part))) / 2;
  return Float64Array.from({ length: updates }, (_, update) => {
    const done = update / updates;
    if (schedule !== "one_cycle") return top;
    return done < 0.25 ? cosine(top / 25, top, done / 0.25) : cosine(top, top / 1e5, (done - 0.25) / 0.75);
  });
}
