// Own pictures in the browser are what they are in Python: twins, parts, names, sentences, lots and intervals, on the cases
// that tests/support/own_learning.py records.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { inflateSync } from "node:zlib";
import { short } from "../../lib/screen/web/own_files/entry.js";
import { className, classNames, refusal } from "../../lib/screen/web/own_learning/class_names.js";
import { epochOrder } from "../../lib/screen/web/own_learning/generator.js";
import { fingerprint, groups, kin, leaks, parts } from "../../lib/screen/web/own_learning/near_duplicates.js";
import { rates } from "../../lib/screen/web/own_learning/optimizers.js";
import { OwnSet } from "../../lib/screen/web/own_learning/own_set.js";
import { RandomState } from "../../lib/screen/web/own_learning/random_state.js";
import { perCent, shareInWords, wilson } from "../../lib/screen/web/shared/proportion.js";
import { bytes, close } from "./numbers.js";

const recorded = JSON.parse(readFileSync(new URL("../recorded/own_learning.json", import.meta.url), "utf-8"));
const hex = (/** @type {string} */ text) => new Uint8Array(Buffer.from(text, "hex"));

test("a picture's fingerprint has the same bits", () => {
  for (const { width, height, data, print } of recorded.pictures)
    assert.deepEqual(fingerprint({ width, height, data: new Uint8ClampedArray(inflateSync(bytes(data))) }), hex(print));
});

test("twins, and twins of twins, are the same groups", () => {
  assert.deepEqual(groups(recorded.twins.prints.map(hex)), recorded.twins.groups);
});

test("kin, parts and leaks are the same", () => {
  for (const { labels, group, take, ...wanted } of recorded.draws) {
    const found = kin(group, take);
    const part = parts(labels, found);
    assert.deepEqual({ kin: found, part, leaks: leaks(labels, found, part) }, wanted);
  }
});

test("lots are drawn as NumPy draws them", () => {
  for (const { seed, order } of recorded.permutations)
    assert.deepEqual(new RandomState(seed).permutation(order.length), order);
  for (const { seed, order } of recorded.orders)
    assert.deepEqual(
      epochOrder(
        [...order].sort((a, b) => a - b),
        seed[0],
        seed[1],
      ),
      order,
    );
});

test("names are made plain, or refused in the same words", () => {
  for (const { name, short: told, ...wanted } of recorded.names) {
    assert.equal(short(name), told);
    assert.deepEqual(
      attempt(() => ({ given: className(name) })),
      wanted,
    );
  }
  for (const { folders, names, left_out, told } of recorded.folders) {
    const found = classNames(folders);
    assert.deepEqual(
      folders.map((/** @type {string} */ folder) => found.names.get(folder)),
      names,
    );
    assert.deepEqual([found.leftOut, found.told], [left_out, told]);
  }
});

test("a set says the same at each step of its life", () => {
  let own = new OwnSet({ limits: recorded.story.limits });
  for (const { act, values, refused, then } of recorded.story.steps) {
    const said = attempt(() => {
      own = changed(own, act, values);
      return {};
    });
    assert.deepEqual([act, said], [act, refused ? { refused } : {}]);
    const { classes, labels, counts, notes, told, spare, disputed, leaks: leaking, part, readings } = own;
    const names = own.pictures.map(({ name }) => name);
    const also = own.pictures.map((picture) => picture.also ?? []);
    const now = { classes, labels, names, also, counts, notes, told, why_not: own.whyNot, spare, disputed };
    assert.deepEqual({ ...now, leaks: leaking, part, readings }, then);
  }
});

test("pictures keep their ids, and a store's copy of a set is the set", () => {
  const own = new OwnSet().add("a", fresh(["1", "2", "3"], ["00", "0f", "ff"]));
  const ids = own.pictures.map(({ id }) => id);
  assert.equal(new Set(ids).size, 3);
  const later = own.withClass("b").moved([2], 1).without([0]);
  assert.deepEqual(
    later.pictures.map(({ id }) => id),
    ids.slice(1),
  );
  const copy = new OwnSet(structuredClone(later));
  assert.deepEqual([copy.classes, copy.counts, copy.limits], [later.classes, later.counts, later.limits]);
});

test("no more bytes are kept than fit", () => {
  const own = new OwnSet({ limits: { classes: 2, pictures: 9, kept_bytes: 250 } });
  const full = own.add("a", fresh(["1", "2", "3", "4"], ["00", "11", "22", "33"]));
  assert.deepEqual(full.counts, [3]);
  assert.equal(full.room, 0);
  assert.match(full.notes[0], /^1 more picture was left out/);
});

test("intervals and their words", () => {
  for (const { correct, total, low, high, sentence } of recorded.proportions) {
    close(wilson(correct, total), [low, high], 1e-15);
    assert.equal(shareInWords(correct, total), sentence);
  }
  for (const [share, places, written] of recorded.per_cent) assert.equal(perCent(share, places), written);
});

test("learning rates", () => {
  for (const schedule of ["constant", "one_cycle"]) close(rates(schedule, 9, 0.01), recorded.rates[schedule], 1e-14);
});

/** @param {() => object} act */
function attempt(act) {
  try {
    return act();
  } catch (error) {
    return { refused: refusal(error) };
  }
}

/** @param {string[]} names @param {string[]} prints */
function fresh(names, prints) {
  return names.map((name, i) => ({
    name,
    jpeg: new Blob([new Uint8Array(100)]),
    fingerprint: hex(prints[i].padEnd(64, "0")),
  }));
}

/** @param {OwnSet} own @param {string} act @param {any[]} values @returns {OwnSet} */
function changed(own, act, values) {
  if (act === "add") return own.add(values[0], fresh(values[1].names, values[1].prints), values[2]);
  if (act !== "addRead") return /** @type {any} */ (own)[act](...values);
  const [{ names, prints, readings, told, left_out: leftOut, doubtful }] = values;
  return own.addRead(fresh(names, prints), readings, { told, leftOut, doubtful });
}
