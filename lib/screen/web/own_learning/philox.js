// TensorFlow's random numbers from a seed: a head's first weights are the same in the browser as Keras draws them.
// Algorithm: J. Salmon and others, Parallel Random Numbers: As Easy as 1, 2, 3 (2011), Philox 4x32 with ten rounds.

const [FACTOR_A, FACTOR_B] = [0xd2511f53, 0xcd9e8d57];
const [STEP_A, STEP_B] = [0x9e3779b9, 0xbb67ae85];

/** Numbers from 0 to below 1 in 32-bit floats, as `tf.random.stateless_uniform((n,), [seed, second])`.
 * @param {number} n @param {number} seed whole, below 2 ** 32 @param {number} second the same */
export function uniform(n, seed, second) {
  const [low, high, ...counter] = block([seed, 0, second, 0], [0x3ec8f720, 0x02461e29]);
  const bits = new Uint32Array(4 * Math.ceil(n / 4));
  for (let i = 0; i < bits.length / 4; i++) bits.set(block([i, 0, ...counter], [low, high]), 4 * i);
  return Float32Array.from(bits.subarray(0, n), (one) => (one & 0x7fffff) / 2 ** 23);
}

/** The kernel that a head begins with, (width, outputs): Glorot's, evenly spread around zero.
 * @param {number} width @param {number} outputs @param {number} seed */
export function glorot(width, outputs, seed) {
  const limit = Math.fround(Math.sqrt(6 / (width + outputs)));
  return uniform(width * outputs, seed, 0).map((one) => Math.fround(one * Math.fround(2 * limit)) - limit);
}

/** Four words of 32 bits out of four. @param {number[]} counter @param {number[]} key */
function block(counter, key) {
  let [a, b, c, d] = counter;
  let [low, high] = key;
  for (let round = 0; round < 10; round++) {
    const first = upper(FACTOR_B, c) ^ b ^ low;
    const third = upper(FACTOR_A, a) ^ d ^ high;
    b = Math.imul(FACTOR_B, c);
    d = Math.imul(FACTOR_A, a);
    a = first;
    c = third;
    low += STEP_A;
    high += STEP_B;
  }
  return [a, b, c, d];
}

/** The upper 32 of the 64 bits of a product. @param {number} a @param {number} b */
function upper(a, b) {
  const [low, high] = [b & 0xffff, b >>> 16];
  const middle = (a >>> 16) * low + (((a & 0xffff) * low) >>> 16);
  const other = (a & 0xffff) * high + (middle & 0xffff);
  return (a >>> 16) * high + Math.floor(middle / 2 ** 16) + Math.floor(other / 2 ** 16);
}
