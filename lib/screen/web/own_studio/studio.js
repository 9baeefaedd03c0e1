// What the three columns share: the set as it stands, the camera, what the base sees, the model. Whoever changes one of them
// does it here, and all who watch draw anew, once a frame.

import { refusal } from "../own_learning/class_names.js";
import { OwnSet } from "../own_learning/own_set.js";
import { Later } from "../shared/later.js";
import { Camera } from "./camera.js";
import { Seen } from "./seen.js";

/** @import { Data, Host } from "./program.js" */
/** @typedef {{ classes: string[], base: string, kernel: Float32Array, bias: Float32Array }} Model */

const WAITING = ["Class 1", "Class 2"]; // what the classes are called until somebody names them
const UNDONE = 12_000; // ms for which a change can be taken back

const newSalt = () =>
  [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");

/** Two classes that wait for pictures. */
export const waitingSet = () => WAITING.reduce((set, name) => set.withClass(name), new OwnSet());

export class Studio {
  set = waitingSet();
  /** @type {Model | null} */
  model = null;
  /** @type {Seen | null} */
  seen = null;
  /** @type {{ name: string, come: Promise<void> } | undefined} the base that is being fetched */
  coming;
  closed = false;
  isTraining = false;
  /** Fulfilled once what a refresh left is here again. @type {Promise<void>} */
  loaded = Promise.resolve();
  /** What is being read; "" where nothing is. */
  reading = "";
  said = "";
  /** @type {OwnSet | null} what the last change can be taken back to */
  before = null;
  /** Kept with the set: it makes of its pictures a number that nobody else can make. */
  salt = newSalt();
  camera = new Camera(() => this.tell());
  drawing = new Later();
  forgetting = new Later();
  /** Shows a picture of the set in the third column, with its answer. @type {(jpeg: Blob) => void} */
  show = () => {};
  /** @type {Set<() => void>} */
  watchers = new Set();
  /** @type {Set<(set: OwnSet) => void>} */
  keepers = new Set();

  /** @param {Host} host */
  constructor(host) {
    this.host = host;
  }

  /** @returns {Data} */
  get data() {
    return this.host.data;
  }

  /** Whether a base is here: from now on no network is needed. */
  get isReady() {
    return this.seen !== null;
  }

  /** Whether nothing was collected yet, nor named. */
  get isFresh() {
    const { classes, pictures } = this.set;
    return !pictures.length && classes.length === WAITING.length && classes.every((name, i) => name === WAITING[i]);
  }

  /** Calls `draw` at the next frame after every change. @param {() => void} draw */
  watch(draw) {
    this.watchers.add(draw);
  }

  tell() {
    this.drawing.soon(() => {
      for (const draw of this.watchers) draw();
    });
  }

  /** Changes the set. A change that is refused says why, and leaves the set as it was.
   * @param {(set: OwnSet) => OwnSet} act @param {string} said @param {OwnSet | null} before what it can be taken back to
   * @returns {boolean} whether it was done */
  change(act, said = "", before = null) {
    try {
      this.put(act(this.set));
    } catch (error) {
      this.say(refusal(error));
      return false;
    }
    this.say(said, before);
    return true;
  }

  /** @param {OwnSet} set */
  put(set) {
    this.set = set;
    this.seen?.lookAt(set.pictures);
    for (const keep of this.keepers) keep(set);
    this.tell();
  }

  /** @param {string} words @param {OwnSet | null} before */
  say(words, before = null) {
    this.said = words;
    this.before = before;
    if (before) this.forgetting.after(UNDONE, () => this.say(""));
    else this.forgetting.stop();
    this.tell();
  }

  /** Takes the last change back. */
  undo() {
    if (this.before) this.change(() => /** @type {OwnSet} */ (this.before), "Taken back.");
  }

  /** Sees with this base from now on. It is fetched where it is not here; until it is, and where it cannot be, all stays as it was.
   * @param {string} name @returns {Promise<void>} */
  seeWith(name) {
    if (this.seen?.offer.name === name && !this.seen.base.ended) return Promise.resolve();
    if (this.coming?.name !== name) {
      const come = this.fetchBase(name).finally(() => {
        if (this.coming?.come === come) this.coming = undefined;
      });
      this.coming = { name, come };
    }
    return this.coming.come;
  }

  /** @param {string} name */
  async fetchBase(name) {
    const offer = this.data.bases.find((base) => base.name === name);
    if (!offer) throw new Error(`No base ${name}`);
    const seen = new Seen(offer);
    try {
      await seen.ready;
    } catch (error) {
      seen.close();
      throw error;
    }
    if (this.closed || (this.coming && this.coming.name !== name)) return seen.close(); // another one is wanted by now
    this.seen?.close();
    this.seen = seen;
    if (this.model?.base !== name) this.model = null; // it reads what another base sees
    seen.lookAt(this.set.pictures);
    this.tell();
  }

  close() {
    this.closed = true;
    this.camera.off();
    this.drawing.stop();
    this.forgetting.stop();
    this.seen?.close();
  }
}
