// NumPy's `RandomState`: the same draw of lots in the browser as in Python, from the same seed. NumPy has frozen this
// stream (NEP 19). Algorithm: M. Matsumoto, T. Nishimura, Mersenne Twister (1998), seeded by one number.

const N = 624;
const M = 397;

export class RandomState {
  /** @param {number} seed 0 to 2 ** 32 - 1 */
  constructor(seed) {
    this.state = new Uint32Array(N);
    this.state[0] = seed;
    for (let i = 1; i < N; i++) {
      const before = this.state[i - 1];
      this.state[i] = Math.imul(1812433253, before ^ (before >>> 30)) + i;
    }
    this.at = N;
  }

  /** The next 32 random bits, as a number from 0. */
  next() {
    if (this.at === N) this.#turn();
    let bits = this.state[this.at++];
    bits ^= bits >>> 11;
    bits ^= (bits << 7) & 0x9d2c5680;
    bits ^= (bits << 15) & 0xefc60000;
    return (bits ^ (bits >>> 18)) >>> 0;
  }

  #turn() {
    const { state } = this;
    for (let i = 0; i < N; i++) {
      const both = (state[i] & 0x80000000) | (state[(i + 1) % N] & 0x7fffffff);
      state[i] = state[(i + M) % N] ^ (both >>> 1) ^ (both & 1 ? 0x9908b0df : 0);
    }
    this.at = 0;
  }

  /** The numbers 0 to n - 1 in a random order. @param {number} n */
  permutation(n) {
    return shuffled([...Array(n).keys()], this);
  }
}

/** The things in a random order, as NumPy's two generators both shuffle.
 * @template T @param {T[]} things @param {{ next(): number }} random whose `next` gives 32 random bits, as a number from 0 */
export function shuffled(things, random) {
  const order = [...things];
  for (let i = order.length - 1; i > 0; i--) {
    const mask = 2 ** (32 - Math.clz32(i)) - 1;
    let j = random.next() & mask;
    while (j > i) j = random.next() & mask;
    [order[i], order[j]] = [order[j], order[i]];
  }
  return order;
}
