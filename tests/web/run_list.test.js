// The lab book's list in the browser: what a search and the filters leave, in which order, and a curve in the size of a word.

import assert from "node:assert/strict";
import { test } from "node:test";
import { found, line, offered } from "../../lib/screen/web/run_list/run_find.js";

/** @param {string} id @param {Partial<import("../../lib/screen/web/run_list/run_find.js").Line>} [more] */
function run(id, more = {}) {
  /** @type {import("../../lib/screen/web/run_list/run_find.js").Line} */
  const blank = {
    id,
    name: id,
    when: "26 Nov, 14:40",
    how: "New head",
    role: "new_head",
    differs: "",
    state: "done",
    mark: "",
    validation: null,
    test: null,
    time: "2 s",
    curve: [],
    places: [0, 0],
  };
  return { ...blank, ...more };
}

const GROUPS = [
  {
    title: "Cats and dogs",
    runs: [
      run("aaaa1", { differs: "Epochs 10, Seed 3", places: [0, 2] }),
      run("bbbb2", { how: "From scratch", name: "slow but sure", places: [1, 0] }),
    ],
  },
  {
    title: "Handwritten digits",
    runs: [run("cccc3", { how: "Digit network", state: "stopped", mark: "unchecked", places: [2, 1] })],
  },
];
const ALL = { search: "", set: "", how: "", state: "", order: 0 };

/** @param {Partial<typeof ALL>} wanted */
const left = (wanted) =>
  found(GROUPS, { ...ALL, ...wanted }).map(({ title, runs }) => [title, runs.map(({ id }) => id).join()]);

test("all runs stand in their groups, in the order asked for", () => {
  assert.deepEqual(left({}), [
    ["Cats and dogs", "aaaa1,bbbb2"],
    ["Handwritten digits", "cccc3"],
  ]);
  assert.deepEqual(left({ order: 1 })[0], ["Cats and dogs", "bbbb2,aaaa1"]);
});

test("each word of a search must stand somewhere in a run, its set or its number", () => {
  assert.deepEqual(left({ search: "SEED 3" }), [["Cats and dogs", "aaaa1"]]);
  assert.deepEqual(left({ search: "dogs sure" }), [["Cats and dogs", "bbbb2"]]);
  assert.deepEqual(left({ search: "#cccc" }), [["Handwritten digits", "cccc3"]]);
  assert.deepEqual(left({ search: "unchecked" }), [["Handwritten digits", "cccc3"]]);
  assert.deepEqual(left({ search: "nothing like it" }), []);
});

test("a group in which the filters leave nothing goes", () => {
  assert.deepEqual(left({ set: "Handwritten digits" }), [["Handwritten digits", "cccc3"]]);
  assert.deepEqual(left({ how: "From scratch" }), [["Cats and dogs", "bbbb2"]]);
  assert.deepEqual(left({ state: "stopped", how: "New head" }), []);
  assert.deepEqual(offered(["b", "a", "b"]), ["b", "a"]);
});

test("a curve goes from its lowest value at the bottom to its highest at the top; a flat one is a line", () => {
  assert.equal(line([0.9, 0.95, 1], 90, 20), "0.0,20.0 45.0,10.0 90.0,0.0");
  assert.equal(line([0.9, 0.9], 90, 20), "0.0,20.0 90.0,20.0");
  assert.equal(line([0.9], 90, 20), "");
});
