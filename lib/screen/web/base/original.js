// A base's last layer: what the original says of a picture, by 1,000 names. It reads the file that `pack_names` of
// lib/models/browser_base.py writes; a page that wants no names does not fetch it.

import { opened, widened } from "./packed.js";

/** @typedef {{ name: string, share: number, animal: "cat" | "dog" | "" }} Guess `share`: its probability, from 0 to 1 */

export class Original {
  /** @param {ArrayBuffer} file */
  constructor(file) {
    const { head, arrays } = opened(file);
    const { names, cats, dogs } =
      /** @type {{ names: string[], cats: [number, number], dogs: [number, number] }} both: first, and one past the last */ (
        head
      );
    const count = names.length;
    const halves = (file.byteLength - arrays - 4 * count) / 2;
    this.names = names;
    this.cats = cats;
    this.dogs = dogs;
    this.kernel = widened(new Uint16Array(file.slice(arrays, arrays + 2 * halves)));
    this.bias = new Float32Array(file.slice(arrays + 2 * halves));
  }

  /** The names' probabilities. @param {Float32Array} pooled features of a picture */
  shares(pooled) {
    const { kernel, bias } = this;
    const sums = Float64Array.from(bias);
    for (let i = 0, at = 0; i < pooled.length; i++, at += sums.length) {
      const value = pooled[i];
      if (value) for (let k = 0; k < sums.length; k++) sums[k] += value * kernel[at + k];
    }
    const highest = sums.reduce((most, one) => Math.max(most, one), -Infinity);
    const powers = sums.map((sum) => Math.exp(sum - highest));
    const total = powers.reduce((all, one) => all + one, 0);
    return powers.map((power) => power / total);
  }

  /** The likeliest names, most likely first; equals in their own order. @param {Float64Array} shares @param {number} count
   * @returns {Guess[]} */
  best(shares, count) {
    const order = Array.from(shares, (_, k) => k).sort((a, b) => shares[b] - shares[a] || a - b);
    return order.slice(0, count).map((k) => ({ name: this.names[k], share: shares[k], animal: this.animal(k) }));
  }

  /** All breeds of cat and dog together. @param {Float64Array} shares */
  pets(shares) {
    return shares.reduce((sum, share, k) => (this.animal(k) ? sum + share : sum), 0);
  }

  /** @param {number} k @returns {Guess["animal"]} */
  animal(k) {
    if (k >= this.cats[0] && k < this.cats[1]) return "cat";
    return k >= this.dogs[0] && k < this.dogs[1] ? "dog" : "";
  }
}
