// Frames of a run: what it made of the watched pictures after an epoch, and some of its weights. It draws nothing.

import { fromBase64 } from "../shared/elements.js";

/** @import { Row } from "../live/live_feed.js" */
/** @typedef {[epoch: number, kind: number, guesses: number[], scale: number, weights: string, moved: number[]]} FrameRow as lib/measure/frames.py writes it */
/** @typedef {{ epoch: number, guesses: number[], scale: number, weights: Int8Array, moved: number[] }} Frame a weight is `scale` / 127 of its number */

export const FRAME = 1000; // in place of a row's part

/** @param {FrameRow} row @returns {Frame} */
export function unpackFrame([epoch, , guesses, scale, weights, moved]) {
  return { epoch, guesses, scale, moved, weights: new Int8Array(fromBase64(weights).buffer) };
}

/** The frames of one run, by epoch. */
export class Film {
  /** @type {Frame[]} in the order of their epochs */
  frames = [];

  /** Takes the frames among these rows that it has not; whether there were any. @param {(Row | FrameRow)[]} rows */
  take(rows) {
    const had = this.frames.length;
    for (const row of rows) {
      if (row[1] !== FRAME || this.frames.some(({ epoch }) => epoch === row[0])) continue;
      this.frames.push(unpackFrame(/** @type {FrameRow} */ (row)));
    }
    this.frames.sort((a, b) => a.epoch - b.epoch);
    return this.frames.length > had;
  }

  get last() {
    return this.frames.at(-1);
  }

  /** What has full colour: one scale for all epochs, so that growing weights are seen to grow. */
  get scale() {
    return Math.max(...this.frames.map(({ scale }) => scale), 0);
  }

  /** How far a block has moved at most. */
  get farthest() {
    return Math.max(...this.frames.flatMap(({ moved }) => moved), 0);
  }

  /** The last frame up to an epoch. @param {number} epoch */
  at(epoch) {
    return this.frames.filter((frame) => frame.epoch <= epoch).at(-1);
  }

  /** The kept epoch that lies nearest; 0 where none is kept. @param {number} epoch */
  nearest(epoch) {
    let best = this.frames[0]?.epoch ?? 0;
    for (const frame of this.frames) if (Math.abs(frame.epoch - epoch) < Math.abs(best - epoch)) best = frame.epoch;
    return best;
  }

  /** The frames around a moment, and how much of the later one there is in it. @param {number} epoch
   * @returns {[Frame, Frame, number] | null} */
  between(epoch) {
    const from = this.at(epoch) ?? this.frames[0];
    const to = this.frames.find((frame) => frame.epoch > epoch) ?? from;
    if (!from) return null;
    return [from, to, to === from ? 0 : Math.max(0, (epoch - from.epoch) / (to.epoch - from.epoch))];
  }

  /** Weights at a moment. @param {number} epoch */
  weightsAt(epoch) {
    const around = this.between(epoch);
    return around ? mixed(...around) : new Float32Array();
  }

  /** How far each block has moved at a moment. @param {number} epoch */
  movedAt(epoch) {
    const around = this.between(epoch);
    if (!around) return [];
    const [from, to, share] = around;
    return from.moved.map((moved, i) => (1 - share) * moved + share * to.moved[i]);
  }
}

/** @param {Frame} from @param {Frame} to @param {number} share of `to` */
export function mixed(from, to, share) {
  const [a, b] = [((1 - share) * from.scale) / 127, (share * to.scale) / 127];
  const weights = new Float32Array(from.weights.length);
  for (let i = 0; i < weights.length; i++) weights[i] = a * from.weights[i] + (b ? b * to.weights[i] : 0);
  return weights;
}

/** The value of a curve at the row that lies nearest to an epoch. @param {[epoch: number, value: number][]} values @param {number} epoch */
export function nearestValue(values, epoch) {
  /** @type {[epoch: number, value: number] | undefined} */
  let best;
  for (const each of values) if (!best || Math.abs(each[0] - epoch) < Math.abs(best[0] - epoch)) best = each;
  return best;
}
