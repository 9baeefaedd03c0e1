// Augmentation: what the base sees in pictures that are mirrored and shifted a little, differently in each epoch.

import { squeeze } from "../base/squeeze.js";
import { pixelsOf } from "../own_files/intake.js";
import { lots, mirrorAndShift } from "../own_learning/augment.js";
import { turn } from "../shared/later.js";

/** @import { Pixels } from "../own_files/intake.js" */
/** @import { OwnPicture } from "../own_learning/own_set.js" */
/** @import { Seen } from "./seen.js" */

/** A picture as the base will see it, which takes less time to vary. @param {Blob} jpeg @param {number} size @returns {Promise<Pixels>} */
async function small(jpeg, size) {
  const colours = squeeze(await pixelsOf(jpeg), size);
  const data = new Uint8ClampedArray(4 * size * size).fill(255);
  for (let i = 0; i < size * size; i++) data.set(colours.subarray(3 * i, 3 * i + 3), 4 * i);
  return { width: size, height: size, data };
}

/** @param {Seen} seen @param {readonly OwnPicture[]} pictures @param {number} seed
 * @param {(epoch: number, done: number) => void} tell how many pictures of an epoch are through
 * @returns {(rows: number[], epoch: number) => Promise<Float32Array>} */
export function augmented(seen, pictures, seed, tell) {
  /** @type {Map<number, Promise<Pixels>>} */
  const decoded = new Map();
  const { features: width, size } = seen.offer;
  let [now, done] = [0, 0];
  return async (rows, epoch) => {
    const out = new Float32Array(rows.length * width);
    const look = async (/** @type {number} */ row, /** @type {number} */ i) => {
      const pixels = decoded.get(row) ?? small(pictures[row].jpeg, size);
      decoded.set(row, pixels);
      const picture = await pixels;
      await turn(); // for the page
      const varied = mirrorAndShift(picture, lots(seed, epoch, row));
      out.set((await seen.base.features(varied)).pooled, i * width);
    };
    await Promise.all(rows.map(look));
    done = epoch === now ? done + rows.length : rows.length;
    now = epoch;
    tell(epoch, done);
    return out;
  };
}
