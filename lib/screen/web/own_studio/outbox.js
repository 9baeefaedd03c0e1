// What the page is told of a training on this device: again and again until it says that it has it, so that one made without a
// network arrives later. It is kept with the tab, and so is the model that it brought.

import { fromBase64 as bytesOf } from "../shared/elements.js";
import { Later } from "../shared/later.js";

/** @import { Settings } from "./fields.js" */
/** @import { Studio } from "./studio.js" */
/** @import { Line } from "./curve.js" */
/**
 * A training as it is told: numbers and names, nothing of a picture.
 * @typedef {object} Told
 * @property {number} number rises from training to training
 * @property {Settings} spec
 * @property {string} guess key of the option
 * @property {string[]} classes
 * @property {{ train: number, validation: number, test: number }} counts
 * @property {Line[]} history
 * @property {number} best_epoch
 * @property {number} updates
 * @property {"done" | "stopped"} state
 * @property {[number, number]} untrained
 * @property {number[]} truth
 * @property {number[][]} probabilities
 * @property {string[]} ids of the test pictures, for this browser alone to find them again
 * @property {{ kernel: string, bias: string }} head base64 of float32
 * @property {{ features: number, train: number }} seconds
 * @property {number} leaks
 * @property {string} set_digest
 */
/** @typedef {{ whose: string, told: Told, asked: string, sent: boolean }} Kept `asked`: what was guessed about */

const KEY = "layer-by-layer.own-run";
const FIRST = 3_000; // ms before it is told again
const LAST = 60_000;

/** @param {Float32Array} values */
export function toBase64(values) {
  const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  let text = "";
  for (let i = 0; i < bytes.length; i += 8192) text += String.fromCharCode(...bytes.subarray(i, i + 8192));
  return btoa(text);
}

/** @param {string} text */
export function fromBase64(text) {
  return new Float32Array(bytesOf(text).buffer);
}

export class Outbox {
  telling = new Later();
  wait = FIRST;
  /** @type {Kept | null} */
  kept = null;

  /** @param {Studio} studio */
  constructor(studio) {
    this.studio = studio;
  }

  /** @param {Told} told @param {string} asked */
  put(told, asked) {
    this.kept = { whose: this.studio.data.whose, told, asked, sent: false };
    this.store();
    this.said = "";
    this.wait = FIRST;
    this.tell();
  }

  /** What a refresh left of this learner's last training. @returns {Kept | null} */
  found() {
    try {
      const kept = /** @type {Kept | null} */ (JSON.parse(sessionStorage.getItem(KEY) ?? "null"));
      if (!kept || kept.whose !== this.studio.data.whose) return null;
      this.kept = kept;
    } catch {
      return null; // storage is switched off
    }
    if (!this.kept.sent) this.tell();
    return this.kept;
  }

  /** Reads what the page made of it: whether it has it, or why not. */
  hear() {
    const { kept } = this;
    const { taken, told, later } = this.studio.data;
    if (!kept || kept.sent || (taken !== kept.told.number && later !== kept.told.number)) return;
    this.said = told;
    this.studio.tell();
    if (later === kept.told.number && taken !== later) return;
    this.telling.stop();
    kept.sent = true;
    this.store();
  }
  /** Why it is not in the lab book, or not yet; "" where there is no more to say than that it waits. */
  said = "";

  /** Whether the last training waits for the network. */
  get isWaiting() {
    return this.kept !== null && !this.kept.sent;
  }

  tell() {
    const { kept } = this;
    if (!kept || kept.sent) return;
    if (isConnected()) this.studio.host.props.setTriggerValue("trained", kept.told);
    this.telling.after(this.wait, () => this.tell());
    this.wait = Math.min(LAST, 2 * this.wait);
    if (!isConnected()) this.wait = FIRST;
  }

  store() {
    try {
      sessionStorage.setItem(KEY, JSON.stringify(this.kept));
    } catch {
      // switched off or full: it then lives as long as the page
    }
  }

  forget() {
    this.kept = null;
    this.said = "";
    this.telling.stop();
    try {
      sessionStorage.removeItem(KEY);
    } catch {
      // see above
    }
  }

  close() {
    this.telling.stop();
  }
}

/** Whether the page has its server. */
export function isConnected() {
  const app = /** @type {HTMLElement | null} */ (document.querySelector("[data-testid=stApp]"));
  return app?.dataset.testConnectionState === "CONNECTED";
}
