// NumPy's `default_rng`: the order in which pictures come in an epoch, the same in the browser as in Python. Algorithms:
// M. O'Neill, PCG (2014), the member of 128 bits, and her way to mix a seed (`seed_seq`).

import { shuffled } from "./random_state.js";

const BITS_128 = (1n << 128n) - 1n;
const MULTIPLIER = 0x2360ed051fc65da44385df649fccf645n;
const POOL = 4; // words of 32 bits that a seed is mixed in

export class Generator {
  /** @param {number[]} seed whole numbers below 2 ** 32 */
  constructor(seed) {
    const words = seedWords(seed, 8).map(BigInt);
    const number = (/** @type {number} */ at) => [1, 0, 3, 2].reduce((all, i) => (all << 32n) | words[at + i], 0n); // of 64 bits the lower half comes first
    this.step = ((number(4) << 1n) | 1n) & BITS_128;
    this.state = (this.step + number(0)) & BITS_128;
    this.#advance();
    /** @type {number | null} the upper half of the last 64 bits, while it is unused */
    this.half = null;
  }

  #advance() {
    this.state = (this.state * MULTIPLIER + this.step) & BITS_128;
  }

  /** The next 32 random bits, as a number from 0. */
  next() {
    if (this.half !== null) {
      const { half } = this;
      this.half = null;
      return half;
    }
    this.#advance();
    const folded = BigInt.asUintN(64, (this.state >> 64n) ^ this.state);
    const turn = this.state >> 122n;
    const bits = BigInt.asUintN(64, (folded >> turn) | (folded << (64n - turn)));
    this.half = Number(bits >> 32n);
    return Number(bits & 0xffffffffn);
  }
}

/** The rows in the order in which an epoch takes them. @param {number[]} rows @param {number} seed @param {number} epoch */
export function epochOrder(rows, seed, epoch) {
  return shuffled(rows, new Generator([seed, epoch]));
}

/** So many words of 32 bits out of a seed, as NumPy's `SeedSequence` makes them. @param {number[]} seed @param {number} count */
function seedWords(seed, count) {
  const hash = hasher(0x43b0d7e5, 0x931e8875);
  const pool = Array.from({ length: POOL }, (_, i) => hash(seed[i] ?? 0));
  for (let from = 0; from < POOL; from++)
    for (let to = 0; to < POOL; to++) if (from !== to) pool[to] = mixed(pool[to], hash(pool[from]));
  for (const more of seed.slice(POOL)) for (let to = 0; to < POOL; to++) pool[to] = mixed(pool[to], hash(more));
  const out = hasher(0x8b51f9dd, 0x58f38ded);
  return Array.from({ length: count }, (_, i) => out(pool[i % POOL]));
}

/** @param {number} factor @param {number} growth */
function hasher(factor, growth) {
  return (/** @type {number} */ word) => {
    const before = factor;
    factor = Math.imul(factor, growth);
    const value = Math.imul(word ^ before, factor);
    return (value ^ (value >>> 16)) >>> 0;
  };
}

/** @param {number} a @param {number} b */
function mixed(a, b) {
  const value = (Math.imul(0xca01f9dd, a) - Math.imul(0x4973f715, b)) | 0;
  return (value ^ (value >>> 16)) >>> 0;
}
