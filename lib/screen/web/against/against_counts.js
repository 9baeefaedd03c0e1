// What two models make of the same test pictures, and a stored race, as counts. Every picture is a bit: right or wrong.

export const RIGHT = 0; // both times
export const FIXED = 1;
export const BROKEN = 2;
export const WRONG = 3; // both times
export const NAMES = ["right both times", "fixed", "broken", "still wrong"];

/**
 * A race's results: `bits` has a row of test pictures for each method, number of photos, and seed, in this order.
 * @typedef {{ methods: [string, string][], photos: number[], seeds: number, bits: Uint8Array }} Race
 */

/** The first `n` bits, the highest of a byte first, as NumPy's packbits writes them. @param {Uint8Array} bytes @param {number} n */
export function bitsOf(bytes, n) {
  return Uint8Array.from({ length: n }, (_, i) => (bytes[i >> 3] >> (7 - (i & 7))) & 1);
}

/** Of each picture one of RIGHT, FIXED, BROKEN, WRONG. @param {Uint8Array} was bits @param {Uint8Array} now bits */
export function outcomes(was, now) {
  return was.map((before, i) => (before ? (now[i] ? RIGHT : BROKEN) : now[i] ? FIXED : WRONG));
}

/** How many there are of each outcome. @param {Uint8Array} all */
export function countsOf(all) {
  const counts = [0, 0, 0, 0];
  for (const one of all) counts[one]++;
  return counts;
}

/** @param {Uint8Array} bits */
export const rightOf = (bits) => bits.reduce((sum, bit) => sum + bit, 0);

/** The bits of one run of a race. @param {Race} race @param {number} method @param {number} photos places @param {number} seed @param {number} n test pictures */
export function runOf(race, method, photos, seed, n) {
  const length = Math.ceil(n / 8);
  const row = (method * race.photos.length + photos) * race.seeds + seed;
  return bitsOf(race.bits.subarray(row * length, (row + 1) * length), n);
}

/** What the seeds of one place of a race got right, as shares. @param {Race} race @param {number} method @param {number} photos @param {number} n */
export function seedsOf(race, method, photos, n) {
  const shares = Array.from({ length: race.seeds }, (_, seed) => rightOf(runOf(race, method, photos, seed, n)) / n);
  const mean = shares.reduce((sum, share) => sum + share, 0) / shares.length;
  return { shares, mean, low: Math.min(...shares), high: Math.max(...shares) };
}

/** `seedsOf` each method and number of photos: 150,000 bits are counted once, and not at every turn of the dial.
 * @param {Race} race @param {number} n */
export const allSeeds = (race, n) => race.methods.map((_, m) => race.photos.map((_, p) => seedsOf(race, m, p, n)));

/** @param {number} share 0 to 1 */
export const perCent = (share) => `${(100 * share).toFixed(1)}\u00a0%`;
