// Where the nodes of a network stand: within the height that there is, on a page and on a hall's screen.

import assert from "node:assert/strict";
import { test } from "node:test";
import { layOut } from "../../lib/screen/web/network_view/network_layout.js";

const SIZES = [
  [784, 640, 320, 10],
  [784, 10],
  [3, 3, 2],
];

for (const sizes of SIZES)
  test(`all nodes of ${sizes.join("-")} fit the height that there is`, () => {
    const usual = layOut(sizes, 700);
    for (const most of [900, 380, 100]) {
      const { height, layers } = layOut(sizes, 700, most);
      assert.ok(height <= Math.min(usual.height, Math.max(most, 280)));
      for (const { y, rows, step } of layers) assert.ok(y >= 46 && y + rows * step <= height);
    }
    assert.deepEqual(layOut(sizes, 700, 900), usual);
  });
