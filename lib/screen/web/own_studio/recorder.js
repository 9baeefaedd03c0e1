// Hold to record: a frame of the camera every so often, for as long as a class's button is held. The first press turns it on.

import { keep } from "../own_files/intake.js";
import { fingerprint } from "../own_learning/near_duplicates.js";
import { Later } from "../shared/later.js";
import { counted } from "./told.js";

/** @import { OwnSet } from "../own_learning/own_set.js" */
/** @import { Studio } from "./studio.js" */
/** @typedef {{ label: number, take: number, frames: number, before: OwnSet }} Held `take`: the recording's number */

const EVERY = 300; // ms between two frames: less and they are all the same
const MOST = 50; // frames of one hold: 15 seconds

export class Recorder {
  taking = new Later();
  /** @type {Held | undefined} */
  holding;

  /** @param {HTMLVideoElement} video @param {Studio} studio @param {(words: string) => void} complain */
  constructor(video, studio, complain) {
    this.video = video;
    this.studio = studio;
    this.complain = complain;
    studio.camera.attach(video);
  }

  /** @param {number} label */
  async hold(label) {
    const { studio } = this;
    if (this.holding) return;
    const held = { label, take: Date.now(), frames: 0, before: studio.set };
    this.holding = held;
    studio.tell();
    if (!studio.camera.isOn) {
      const why = await studio.camera.on();
      this.complain(why);
      if (why) return this.release(label);
      if (this.holding !== held) return studio.say("The camera is on. Hold the button again.");
    }
    const take = () => this.frame(held);
    this.taking.every(EVERY, take);
    take();
  }

  /** @param {Held} held */
  async frame(held) {
    const { studio } = this;
    const frame = studio.camera.pixels(this.video);
    if (!frame) return;
    const { jpeg, pixels } = await keep(frame);
    if (held !== this.holding) return;
    const fresh = { name: `frame ${++held.frames}`, jpeg, fingerprint: fingerprint(pixels) };
    studio.change((set) => set.add(set.classes[held.label], [fresh], held.take));
    if (studio.set.room <= 0) this.release(held.label, "No more pictures fit. Delete some first.");
    else if (held.frames >= MOST) this.release(held.label, `That is ${MOST} pictures. Hold again for more.`);
  }

  /** @param {number} label @param {string} words */
  release(label, words = "") {
    const held = this.holding;
    if (held?.label !== label) return;
    this.taking.stop();
    this.holding = undefined;
    const name = this.studio.set.classes[label];
    if (held.frames) this.studio.say(words || `${counted(held.frames, "picture")} of ${name} taken.`, held.before);
    this.studio.tell();
  }

  close() {
    this.taking.stop();
    this.holding = undefined;
  }
}
