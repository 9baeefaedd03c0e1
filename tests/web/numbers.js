// The numbers that Python is tested with too: tests/recorded/arithmetic.json, as tests/support/arithmetic.py makes it.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";

/** By scikit-learn. @typedef {{ right: number, counts: string, recall: string, precision: string }} Counted */
/**
 * @typedef {object} Recorded texts are 32-bit floats in base64
 * @property {{ network: string, sizes: number[], pictures: string, probabilities: string,
 *   silenced: { layer: number, node: number, probabilities: string } }[]} readings
 * @property {{ packed: string, whole: Counted & { error: number, sure: number, bins: number[][] }, loss: string,
 *   rule: { k: number, from: number }, low: number, left: string, cut: Counted }[]} walls
 * @property {{ width: number, height: number, ink: string, centred: string, plain: string }[]} drawings
 */

/** @type {Recorded} */
export const recorded = JSON.parse(readFileSync(new URL("../recorded/arithmetic.json", import.meta.url), "utf-8"));

/** @param {string} text */
export function bytes(text) {
  return Uint8Array.from(Buffer.from(text, "base64"));
}

/** @param {string} text */
export function floats(text) {
  return new Float32Array(bytes(text).buffer);
}

/** @param {ArrayLike<number>} found @param {ArrayLike<number>} wanted */
export function close(found, wanted, within = 1e-5) {
  assert.equal(found.length, wanted.length);
  for (let i = 0; i < wanted.length; i++)
    assert.ok(Math.abs(found[i] - wanted[i]) <= within, `${i}: ${found[i]} is not ${wanted[i]}`);
}

/** Rows of `n` numbers. @param {Float32Array} values @param {number} n */
export function rows(values, n) {
  return Array.from({ length: values.length / n }, (_, i) => values.subarray(n * i, n * (i + 1)));
}
