// A worker thread that runs one base. It is a file of its own, since only its policy lets WebAssembly be compiled.

import { Network, pool } from "./network.js";
import { squeeze } from "./squeeze.js";

/** @typedef {import("./network.js").Runtime} Runtime */
/** @typedef {{ core: string, wasm: string, weights: string, size: number }} Start absolute addresses */
/** @typedef {{ picture: import("./squeeze.js").Picture, map: boolean }} Asked */

const thread = /** @type {{ importScripts(address: string): void, onmessage: ((event: MessageEvent) => void) | null,
  postMessage(answer: unknown): void, WasmBackendModule: (options: object) => Promise<Runtime> }} */ (
  /** @type {unknown} */ (globalThis)
);

/** @type {Promise<Network> | null} */
let network = null;
let size = 0;

/** @param {string} address */
async function bytes(address) {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`${answer.status} ${answer.statusText}`);
  return answer;
}

/** @param {Start} start */
async function load({ core, wasm, weights }) {
  const file = bytes(weights).then((answer) => answer.arrayBuffer()); // both are fetched at once
  const code = WebAssembly.compileStreaming(bytes(wasm));
  await Promise.all([file, code]);
  thread.importScripts(core);
  const runtime = await thread.WasmBackendModule({
    /** @param {WebAssembly.Imports} imports @param {(made: WebAssembly.Instance) => void} ready */
    instantiateWasm(imports, ready) {
      code.then((module) => WebAssembly.instantiate(module, imports)).then(ready);
      return {};
    },
  });
  return new Network(runtime, await file);
}

thread.onmessage = async ({ data }) => {
  try {
    if (!network) {
      size = data.size;
      network = load(data);
      await network;
      thread.postMessage({ ready: true });
      return;
    }
    const { picture, map } = /** @type {Asked} */ (data);
    const ready = await network;
    const last = ready.run(squeeze(picture, size));
    const pooled = pool(last, ready.channels);
    const answer = map ? { pooled, map: { data: last.slice(), side: ready.side } } : { pooled };
    thread.postMessage(answer);
  } catch (error) {
    thread.postMessage({ failed: String(error) });
  }
};
