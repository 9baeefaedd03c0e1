// Answers to pet photos in the browser: heat maps and words as Python makes them; files as Python packs them.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { Original } from "../../lib/screen/web/base/original.js";
import { answerTo, readHead } from "../../lib/screen/web/own_pets/looking.js";
import { asSure, counted, originalSays, verdict } from "../../lib/screen/web/own_pets/verdict.js";
import { classMap, overlay } from "../../lib/screen/web/shared/heat.js";
import { bytes, close, floats } from "./numbers.js";

/** @type {{ maps: { places: number[], picture: string }[], truth: number[], dog: string, sure: Record<string, string> }} */
const recorded = JSON.parse(readFileSync(new URL("../recorded/own_pets.json", import.meta.url), "utf-8"));
const tested = { truth: Uint8Array.from(recorded.truth), dog: floats(recorded.dog) };

/** @param {number} dog @param {number} pets @param {"cat" | "dog" | ""} animal */
const answer = (dog, pets, animal = "cat") => ({
  dog,
  pets,
  original: [{ name: "a name", share: 0.4, animal }],
  places: [0],
});

/** A file as lib/models/browser_base.py writes it. @param {object} head @param {ArrayBufferView[]} arrays */
function packed(head, ...arrays) {
  const text = new TextEncoder().encode(JSON.stringify(head));
  const parts = [new Uint8Array(Uint32Array.of(text.length).buffer), text, ...arrays].map(
    ({ buffer, byteOffset, byteLength }) => new Uint8Array(buffer, byteOffset, byteLength),
  );
  return Uint8Array.from(parts.flatMap((part) => [...part])).buffer;
}

test("a heat map becomes the picture that Pillow makes of it", () => {
  for (const { places, picture } of recorded.maps) {
    const { width, height, data } = overlay(places, Math.sqrt(places.length));
    assert.deepEqual([width, height], [192, 192]);
    const wanted = bytes(picture);
    for (let i = 0; i < wanted.length; i++) {
      const [pixel, channel] = [Math.floor(i / 4), i % 4];
      const [x, y] = [8 * (pixel % 24), 8 * Math.floor(pixel / 24)];
      assert.ok(Math.abs(data[4 * (y * 192 + x) + channel] - wanted[i]) <= 3, `${x}, ${y}`);
    }
  }
});

test("places speak for a class by the kernel, and what speaks against it counts as nothing", () => {
  const map = Float32Array.of(1, 0, 2, 1, 0, 3, 1, 1); // 2 x 2 places of two channels
  assert.deepEqual([...classMap(map, 2, Float32Array.of(1, -1), 1, 1)], [1, 1, 0, 0]);
  assert.deepEqual([...classMap(map, 2, Float32Array.of(1, -1), 1, 0)], [0, 0, 1, 0]);
  assert.deepEqual([...classMap(map, 2, Float32Array.of(0, 1, 1, 0), 2, 0)], [0, 1 / 3, 1, 1 / 3]);
  assert.deepEqual([...classMap(map, 2, Float32Array.of(0, 0), 1, 1)], [0, 0, 0, 0]);
});

test("how often it is right when it is about as sure is told as Python tells it", () => {
  for (const [sure, sentence] of Object.entries(recorded.sure))
    assert.equal(asSure(tested, Number(sure)).replace(" That holds for photos like these test photos.", ""), sentence);
});

test("an answer, silence, and neither", () => {
  assert.deepEqual(verdict(answer(0.03, 0.9), 0.5, 0.1, null), { said: ["It says **cat**, 97.0 %."], remark: "" });
  assert.match(verdict(answer(0.03, 0.9), 0.5, 0.1, tested).remark, /^How sure is that\? (On|It)/);
  assert.equal(
    verdict(answer(0.97, 0.9), 0.99, 0.1, null).said[0],
    "**No answer**: 97.0 % for dog is below your 99 %.",
  );
  const { said, remark } = verdict(answer(0.97, 0.05), 0.5, 0.1, tested);
  assert.match(said[1], /together 5\.0 %, under 10 %.*\*\*probably neither\*\*.*do not believe this dog\.$/);
  assert.equal(remark, "");
  assert.deepEqual([counted(answer(0.03, 1), 0.5), counted(answer(0.03, 1), 0.98)], ["cat", "neither"]);
  assert.deepEqual([originalSays(answer(0, 1)), originalSays(answer(0, 1, ""))], ["cat", "neither"]);
});

test("a head and the original's last layer are read as they are packed", () => {
  const head = packed({ features: 2, tested: 3 }, Float32Array.of(1, 2, 0.5, 0.1, 0.2, 0.9), Uint8Array.of(0, 1, 1));
  const { kernel, bias, tested } = readHead(head);
  assert.deepEqual([[...kernel], [...bias]], [[1, 2], [0.5]]);
  assert.deepEqual([...(tested?.truth ?? [])], [0, 1, 1]);
  close(tested?.dog ?? [], [0.1, 0.2, 0.9]);
  assert.equal(readHead(packed({ features: 2, tested: 0 }, Float32Array.of(1, 2, 0.5))).tested, null);
  const halves = Uint16Array.of(0x3c00, 0, 0xc000, 0, 0x3c00, 0x3800); // 1 0 -2, 0 1 0.5
  const last = packed(
    { names: ["tabby", "pug", "lamp"], cats: [0, 1], dogs: [1, 2] },
    halves,
    Float32Array.of(0, 0, 1),
  );
  const original = new Original(last);
  const seen = { pooled: Float32Array.of(2, 1), map: { data: Float32Array.of(2, 1), side: 1 } };
  const said = answerTo(seen, readHead(head), original);
  const total = Math.exp(2) + Math.exp(1) + Math.exp(-2.5);
  assert.deepEqual(
    said.original.map(({ name, animal }) => [name, animal]),
    [
      ["tabby", "cat"],
      ["pug", "dog"],
      ["lamp", ""],
    ],
  );
  close([said.dog, said.pets], [1 / (1 + Math.exp(-4.5)), (Math.exp(2) + Math.exp(1)) / total]);
  assert.deepEqual(said.places, [1]);
});
