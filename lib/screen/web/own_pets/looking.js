// What both models make of a photo, in this browser: the base sees it once, in a worker thread; the retrained model's head and the
// original's last layer read what it saw. Nothing of a photo leaves the browser.

import { Base } from "../base/base_client.js";
import { Original } from "../base/original.js";
import { opened } from "../base/packed.js";
import { answer as shares } from "../own_learning/head.js";
import { classMap } from "../shared/heat.js";

/** @typedef {import("../base/base_client.js").BaseData & { name: string, names: string }} Offer */
/** @typedef {import("../base/base_client.js").Seen} Seen */
/** @import { Pixels } from "../own_files/intake.js" */
/** @import { Answer, Tested } from "./verdict.js" */
/** @typedef {{ kernel: Float32Array, bias: Float32Array, tested: Tested | null }} Head */

const SHOWN = 5; // names of the original

/** @param {string} address @returns {Promise<ArrayBuffer>} */
async function fetched(address) {
  const answer = await fetch(new URL(address, document.baseURI));
  const type = answer.headers.get("content-type") ?? "";
  if (!answer.ok || !type.startsWith("application/octet-stream")) throw new Error(`${answer.status} ${address}`); // a page, perhaps
  return answer.arrayBuffer();
}

/** The file that `packed` of lib/screen/pet_photos/pets_device.py writes. @param {ArrayBuffer} file @returns {Head} */
export function readHead(file) {
  const { head, arrays } = opened(file);
  const { features, tested } = /** @type {{ features: number, tested: number }} */ (head);
  const numbers = new Float32Array(file.slice(arrays, arrays + 4 * (features + 1 + tested)));
  const truth = new Uint8Array(file, arrays + 4 * numbers.length, tested);
  return {
    kernel: numbers.subarray(0, features),
    bias: numbers.subarray(features, features + 1),
    tested: tested ? { truth, dog: numbers.subarray(features + 1) } : null,
  };
}

/** @param {Seen} seen with its last map @param {Head} head @param {Original} original @returns {Answer} */
export function answerTo({ pooled, map }, { kernel, bias }, original) {
  const [cat, dog] = shares(kernel, bias, pooled);
  const names = original.shares(pooled);
  const places = map ? [...classMap(map.data, map.side, kernel, bias.length, Number(dog > cat))] : [];
  return { dog, original: original.best(names, SHOWN), pets: original.pets(names), places };
}

/** One base and what reads it, for as long as a model on it is chosen. */
export class Looking {
  /** @param {Offer} offer */
  constructor(offer) {
    this.offer = offer;
    this.base = new Base(offer);
  }
  /** @type {Promise<Original> | undefined} */
  original;
  /** @type {Map<string, Promise<Head>>} by address */
  heads = new Map();

  /** @param {string} address */
  head(address) {
    const known = this.heads.get(address) ?? fetched(address).then(readHead);
    this.heads.set(address, known);
    known.catch(() => this.heads.delete(address)); // another time, perhaps
    return known;
  }

  /** The original's last layer: fetched with the first photo. */
  names() {
    const known = this.original ?? fetched(this.offer.names).then((file) => new Original(file));
    this.original = known;
    known.catch(() => {
      this.original = undefined; // another time, perhaps
    });
    return known;
  }

  /** @param {Pixels} pixels */
  see(pixels) {
    this.names(); // on its way meanwhile
    return this.base.features(pixels, true);
  }

  /** @param {Seen} seen @param {string} address of the head @returns {Promise<Answer>} */
  async answer(seen, address) {
    const [head, original] = await Promise.all([this.head(address), this.names()]);
    return answerTo(seen, head, original);
  }

  close() {
    this.base.stop();
  }
}
