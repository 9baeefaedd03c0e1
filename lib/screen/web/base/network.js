// A base in the browser: runs the plan that lib/models/browser_base.py writes. Convolutions are TensorFlow.js' WebAssembly
// kernels (XNNPACK), called without the rest of TensorFlow.js; what is left, sums and means, is little and done here.

import { opened, widened } from "./packed.js";

/**
 * @typedef {object} Step
 * @property {"conv" | "depthwise" | "add" | "halve"} do
 * @property {number[]} from rooms that it reads
 * @property {number} to the room that it fills
 * @property {number} side of what it leaves, in places
 * @property {number} channels of that
 * @property {number} [width] of a kernel
 * @property {number} [stride]
 * @property {number} [input] channels of what it reads
 * @property {number} [inputSide]
 * @property {[number, number]} [pad] places before and after, both ways
 * @property {"none" | "relu" | "relu6"} [cut]
 */
/** @typedef {{ rooms: number[], steps: Step[] }} Plan `rooms` says how many numbers each room of memory holds */
/**
 * What this needs of TensorFlow.js' module.
 * @typedef {object} Runtime
 * @property {Uint8Array} HEAPU8 all of its memory; another one once that has grown
 * @property {(bytes: number) => number} _malloc
 * @property {(threads: number) => void} _init_with_threads_count
 * @property {(id: number, size: number, address: number) => void} _register_tensor
 * @property {(...numbers: number[]) => void} _FusedConv2D
 * @property {(...numbers: number[]) => void} _FusedDepthwiseConv2D
 */
/** @typedef {{ id: number, at: number, size: number }} Room `size` numbers of memory from the address `at` on */

const CUTS = { none: 0, relu: 1, relu6: 2 }; // as TensorFlow.js numbers them

export class Network {
  /** @param {Runtime} runtime @param {ArrayBuffer} file */
  constructor(runtime, file) {
    this.runtime = runtime;
    this.ids = 0; // 0 itself stands for no tensor
    runtime._init_with_threads_count(1);
    const { head, arrays } = opened(file);
    const plan = /** @type {Plan} */ (head);
    this.steps = plan.steps;
    this.rooms = plan.rooms.map((size) => this.room(size));
    let at = arrays;
    /** @param {number} count @param {boolean} half */
    const load = (count, half) => {
      const part = file.slice(at, at + (half ? 2 : 4) * count);
      at += part.byteLength;
      const room = this.room(count);
      this.numbers(room).set(half ? widened(new Uint16Array(part)) : new Float32Array(part));
      return room;
    };
    /** @type {{ kernel: Room, bias: Room }[]} by step, of those that have weights */
    this.loaded = [];
    this.steps.forEach(({ do: kind, width = 0, input = 0, channels }, i) => {
      const whole = kind === "conv";
      if (!width) return;
      const kernel = load(width ** 2 * channels * (whole ? input : 1), whole);
      this.loaded[i] = { kernel, bias: load(channels, false) };
    });
    const last = this.steps[this.steps.length - 1];
    this.side = last.side;
    this.channels = last.channels;
  }

  /** @param {number} size @returns {Room} */
  room(size) {
    const at = this.runtime._malloc(4 * size) >>> 0;
    if (!at) throw new Error("There is too little memory.");
    const id = ++this.ids;
    this.runtime._register_tensor(id, size, at);
    return { id, at, size };
  }

  /** A room's numbers; good until the next call of the runtime, for memory that grows moves. @param {Room} room */
  numbers({ at, size }, count = size) {
    return new Float32Array(this.runtime.HEAPU8.buffer, at, count);
  }

  /** The last map, (side, side, channels), of a picture: good until the next one.
   * @param {Uint8Array} pixels (size, size, 3) */
  run(pixels) {
    const picture = this.numbers(this.rooms[0], pixels.length);
    for (let i = 0; i < pixels.length; i++) picture[i] = SCALED[pixels[i]];
    this.steps.forEach((step, i) => {
      if (step.do === "conv" || step.do === "depthwise") this.convolve(step, this.loaded[i]);
      else if (step.do === "add") this.add(step);
      else this.halve(step);
    });
    const last = this.steps[this.steps.length - 1];
    return this.numbers(this.rooms[last.to], this.side ** 2 * this.channels);
  }

  /** @param {Step} step @param {{ kernel: Room, bias: Room }} loaded */
  convolve(step, { kernel, bias }) {
    const { width = 1, stride = 1, input = 0, inputSide = 0, pad: [before, after] = [0, 0], cut = "none" } = step;
    const { runtime, rooms } = this;
    const run = step.do === "conv" ? runtime._FusedConv2D : runtime._FusedDepthwiseConv2D;
    const [x, y] = [rooms[step.from[0]].id, rooms[step.to].id];
    const padding = [before, after, after, before, 0]; // top, right, bottom, left, and that these four hold
    const dilation = [1, 1];
    const strides = [stride, stride];
    const shapes = [...padding, ...dilation, ...strides, input, step.channels];
    run(x, 1, inputSide, inputSide, kernel.id, width, width, bias.id, ...shapes, CUTS[cut], 0, 0, y);
  }

  /** @param {Step} step */
  add({ from, to, side, channels, cut }) {
    const count = side ** 2 * channels;
    const [a, b, sum] = [from[0], from[1], to].map((room) => this.numbers(this.rooms[room], count));
    const least = cut === "relu" ? 0 : -Infinity;
    for (let i = 0; i < count; i++) sum[i] = Math.max(least, a[i] + b[i]);
  }

  /** @param {Step} step */
  halve({ from, to, side, channels }) {
    const row = 2 * side * channels;
    const x = this.numbers(this.rooms[from[0]], 2 * side * row);
    const y = this.numbers(this.rooms[to], side ** 2 * channels);
    for (let place = 0, out = 0; place < side ** 2; place++) {
      const first = 2 * Math.floor(place / side) * row + 2 * (place % side) * channels;
      for (let at = first; at < first + channels; at++, out++) {
        y[out] = (x[at] + x[at + channels] + x[at + row] + x[at + row + channels]) / 4;
      }
    }
  }
}

/** The mean of a map over its places: the features. @param {Float32Array} map @param {number} channels */
export function pool(map, channels) {
  const pooled = new Float32Array(channels);
  for (let at = 0; at < map.length; at += channels) for (let c = 0; c < channels; c++) pooled[c] += map[at + c];
  const places = map.length / channels;
  for (let c = 0; c < channels; c++) pooled[c] /= places;
  return pooled;
}

const SCALED = Float32Array.from({ length: 256 }, (_, byte) => byte / 127.5 - 1); // as lib/networks/build/bases.py
