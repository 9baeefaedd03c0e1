// A member's guess: which counts, which is said again, and how guesses are counted in words.

import assert from "node:assert/strict";
import { test } from "node:test";
import { counted, inWords, stands } from "../../lib/screen/web/room/room_question.js";

const asked = { number: 3, round: 1, text: "?", lesson: "", options: [], shown: false, correct: "", counts: [] };

test("a count stands beside its share, and nothing is no share", () => {
  assert.equal(inWords(2, 3), "2 · 67 %");
  assert.equal(inWords(0, 3), "0 · 0 %");
  assert.equal(inWords(0, 0), "0");
});

test("the guess of this page counts until all are shown, then what the server read since", () => {
  const [taken, shown] = [{ 3.1: "more" }, { ...asked, shown: true }];
  assert.equal(counted(asked, {}, { mine: {}, given: 0 }), "");
  assert.equal(counted(asked, taken, { mine: { 3.1: "less" }, given: 0 }), "more");
  assert.equal(counted(shown, taken, { mine: { 3.1: "less" }, given: 0 }), "more"); // drawn before it was taken
  assert.equal(counted(shown, taken, { mine: { 3.1: "less" }, given: 3 }), "less"); // from another tab
  assert.equal(counted({ ...shown, round: 2 }, { 3.2: "more" }, { mine: { 3.1: "less" }, given: 3 }), "more");
});

test("a guess that was not heard is said again only while it stands", () => {
  const said = { question: 3, round: 1, option: "more" };
  assert.ok(stands(said, asked, { 3.1: "more" }));
  assert.ok(!stands(said, asked, { 3.1: "less" })); // another one was taken since
  assert.ok(!stands(said, { ...asked, round: 2 }, { 3.1: "more", 3.2: "more" })); // it would count for the next round
  assert.ok(!stands(said, { ...asked, shown: true }, { 3.1: "more" }));
  assert.ok(!stands(said, { ...asked, number: 4 }, { 3.1: "more" }));
  assert.ok(!stands(said, null, { 3.1: "more" }));
});
