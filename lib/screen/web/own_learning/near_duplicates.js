// Exact and near duplicates among a learner's pictures, and parts that keep them together: in the browser what
// lib/pictures/own/near_duplicates.py is in Python, where the reasons stand. Both pass the same recorded cases.

import { RandomState } from "./random_state.js";
import { smallGrey } from "./small_grey.js";

/** @import { Picture } from "./small_grey.js" */
/** @typedef {{ prints: Uint8Array[], groups: number[] }} Known groups of fingerprints */

// The parts' numbers
export const TRAIN = 0;
export const VALIDATION = 1;
export const TEST = 2;

const SIDE = 64; // pixels a side before the cosine transform
const LOW = 16; // of whose frequencies the 16 x 16 lowest count
const NEAR = 48; // of 256 bits
const SHARES = [0.7, 0.15, 0.15];

// (frequency, place): the orthonormal discrete cosine transform
const COSINES = Array.from({ length: LOW }, (_, u) =>
  Float64Array.from({ length: SIDE }, (_, x) => {
    return Math.sqrt((u ? 2 : 1) / SIDE) * Math.cos((Math.PI * (2 * x + 1) * u) / (2 * SIDE));
  }),
);

/** 256 bits that hardly change when a picture is scaled, saved again or brightened. @param {Picture} picture */
export function fingerprint(picture) {
  const grey = smallGrey(picture, SIDE);
  const rows = new Float64Array(SIDE * LOW); // (row, frequency across)
  for (let y = 0; y < SIDE; y++) {
    for (let u = 0; u < LOW; u++) {
      let sum = 0;
      for (let x = 0; x < SIDE; x++) sum += grey[y * SIDE + x] * COSINES[u][x];
      rows[y * LOW + u] = sum;
    }
  }
  const low = new Float64Array(LOW * LOW);
  for (let v = 0; v < LOW; v++) {
    for (let u = 0; u < LOW; u++) {
      let sum = 0;
      for (let y = 0; y < SIDE; y++) sum += rows[y * LOW + u] * COSINES[v][y];
      low[v * LOW + u] = Math.round(1e6 * sum);
    }
  }
  const middle = low.slice(1).sort()[(low.length - 2) / 2]; // the first is the mean brightness, far from all others
  const bits = new Uint8Array((LOW * LOW) / 8);
  low.forEach((value, i) => {
    if (value > middle) bits[i >> 3] |= 128 >> (i & 7);
  });
  return bits;
}

/** Which pictures are the same, or nearly: a group number each. A twin's twin belongs to the same group.
 * @param {Uint8Array[]} prints @param {Known} known what was found for the first of them: then only the others are compared */
export function groups(prints, known = { prints: [], groups: [] }) {
  const begun = known.prints.every((print, i) => print === prints[i]) ? known : { prints: [], groups: [] };
  const words = prints.map((print) => new Uint32Array(print.slice().buffer));
  const set = new Joined(prints.length);
  set.joinAlike(begun.groups);
  for (let i = begun.prints.length; i < words.length; i++)
    for (let j = 0; j < i; j++) if (alike(words[i], words[j])) set.join(i, j);
  return set.numbers();
}

/** Which pictures must not be on both sides of a test: twins, and frames of one recording.
 * @param {number[]} group from `groups` @param {number[]} take the recording that each is a frame of; 0: stands alone */
export function kin(group, take) {
  const set = new Joined(group.length);
  set.joinAlike(group);
  set.joinAlike(take, 0);
  return set.numbers();
}

/** Which part each picture belongs to: 70, 15 and 15 %, class by class, kin of a class together. A class of at least three
 * pictures has one in every part.
 * @param {number[]} labels @param {number[]} group from `groups` or `kin` @param {number} seed of the draw */
export function parts(labels, group, seed = 0) {
  const random = new RandomState(seed);
  const part = labels.map(() => TRAIN);
  for (const label of distinct(labels)) {
    const members = labels.flatMap((one, i) => (one === label ? [i] : []));
    if (members.length < SHARES.length) continue;
    const want = SHARES.map((share) => Math.max(1, halfEven(share * members.length)));
    /** @type {Map<number, number[]>} */
    const unitOf = new Map(distinct(members.map((i) => group[i])).map((one) => [one, []]));
    for (const i of members) unitOf.get(group[i])?.push(i);
    const all = [...unitOf.values()];
    let units = random.permutation(all.length).map((i) => all[i]);
    units.sort((a, b) => a.length - b.length); // the smallest leave the training part first
    const left = units.slice(filled(units, [want[VALIDATION], want[TEST]])).flat();
    if (left.length < members.length / 3) units = members.map((i) => [i]).reverse(); // cut in the order of taking
    for (const number of [TEST, VALIDATION]) {
      while (want[number] > 0) {
        const unit = /** @type {number[]} */ (units.shift());
        for (const i of unit) part[i] = number;
        want[number] -= unit.length;
      }
    }
  }
  return part;
}

/** The test and validation pictures with a twin of the same class in the training part, as places.
 * @param {number[]} labels @param {number[]} group @param {number[]} part */
export function leaks(labels, group, part) {
  const pair = (/** @type {number} */ i) => `${labels[i]} ${group[i]}`;
  const learned = new Set(part.flatMap((one, i) => (one === TRAIN ? [pair(i)] : [])));
  return part.flatMap((one, i) => (one !== TRAIN && learned.has(pair(i)) ? [i] : []));
}

/** @param {Uint32Array} a @param {Uint32Array} b */
function alike(a, b) {
  let apart = 0;
  for (let i = 0; i < a.length; i++) {
    let bits = a[i] ^ b[i];
    bits -= (bits >>> 1) & 0x55555555;
    bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333);
    apart += Math.imul((bits + (bits >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
    if (apart > NEAR) return false; // most pairs end here, half-way
  }
  return true;
}

/** How many of the units the parts besides train take. @param {number[][]} units @param {number[]} wanted */
function filled(units, wanted) {
  let taken = 0;
  for (let count of wanted) while (count > 0 && taken < units.length) count -= units[taken++].length;
  return taken;
}

/** Each number once, ascending. @param {number[]} numbers */
function distinct(numbers) {
  return [...new Set(numbers)].sort((a, b) => a - b);
}

/** Rounded as Python rounds: a half to the even number. @param {number} value */
function halfEven(value) {
  const down = Math.floor(value);
  if (value - down !== 0.5) return Math.round(value);
  return down + (down % 2);
}

/** Things that links join to groups. */
class Joined {
  /** @param {number} n */
  constructor(n) {
    this.above = [...Array(n).keys()]; // a group is a tree; its lowest number is the root
  }

  /** @param {number} i */
  root(i) {
    while (this.above[i] !== i) {
      this.above[i] = this.above[this.above[i]];
      i = this.above[i];
    }
    return i;
  }

  /** @param {number} i @param {number} j */
  join(i, j) {
    const [a, b] = [this.root(i), this.root(j)];
    this.above[Math.max(a, b)] = Math.min(a, b);
  }

  /** Joins the things that have the same number. @param {number[]} numbers @param {number} [alone] what stands for none */
  joinAlike(numbers, alone) {
    /** @type {Map<number, number>} */
    const first = new Map();
    numbers.forEach((number, i) => {
      if (number === alone) return;
      if (!first.has(number)) first.set(number, i);
      this.join(i, first.get(number) ?? i);
    });
  }

  /** The groups' numbers, from 0, in the order in which groups begin. */
  numbers() {
    /** @type {Map<number, number>} */
    const known = new Map();
    return this.above.map((_, i) => {
      const root = this.root(i);
      if (!known.has(root)) known.set(root, known.size);
      return /** @type {number} */ (known.get(root));
    });
  }
}
