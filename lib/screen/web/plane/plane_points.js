// Points of two classes in a square from -1 to 1: four sets, each drawn from a fixed start, so that two tries on a set
// differ by their networks alone.

import { RandomState } from "../own_learning/random_state.js";

/** Class 0 or 1 of each; `places` are (n, 2), row by row. @typedef {{ places: Float32Array, classes: Uint8Array }} Points */
/** The next point, before chance moves it. @typedef {(random: Chance, label: number) => [number, number]} Shape */

export const TRAINING = 100;
export const NEW = 200;
const START = 17; // any number does: it chooses the points

class Chance {
  /** @param {number} seed */
  constructor(seed) {
    this.random = new RandomState(seed);
  }

  /** A number from `low` to `high`, all equally likely. @param {number} low @param {number} high */
  between(low, high) {
    return low + ((high - low) * this.random.next()) / 2 ** 32;
  }

  /** A number around 0, by Box and Muller. @param {number} spread standard deviation */
  around(spread) {
    return spread * Math.sqrt(-2 * Math.log(1 - this.between(0, 1))) * Math.cos(this.between(0, 2 * Math.PI));
  }
}

/** @type {Record<string, { title: string, spread: number, shape: Shape }>} */
export const SETS = {
  clouds: {
    title: "Two clouds",
    spread: 0.2,
    shape: (_, label) => (label ? [0.45, 0.45] : [-0.45, -0.45]),
  },
  xor: {
    title: "XOR",
    spread: 0,
    shape: (random, label) => {
      const [x, y] = [random.between(0.06, 0.95), random.between(0.06, 0.95)];
      const left = random.between(-1, 1) < 0;
      return [left ? -x : x, left === Boolean(label) ? -y : y];
    },
  },
  rings: {
    title: "Rings",
    spread: 0.04,
    shape: (random, label) => {
      const [far, angle] = [label ? random.between(0, 0.4) : random.between(0.62, 0.9), random.between(0, 2 * Math.PI)];
      return [far * Math.cos(angle), far * Math.sin(angle)];
    },
  },
  spirals: {
    title: "Spirals",
    spread: 0.02,
    shape: (random, label) => {
      const along = random.between(0.1, 1);
      const angle = 1.25 * 2 * Math.PI * along + (label ? Math.PI : 0);
      return [0.92 * along * Math.sin(angle), 0.92 * along * Math.cos(angle)];
    },
  },
};

/** The points that a network learns from, and new ones that it is counted on. @param {string} name of a set */
export function drawPoints(name) {
  const random = new Chance(START);
  return { training: some(name, TRAINING, random), fresh: some(name, NEW, random) };
}

/** As many of each class, one after the other. @param {string} name @param {number} count @param {Chance} random @returns {Points} */
function some(name, count, random) {
  const { spread, shape } = SETS[name];
  const points = { places: new Float32Array(2 * count), classes: new Uint8Array(count) };
  for (let i = 0; i < count; i++) {
    points.classes[i] = i % 2;
    const [x, y] = shape(random, i % 2);
    points.places.set([x + random.around(spread), y + random.around(spread)], 2 * i);
  }
  return points;
}
