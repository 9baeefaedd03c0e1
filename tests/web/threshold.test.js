// Labels and thresholds in the browser: agreement, costs, and the squares that are drawn.

import assert from "node:assert/strict";
import { test } from "node:test";
import { CANNOT, same, shown } from "../../lib/screen/web/label_digits/labels.js";
import { cheapest, cost, stacks } from "../../lib/screen/web/threshold/costs.js";

const STEPS = Array.from({ length: 101 }, (_, t) => t);

/** Mistakes at each threshold, counted the slow way. @param {number[]} ofCats per cent @param {number[]} ofDogs */
function counted(ofCats, ofDogs) {
  return {
    cats: STEPS.map((t) => ofCats.filter((p) => p >= t).length),
    dogs: STEPS.map((t) => ofDogs.filter((p) => p < t).length),
    of: /** @type {[number, number]} */ ([ofCats.length, ofDogs.length]),
  };
}

test("the cheapest threshold follows the costs", () => {
  const found = counted([2, 10, 40, 62, 80], [30, 55, 70, 90, 100]);
  assert.equal(cost(found, 50, 1, 1), 3);
  assert.equal(cost(found, 50, 5, 1), 11);
  assert.ok(cheapest(found, 10, 1) > 80);
  assert.ok(cheapest(found, 1, 10) <= 30);
});

test("of equal costs the nearest to the middle, and then the lower, as in Python", () => {
  const flat = { cats: STEPS.map(() => 0), dogs: STEPS.map(() => 0) };
  assert.equal(cheapest(flat, 1, 1), 50);
  assert.equal(cheapest({ ...flat, cats: STEPS.map((t) => (t === 30 || t === 70 ? 0 : 1)) }, 1, 1), 30);
});

test("every photo is drawn once, and the mistakes are those counted", () => {
  const found = counted([0, 4, 5, 49, 50, 51, 99, 100], [0, 17, 50, 99.5, 100, 100]);
  for (const at of [1, 5, 50, 52, 97, 99]) {
    const bins = stacks(found, at);
    const sum = (/** @type {(bin: (typeof bins)[0]) => number} */ of) => bins.reduce((all, bin) => all + of(bin), 0);
    assert.deepEqual([sum((bin) => bin.cats.all), sum((bin) => bin.dogs.all)], found.of);
    assert.deepEqual([sum((bin) => bin.cats.wrong), sum((bin) => bin.dogs.wrong)], [found.cats[at], found.dogs[at]]);
    assert.ok(bins.every(({ cats, dogs }) => cats.wrong <= cats.all && dogs.wrong <= dogs.all));
  }
  assert.equal(stacks(found, 50)[19].cats.all, 2); // 99 and 100 per cent
});

test("a digit that a person cannot tell agrees with nobody", () => {
  assert.equal(same([1, 2, CANNOT], [1, 3, CANNOT]), 1);
  assert.equal(shown(CANNOT), "?");
  assert.equal(shown(0), "0");
});
