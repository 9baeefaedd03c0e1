// The stage's frames: what was written is read, between two epochs there is some of both, and only kept epochs are gone to.

import assert from "node:assert/strict";
import { test } from "node:test";
import { Film, FRAME, nearestValue } from "../../lib/screen/web/training/training_frames.js";

/** @param {number} epoch @param {number} scale @param {number[]} weights @param {number[]} moved
 * @returns {import("../../lib/screen/web/training/training_frames.js").FrameRow} */
const row = (epoch, scale, weights, moved = []) => [
  epoch,
  FRAME,
  [epoch, 7],
  scale,
  Buffer.from(Int8Array.from(weights).buffer).toString("base64"),
  moved,
];

test("frames are taken once, in the order of their epochs, from among the rows of a curve", () => {
  const film = new Film();
  assert.ok(film.take([[0.1, 1, 0.5, 2.1], row(2, 1, [127, -127]), row(0, 0.5, [127, 0])]));
  assert.ok(!film.take([row(2, 9, [1, 1]), [0.2, 0, 0.6, null]]));
  assert.deepEqual(
    film.frames.map(({ epoch }) => epoch),
    [0, 2],
  );
  assert.equal(film.scale, 1);
  assert.deepEqual(film.at(1.9)?.guesses, [0, 7]);
  assert.deepEqual(film.at(2)?.guesses, [2, 7]);
  assert.equal(film.at(-1), undefined);
});

test("between two epochs weights and ways are as much of each as it is near", () => {
  const film = new Film();
  film.take([row(0, 0.5, [127, 0], [0, 0]), row(2, 1, [127, -127], [0.4, 0.1])]);
  assert.deepEqual([...film.weightsAt(0)], [0.5, 0]);
  assert.deepEqual([...film.weightsAt(1)], [0.75, -0.5]);
  assert.deepEqual([...film.weightsAt(Number.POSITIVE_INFINITY)], [1, -1]);
  assert.deepEqual(film.movedAt(1), [0.2, 0.05]);
  assert.equal(film.farthest, 0.4);
});

test("the scrubber stands on epochs that are kept, and the cursor on rows that are there", () => {
  const film = new Film();
  assert.equal(film.nearest(3), 0);
  film.take([row(0, 1, [1]), row(4, 1, [1]), row(8, 1, [1])]);
  assert.deepEqual(
    [1, 3, 5, 99].map((epoch) => film.nearest(epoch)),
    [0, 4, 4, 8],
  );
  assert.deepEqual(
    nearestValue(
      [
        [0.1, 5],
        [0.9, 6],
        [2, 7],
      ],
      1,
    ),
    [0.9, 6],
  );
  assert.equal(nearestValue([], 1), undefined);
});
