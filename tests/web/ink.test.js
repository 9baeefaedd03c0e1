// A drawing's strokes, and the smooth curve of an example. What a canvas makes of them is seen in a browser.

import assert from "node:assert/strict";
import { test } from "node:test";
import { EXAMPLES, Ink, smoothStroke } from "../../lib/screen/web/sketchpad/ink.js";
import { close } from "./numbers.js";

/** @type {string[]} what was painted, one letter a call */
const calls = [];
const context = new Proxy({}, { get: (_, name) => () => calls.push(String(name)), set: () => true });
Object.assign(globalThis, { document: { createElement: () => ({ append() {}, getContext: () => context }) } });

test("a stroke grows by points that lie apart", () => {
  const ink = new Ink();
  ink.begin(0.5, 0.5, 0.07);
  ink.extend(0.501, 0.5);
  ink.extend(0.51, 0.5);
  assert.deepEqual(ink.strokes, [{ brush: 0.07, points: [0.5, 0.5, 0.51, 0.5] }]);
});

test("finished strokes are painted once, at the begin of the next", () => {
  const ink = new Ink();
  ink.begin(0.1, 0.1, 0.07);
  ink.extend(0.3, 0.3);
  calls.length = 0;
  ink.begin(0.6, 0.6, 0.07);
  assert.equal(calls.filter((name) => name === "stroke").length, 1);
  ink.replace([]);
  assert.deepEqual(ink.strokes, []);
});

test("an example runs through its corners", () => {
  for (const corners of EXAMPLES.flat()) {
    const { points } = smoothStroke(corners, 0.07, 12);
    assert.equal(points.length, 2 * (12 * (corners.length - 1) + 1));
    corners.forEach((corner, i) => close(points.slice(24 * i, 24 * i + 2), corner, 1e-12));
  }
});
