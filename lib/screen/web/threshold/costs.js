// What the two kinds of mistake cost at each threshold, as lib/measure/threshold.py counts it.

/**
 * @typedef {object} Counts at each threshold, in per cent from 0 to 100
 * @property {number[]} cats (101), cats called dog
 * @property {number[]} dogs (101), dogs called cat
 */

export const LOWEST = 1; // per cent
export const HIGHEST = 99;
export const BIN = 5; // per cent
const EVEN = 50;

/** @param {Counts} counts @param {number} threshold @param {number} ofCat cost of a cat called dog @param {number} ofDog */
export function cost(counts, threshold, ofCat, ofDog) {
  return ofCat * counts.cats[threshold] + ofDog * counts.dogs[threshold];
}

/** The threshold that costs least; of equal ones the nearest to 50 %, then the lower.
 * @param {Counts} counts @param {number} ofCat @param {number} ofDog */
export function cheapest(counts, ofCat, ofDog) {
  let best = EVEN;
  for (let t = LOWEST; t <= HIGHEST; t++) {
    const less = cost(counts, t, ofCat, ofDog) - cost(counts, best, ofCat, ofDog);
    const nearer = Math.abs(t - EVEN) - Math.abs(best - EVEN);
    if (less < 0 || (less === 0 && nearer < 0)) best = t;
  }
  return best;
}

/** How many photos of either class lie in each bin of probabilities, and how many of them are mistakes. The last bin holds
 * 100 % too. @param {Counts & { of: [number, number] }} counts @param {number} at the threshold */
export function stacks(counts, at) {
  // Photos with a probability from t per cent on, which ends at 100 %
  const cats = (/** @type {number} */ t) => (t > HIGHEST ? 0 : counts.cats[t]);
  const dogs = (/** @type {number} */ t) => (t > HIGHEST ? 0 : counts.of[1] - counts.dogs[t]);
  return Array.from({ length: 100 / BIN }, (_, i) => {
    const [low, high] = [BIN * i, BIN * (i + 1)];
    const parted = Math.max(low, Math.min(at, high));
    return {
      low,
      cats: { all: cats(low) - cats(high), wrong: cats(parted) - cats(high) },
      dogs: { all: dogs(low) - dogs(high), wrong: dogs(low) - dogs(parted) },
    };
  });
}
