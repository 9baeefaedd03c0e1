// A head learns in the browser as Keras makes it learn: on made-up features number by number, and on real ones within two
// points of its accuracy. tests/support/own_heads.py records what Keras makes of them.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { inflateRawSync } from "node:zlib";
import { lots, mirrorAndShift } from "../../lib/screen/web/own_learning/augment.js";
import { answer, train } from "../../lib/screen/web/own_learning/head.js";
import { glorot } from "../../lib/screen/web/own_learning/philox.js";
import { close, floats, rows } from "./numbers.js";

/** @import { Line } from "../../lib/screen/web/own_learning/head.js" */

const recorded = JSON.parse(readFileSync(new URL("../recorded/own_heads.json", import.meta.url), "utf-8"));
const names = (/** @type {number} */ n) => Array.from({ length: n }, (_, i) => `class ${i}`);
const { made_up: cases, real, moved } = recorded;

// The number that each 16 bits stand for
const HALVES = Float32Array.from({ length: 2 ** 16 }, (_, bits) => {
  const [power, part] = [(bits >> 10) & 31, (bits & 1023) / 1024];
  return (bits >> 15 ? -1 : 1) * (power ? 2 ** (power - 15) * (1 + part) : 2 ** -14 * part);
});

/** A recorded case as a task. @param {any} one */
function task({ features, width, labels, part, classes, settings }) {
  return { features: floats(features), width, labels, part, classes: names(classes), settings };
}

test("a head begins with the weights that Keras draws", () => {
  for (const { width, classes, settings, start } of cases)
    close(glorot(width, classes === 2 ? 1 : classes, settings.seed), floats(start), 1e-7);
});

test("every epoch, the best one's weights and its answers are those of Keras", async () => {
  for (const one of cases) {
    /** @type {Line[]} */
    const heard = [];
    const found = await train({ ...task(one), onEpoch: (line) => heard.push(line) });
    assert.deepEqual([found.state, found.best_epoch, found.updates], ["done", one.best_epoch, one.updates]);
    assert.deepEqual(found.history, heard);
    assert.deepEqual(Object.keys(heard[0]), Object.keys(one.history[0]));
    heard.forEach((line, i) => close(Object.values(line), Object.values(one.history[i]), 1e-4));
    close(found.kernel, floats(one.kernel), 1e-4);
    close(found.bias, floats(one.bias), 1e-4);
    close(found.test.probabilities.flat(), one.probabilities.flat(), 1e-4);
    assert.deepEqual(found.untrained, [one.untrained, found.test.rows.length]);
    assert.deepEqual(
      found.test.truth,
      found.test.rows.map((row) => one.labels[row]),
    );
    const first = floats(one.features).subarray(found.test.rows[0] * one.width, (found.test.rows[0] + 1) * one.width);
    close(answer(found.kernel, found.bias, first), one.probabilities[0], 1e-4);
  }
});

test("on real photos it is within two points of Keras, whatever the seed", async () => {
  const packs = new Map(["pocket", "mobilenet_v2"].map((base) => [base, unpacked(base)]));
  for (const { base, rows: chosen, test: counted, epochs, batch_size, seed } of real) {
    const pack = /** @type {Pack} */ (packs.get(base));
    const few = new Set(chosen);
    const part = pack.part.map((number, row) => (number || few.has(row) ? number : -1));
    const settings = { epochs, batch_size, seed, learning_rate: 1e-3, optimizer: "adam", schedule: "constant" };
    const { truth, probabilities } = (await train({ ...pack, part, classes: ["cat", "dog"], settings })).test;
    const right = truth.filter((label, i) => label === Number(probabilities[i][1] > 0.5)).length;
    const apart = (100 * Math.abs(right - counted[0])) / counted[1];
    assert.ok(apart <= 2, `${base}, ${few.size} photos, seed ${seed}: ${right}, and Keras ${counted[0]}`);
  }
});

test("Stop is heard inside an epoch, and the best epoch so far is kept", async () => {
  const [one] = cases;
  let asked = 0;
  const stopped = () => asked++ > 0;
  const slow = async (/** @type {number[]} */ places) => {
    const until = performance.now() + 10;
    while (performance.now() < until);
    const all = rows(floats(one.features), one.width);
    return new Float32Array(places.flatMap((row) => [...all[row]]));
  };
  const cut = await train({ ...task(one), varied: slow, stopped });
  assert.deepEqual([cut.state, cut.history, cut.best_epoch], ["stopped", [], 0]);
  assert.equal(cut.test.probabilities.length, cut.test.rows.length);
  let over = false;
  const settings = { ...one.settings, epochs: 1000 };
  const kept = await train({
    ...task({ ...one, settings }),
    onEpoch: ({ epoch }) => {
      over = epoch >= 3;
    },
    stopped: () => over,
  });
  assert.equal(kept.state, "stopped");
  assert.ok(kept.best_epoch >= 1 && kept.history.length < 1000);
});

test("pictures that vary are asked for batch by batch, with their epoch", async () => {
  const [one] = cases;
  const all = rows(floats(one.features), one.width);
  /** @type {number[][]} */
  const epochs = [];
  const found = await train({
    ...task(one),
    varied: async (places, epoch) => {
      epochs[epoch - 1] = [...(epochs[epoch - 1] ?? []), ...places];
      return new Float32Array(places.flatMap((row) => [...all[row]]));
    },
  });
  close(found.kernel, floats(one.kernel), 1e-4);
  const training = one.part.flatMap((/** @type {number} */ part, /** @type {number} */ row) => (part ? [] : [row]));
  for (const epoch of epochs)
    assert.deepEqual(
      epoch.toSorted((a, b) => a - b),
      training,
    );
});

test("weights that are no longer numbers end the run", async () => {
  const [, , sgd] = cases;
  const found = await train(task({ ...sgd, settings: { ...sgd.settings, learning_rate: 1e40, epochs: 9 } }));
  assert.deepEqual([found.state, found.history.length, found.best_epoch], ["done", 1, 0]);
});

test("a picture is mirrored and moved as TensorFlow does it", () => {
  const { side } = moved;
  const data = new Uint8ClampedArray(rows(Float32Array.from(moved.picture), 3).flatMap((pixel) => [...pixel, 255]));
  for (const { values, ...lot } of moved.cases) {
    const out = mirrorAndShift({ width: side, height: side, data }, lot).data;
    const found = [...out].filter((_, i) => i % 4 < 3);
    close(found, values, 0.51);
  }
});

test("lots lie within a tenth of a side, and are the same from the same seed", () => {
  const all = Array.from({ length: 200 }, (_, row) => lots(0, 1, row));
  assert.ok(all.every(({ right, down }) => Math.abs(right) <= 0.1 && Math.abs(down) <= 0.1));
  const mirrored = all.filter((lot) => lot.mirrored).length;
  assert.ok(mirrored > 70 && mirrored < 130);
  assert.deepEqual(lots(3, 2, 1), lots(3, 2, 1));
  assert.notDeepEqual(lots(3, 2, 1), lots(3, 3, 1));
});

/** @typedef {{ features: Float32Array, width: number, labels: number[], part: number[] }} Pack */

/** The photos whose features the course ships, as a base sees them. @param {string} base @returns {Pack} */
function unpacked(base) {
  const file = readFileSync(new URL(`../../assets/packs/${base}.npz`, import.meta.url));
  const features = Float32Array.from(new Uint16Array(array(file, "features")), (bits) => HALVES[bits]);
  const labels = [...new Int16Array(array(file, "labels"))];
  return { features, width: features.length / labels.length, labels, part: [...new Int8Array(array(file, "part"))] };
}

/** The numbers of one array of an `.npz`. @param {Buffer} file @param {string} name */
function array(file, name) {
  let at = file.readUInt32LE(file.length - 6); // the directory, behind which nothing but its end lies
  while (file.toString("latin1", at + 46, at + 46 + file.readUInt16LE(at + 28)) !== `${name}.npy`)
    at += 46 + file.readUInt16LE(at + 28) + file.readUInt16LE(at + 30) + file.readUInt16LE(at + 32);
  const local = file.readUInt32LE(at + 42);
  const start = local + 30 + file.readUInt16LE(local + 26) + file.readUInt16LE(local + 28);
  const npy = inflateRawSync(file.subarray(start, start + file.readUInt32LE(at + 20)));
  return new Uint8Array(npy.subarray(10 + npy.readUInt16LE(8))).buffer;
}
