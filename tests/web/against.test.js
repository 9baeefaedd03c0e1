// The comparison's arithmetic in the browser: bits as NumPy packs them, the four outcomes, a race's shares.

import assert from "node:assert/strict";
import { test } from "node:test";
import {
  allSeeds,
  bitsOf,
  countsOf,
  outcomes,
  rightOf,
  runOf,
  seedsOf,
} from "../../lib/screen/web/against/against_counts.js";

test("bits are read as numpy.packbits writes them", () => {
  assert.deepEqual([...bitsOf(Uint8Array.of(0b10110000, 0b01000000), 10)], [1, 0, 1, 1, 0, 0, 0, 0, 0, 1]);
});

test("each picture is right both times, fixed, broken, or still wrong", () => {
  const all = outcomes(Uint8Array.of(1, 0, 1, 0, 1), Uint8Array.of(1, 1, 0, 0, 1));
  assert.deepEqual([...all], [0, 1, 2, 3, 0]);
  assert.deepEqual(countsOf(all), [2, 1, 1, 1]);
});

test("a run of a race is found by method, photos and seed", () => {
  const n = 12; // two bytes a run
  const bits = Uint8Array.from({ length: 2 * 3 * 2 * 2 }, (_, i) =>
    i % 2 ? 0 : (1 << (Math.floor(i / 2) % 8)) & 0xff,
  );
  const race = {
    methods: /** @type {[string, string][]} */ ([
      ["a", "A"],
      ["b", "B"],
    ]),
    photos: [2, 10, 50],
    seeds: 2,
    bits,
  };
  assert.deepEqual([...runOf(race, 1, 2, 1, n)], [...bitsOf(bits.subarray(22, 24), n)]);
  bits.fill(255, 0, 2); // the first run has all right
  const { shares, mean, low, high } = seedsOf(race, 0, 0, n);
  assert.deepEqual(shares, [1, rightOf(runOf(race, 0, 0, 1, n)) / n]);
  assert.equal(mean, (shares[0] + shares[1]) / 2);
  assert.deepEqual([low, high], [shares[1], 1]);
  assert.deepEqual(allSeeds(race, n)[1][2], seedsOf(race, 1, 2, n));
});
