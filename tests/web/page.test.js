// What components share: things by name, of which the page keeps the last, and things that are to happen later.

import assert from "node:assert/strict";
import { test } from "node:test";
import { convolve, pool } from "../../lib/screen/web/kernel_lab/convolution.js";
import { unpackNetwork } from "../../lib/screen/web/shared/forward.js";
import { page } from "../../lib/screen/web/shared/page.js";
import { plain, signed } from "../../lib/screen/web/shared/signed.js";
import { bytes, recorded } from "./numbers.js";

test("old networks go, but none that is shown, and each can be fetched again", () => {
  const { networks, fetched } = page;
  const network = unpackNetwork(bytes(recorded.readings[0].network));
  const end = networks.watch(() => networks.get("shown")); // as a view does
  for (const name of ["shown", ...Array.from({ length: 20 }, (_, i) => `network ${i}`)]) {
    fetched.add(`files/${name}`);
    networks.put(name, network, `files/${name}`);
  }
  assert.equal(networks.get("shown"), network);
  assert.equal(networks.get("network 0"), undefined);
  assert.equal(networks.kept.size, 6);
  assert.deepEqual(new Set([...networks.kept.keys()].map((name) => `files/${name}`)), fetched);
  end();
  assert.equal(networks.watchers.size, 0);
});

test("numbers have a true minus sign, and zero none", () => {
  assert.deepEqual([plain(-1.25, 1), plain(-0.01, 1), signed(0.5, 2), signed(0, 1)], ["−1.3", "0.0", "+0.50", "0.0"]);
});

test("a kernel's sums and their largest", () => {
  const grey = Float32Array.from({ length: 16 }, (_, i) => i);
  const out = convolve(grey, 4, [0, 0, 0, 0, 1, 0, 0, 0, 2]);
  assert.deepEqual([...out], [5 + 20, 6 + 22, 9 + 28, 10 + 30]);
  assert.deepEqual([...pool(out, 2)], [40]);
});
