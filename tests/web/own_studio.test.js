// What the studio computes without elements: shares in words, a curve's frame, numbers as text, a set's digest.

import assert from "node:assert/strict";
import { test } from "node:test";
import { OwnSet } from "../../lib/screen/web/own_learning/own_set.js";
import { likely } from "../../lib/screen/web/own_studio/bars.js";
import { frame } from "../../lib/screen/web/own_studio/curve.js";
import { digest } from "../../lib/screen/web/own_studio/digest.js";
import { fromBase64, toBase64 } from "../../lib/screen/web/own_studio/outbox.js";
import { inParts } from "../../lib/screen/web/own_studio/sending.js";
import { shareOf } from "../../lib/screen/web/own_studio/train.js";
import { isArchive } from "../../lib/screen/web/own_studio/ways_in.js";

/** @import { Told } from "../../lib/screen/web/own_studio/outbox.js" */

test("a probability is never told as none or all", () => {
  assert.deepEqual([0, 0.0004, 0.0005, 0.5, 0.9995, 0.9996, 1].map(likely), [
    "less than 0.1 %",
    "less than 0.1 %",
    "0.1 %",
    "50.0 %",
    "100.0 %",
    "more than 99.9 %",
    "more than 99.9 %",
  ]);
});

test("a curve's axis ends with its last epoch, however many there are", () => {
  for (const epochs of [1, 7, 10, 30, 100]) {
    const { x, chance } = frame(epochs, 4, null);
    assert.equal(x.at(-1), epochs);
    assert.ok(x.length <= 12);
    assert.equal(chance?.value, 0.25);
  }
});

test("weights come back from base64 as they were", () => {
  const weights = Float32Array.from({ length: 20_000 }, (_, i) => Math.sin(i) * 1e-3);
  assert.deepEqual(fromBase64(toBase64(weights)), weights);
});

test("the test part's share has its interval; a run that was stopped before an epoch has none", () => {
  const told = { truth: [0, 1, 1], probabilities: [[0.9, 0.1], [0.2, 0.8], [0.6, 0.4]], state: "done", best_epoch: 1 }; // biome-ignore format: a table
  const share = shareOf(/** @type {Told} */ (/** @type {unknown} */ (told)));
  assert.equal(share?.correct, 2);
  assert.ok(share && share.low > 0.2 && share.high < 0.95);
  assert.equal(shareOf(/** @type {any} */ ({ ...told, state: "stopped", best_epoch: 0 })), null);
});

const picture = (/** @type {number} */ size, label = 0) => ({
  id: String(size),
  name: "a",
  label,
  jpeg: new Blob([new Uint8Array(size)]),
  fingerprint: new Uint8Array(32),
  take: 0,
});

test("a set's digest tells labels and salts apart, and nothing else", async () => {
  const of = (/** @type {number} */ label, /** @type {string} */ salt) =>
    digest(new OwnSet({ classes: ["a", "b"], pictures: [picture(9, label)] }), salt);
  assert.match(await of(0, "x"), /^[0-9a-f]{64}$/);
  assert.equal(await of(0, "x"), await of(0, "x"));
  assert.notEqual(await of(0, "x"), await of(1, "x"));
  assert.notEqual(await of(0, "x"), await of(0, "y"));
});

test("pictures that are sent go in parts that a message can hold, each once", () => {
  const pictures = Array.from({ length: 10 }, (_, i) => picture(400_000 + i));
  const parts = inParts(pictures);
  assert.deepEqual(
    parts.map((part) => part.length),
    [3, 3, 3, 1],
  );
  assert.deepEqual(parts.flat(), pictures);
  assert.deepEqual(inParts([]), []);
});

test("archives are known by their names", () => {
  const named = (/** @type {string} */ path) => isArchive({ path, file: /** @type {any} */ (null) });
  assert.deepEqual(["a.zip", "B.TAR", "c.tar.gz", "d.tgz"].map(named), [true, true, true, true]);
  assert.deepEqual(["zip", "a.zip/photo.jpg", "tar.png"].map(named), [false, false, false]);
});
