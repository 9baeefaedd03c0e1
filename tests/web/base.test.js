// A base in the browser: the plan that Python writes, run by the WebAssembly that the app serves; Pillow's squeeze.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { test } from "node:test";
import { runInThisContext } from "node:vm";
import { Network, pool } from "../../lib/screen/web/base/network.js";
import { squeeze } from "../../lib/screen/web/base/squeeze.js";
import { bytes, close, floats } from "./numbers.js";

/** @type {{ file: string, picture: string, map: string,
 *   squeezed: { width: number, height: number, size: number, digest: string }[] }} */
const recorded = JSON.parse(readFileSync(new URL("../recorded/browser_base.json", import.meta.url), "utf-8"));

/** TensorFlow.js' own script as a worker thread runs it: it leaves a global, and in Node it wants two more.
 * @returns {Promise<import("../../lib/screen/web/base/network.js").Runtime>} */
function runtime() {
  const folder = new URL("../../assets/runtime/", import.meta.url);
  Object.assign(globalThis, { require: createRequire(import.meta.url), __dirname: folder.pathname });
  runInThisContext(readFileSync(new URL("tfjs-backend-wasm.js", folder), "utf-8"));
  const { WasmBackendModule } = /** @type {any} */ (globalThis);
  return WasmBackendModule({ wasmBinary: readFileSync(new URL("tfjs-backend-wasm-simd.wasm", folder)) });
}

test("six steps leave what NumPy computes from the layers as they were", async () => {
  const network = new Network(await runtime(), bytes(recorded.file).buffer);
  const picture = bytes(recorded.picture);
  const map = network.run(picture).slice();
  assert.deepEqual([network.side, network.channels], [2, 4]);
  close(map, floats(recorded.map), 1e-5);
  const pooled = pool(map, 4);
  close(
    pooled,
    [0, 1, 2, 3].map((c) => (map[c] + map[c + 4] + map[c + 8] + map[c + 12]) / 4),
    1e-6,
  );
  network.run(new Uint8Array(picture.length)); // another picture in between leaves nothing behind
  close(network.run(picture), map, 0);
});

test("a picture of any size is squeezed as Pillow does it, byte for byte", () => {
  for (const { width, height, size, digest } of recorded.squeezed) {
    const data = new Uint8ClampedArray(width * height * 4).fill(255);
    for (let i = 0; i < width * height * 3; i++) data[i + Math.floor(i / 3)] = (i * i) % 251;
    const square = squeeze({ width, height, data }, size);
    assert.equal(createHash("sha256").update(square).digest("hex"), digest, `${width} x ${height} to ${size}`);
  }
});
