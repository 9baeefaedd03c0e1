// What the base sees in each picture: computed once, in the background, while pictures still come in.

import { Base } from "../base/base_client.js";

/** @import { Pixels } from "./camera.js" */
/** @import { OwnPicture } from "../own_learning/own_set.js" */
/**
 * A base as Python offers it: what `Base` is made with, its addresses seen from the page, and what learners call it.
 * @typedef {object} Offer
 * @property {string} name
 * @property {string} title
 * @property {string} worker
 * @property {string} core
 * @property {string} wasm
 * @property {string} weights
 * @property {any} plan
 * @property {number} size of the picture that it looks at
 * @property {number} features numbers that it gives for one
 */

const AHEAD = 4; // pictures that wait in the worker at once: the camera's frames do not queue behind a thousand

/** A kept picture's pixels. @param {Blob} jpeg @returns {Promise<Pixels>} */
export async function pixelsOf(jpeg) {
  const image = await createImageBitmap(jpeg);
  const paper = new OffscreenCanvas(image.width, image.height);
  const context = paper.getContext("2d", { willReadFrequently: true });
  if (!context) throw new Error("no canvas");
  context.drawImage(image, 0, 0);
  image.close();
  return context.getImageData(0, 0, paper.width, paper.height);
}

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
    const { plan, size, features } = offer;
    const [worker, core, wasm, weights] = [offer.worker, offer.core, offer.wasm, offer.weights].map(
      (address) => new URL(address, document.baseURI).href,
    );
    this.base = new Base({ worker, core, wasm, weights, plan, size, features });
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
