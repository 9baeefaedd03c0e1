// Augmentation: what the base sees in pictures that are mirrored and shifted a little, differently in each epoch.

import { pixelsOf } from "../own_files/intake.js";
import { lots, mirrorAndShift } from "../own_learning/augment.js";

/** @import { Pixels } from "../own_files/intake.js" */
/** @import { OwnPicture } from "../own_learning/own_set.js" */
/** @import { Seen } from "./seen.js" */

/** @param {Seen} seen @param {readonly OwnPicture[]} pictures @param {number} seed
 * @param {(epoch: number, done: number) => void} tell how many pictures of an epoch are through
 * @returns {(rows: number[], epoch: number) => Promise<Float32Array>} */
export function augmented(seen, pictures, seed, tell) {
  /** @type {Map<number, Promise<Pixels>>} */
  const decoded = new Map();
  const { features: width } = seen.offer;
  let [now, done] = [0, 0];
  return async (rows, epoch) => {
    const out = new Float32Array(rows.length * width);
    const look = async (/** @type {number} */ row, /** @type {number} */ i) => {
      const pixels = decoded.get(row) ?? pixelsOf(pictures[row].jpeg);
      decoded.set(row, pixels);
      const varied = mirrorAndShift(await pixels, lots(seed, epoch, row));
      out.set((await seen.base.features(varied)).pooled, i * width);
    };
    await Promise.all(rows.map(look));
    done = epoch === now ? done + rows.length : rows.length;
    now = epoch;
    tell(epoch, done);
    return out;
  };
}
