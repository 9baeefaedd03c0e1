// The forward pass and MNIST's preparation give what Python's give.

import assert from "node:assert/strict";
import { test } from "node:test";
import { forward, largest, unpackNetwork } from "../../lib/screen/web/shared/forward.js";
import { prepare } from "../../lib/screen/web/shared/prepare.js";
import { bytes, close, floats, recorded, rows } from "./numbers.js";

test("a network arrives whole and reads as NumPy does", () => {
  for (const { network, sizes, pictures, probabilities } of recorded.readings) {
    const unpacked = unpackNetwork(bytes(network));
    assert.deepEqual(unpacked.sizes, sizes);
    const wanted = rows(floats(probabilities), sizes.at(-1) ?? 0);
    rows(floats(pictures), sizes[0]).forEach((x, i) => {
      close(forward(unpacked, x), wanted[i]);
      assert.equal(largest(unpacked.probabilities), wanted[i].indexOf(Math.max(...wanted[i])));
    });
  }
});

test("weights in steps are read from their three planes", () => {
  const head = new Uint32Array([2, 1, 2, 18]); // two sizes, one input, two nodes, steps of 2 ** -18
  const body = new Uint8Array([...Buffer.alloc(16, "0"), ...new Uint8Array(head.buffer), ...new Uint8Array(8)]);
  const steps = [262144, -3].map((step) => (step << 1) ^ (step >> 31));
  const planes = [0, 8, 16].flatMap((shift) => steps.map((folded) => (folded >> shift) & 255));
  const { weights } = unpackNetwork(new Uint8Array([...body, ...planes]));
  assert.deepEqual([...weights[0]], [1, -3 / 262144]);
});

test("ink is prepared as Python prepares it", () => {
  for (const { width, height, ink, centred, plain } of recorded.drawings) {
    close(prepare(floats(ink), width, height) ?? [], floats(centred));
    close(prepare(floats(ink), width, height, false) ?? [], floats(plain));
  }
});

test("nothing drawn is nothing", () => assert.equal(prepare(new Float32Array(100), 10, 10), null));
