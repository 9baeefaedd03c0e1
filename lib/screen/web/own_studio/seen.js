// What the base sees in each picture: computed once, in the background, while pictures still come in.

import { Base } from "../base/base_client.js";
import { pixelsOf } from "../own_files/intake.js";

/** @import { OwnPicture } from "../own_learning/own_set.js" */
/** @typedef {import("../base/base_client.js").BaseData & { name: string, title: string }} Offer a base as Python offers it */

const AHEAD = 4; // pictures that wait in the worker at once: the camera's frames do not queue behind a thousand

export class Seen {
  /** @type {Map<string, Promise<Float32Array>>} by the picture's id */
  kept = new Map();
  /** @type {OwnPicture[]} */
  waiting = [];
  running = 0;
  closed = false;

  /** @param {Offer} offer */
  constructor(offer) {
    this.offer = offer;
    this.base = new Base(offer);
    this.ready = this.base.ready;
  }

  /** Looks at these when there is time, and forgets all others. @param {readonly OwnPicture[]} pictures */
  lookAt(pictures) {
    const there = new Set(pictures.map(({ id }) => id));
    for (const id of this.kept.keys()) if (!there.has(id)) this.kept.delete(id);
    this.waiting = pictures.filter(({ id }) => !this.kept.has(id));
    this.next();
  }

  next() {
    while (this.running < AHEAD && this.waiting.length && !this.closed) {
      const picture = /** @type {OwnPicture} */ (this.waiting.shift());
      if (this.kept.has(picture.id)) continue;
      this.running++;
      const done = () => {
        this.running--;
        this.next();
      };
      this.of(picture).then(done, done);
    }
  }

  /** The features of one picture. @param {OwnPicture} picture @returns {Promise<Float32Array>} */
  of(picture) {
    const known = this.kept.get(picture.id);
    if (known) return known;
    const made = pixelsOf(picture.jpeg).then(async (pixels) => (await this.base.features(pixels)).pooled);
    this.kept.set(picture.id, made);
    made.catch(() => this.kept.delete(picture.id));
    return made;
  }

  /** Those of all, row after row. @param {readonly OwnPicture[]} pictures
   * @param {(done: number) => void} tell @param {() => boolean} stopped @returns {Promise<Float32Array | null>} null: stopped */
  async all(pictures, tell, stopped) {
    const width = this.offer.features;
    const rows = new Float32Array(pictures.length * width);
    this.waiting = [...pictures];
    this.next();
    for (const [i, picture] of pictures.entries()) {
      rows.set(await this.of(picture), i * width);
      if (stopped()) return null;
      tell(i + 1);
    }
    return rows;
  }

  close() {
    this.closed = true;
    this.base.stop();
  }
}
