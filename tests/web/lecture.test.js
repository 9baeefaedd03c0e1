// A lesson's page as steps: which element begins one, of which kind it is, and how large it is shown.

import assert from "node:assert/strict";
import { test } from "node:test";
import { fitting, stepsOf } from "../../lib/screen/web/lecture/steps.js";
import { placeOf } from "../../lib/screen/web/shared/places.js";

/** @import { Item } from "../../lib/screen/web/lecture/steps.js" */

/** @param {string} column kinds, a letter each @returns {Item[]} */
function page(column) {
  /** @type {Record<string, Item>} */
  const items = {
    t: { kind: "title", text: "A lesson" },
    h: { kind: "heading", text: "A heading" },
    j: { kind: "heading", text: "What just happened" },
    g: { kind: "guess" },
    c: { kind: "check" },
    w: { kind: "words" },
    n: { kind: "way" },
    s: { kind: "small" },
    b: { kind: "small", acts: true },
    L: { kind: "large" },
    D: { kind: "large", acts: true },
    e: { kind: "empty" },
  };
  return [...column].map((letter) => items[letter]);
}

/** @param {string} column */
const told = (column) =>
  stepsOf(page(column)).map(({ kind, items }) => `${kind} ${items.map((i) => column[i]).join("")}`);

test("guess, do, see, reason, check, next", () => {
  assert.deepEqual(told("etsghsDhLsjsccwsns"), [
    "guess tsg",
    "do hsD",
    "see hLs",
    "reason js",
    "check c",
    "check c",
    "check w",
    "next sns",
  ]);
});

test("two large views are two steps, also with no heading between them", () => {
  assert.deepEqual(told("tsgbsDsLs"), ["guess tsg", "do bsDs", "see Ls"]);
});

test("every element that shows something is in one step, in order", () => {
  for (const column of ["", "e", "t", "gggg", "nnn", "LLL", "tsgehsLeDjscwnse", "sswsbhDcDn"]) {
    const places = stepsOf(page(column)).flatMap(({ items }) => items);
    assert.deepEqual(
      places,
      [...column].map((_, i) => i).filter((i) => column[i] !== "e"),
      column,
    );
  }
});

test("a step is named by the last heading", () => {
  assert.deepEqual(
    stepsOf(page("tghLLjs")).map(({ title }) => title),
    ["", "A heading", "A heading", "What just happened"],
  );
});

test("a step is as large as the screen allows, and never smaller than it is read from afar", () => {
  assert.equal(fitting(1920, 0, 0, 1), 2.4);
  assert.equal(fitting(512, 0, 0, 1), 1); // 1024 pixels at 200 %
  assert.equal(fitting(9000, 0, 0, 1), 3);
  assert.equal(fitting(1920, 1000, 500, 2), 2.4); // there is room
  assert.equal(fitting(1920, 1000, 1200, 2.4), 2);
  assert.equal(fitting(1920, 1000, 5000, 2.4), 1.6); // it is scrolled
});

test("a step's place is its first part by name, else its heading, else any control", () => {
  const [card, control, unseen] = ["a st-key-card_source b", "st-key-epochs", "st-key-weights-28ab"];
  assert.equal(placeOf([unseen, control, card, "st-key-ask_check_relu"], "Your turn"), "#card_source");
  assert.equal(placeOf([unseen, control], "What just happened?"), "#what-just-happened");
  assert.equal(placeOf([unseen, control], ""), "#epochs");
  assert.equal(placeOf([unseen, "no key"], ""), null);
  assert.match(placeOf([], "x ".repeat(99)) ?? "", /^#[\w-]{1,80}$/);
});
