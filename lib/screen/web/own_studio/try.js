// Trying a trained model: on what the camera sees, some twenty times a second, or on a photo, with the places that spoke for it.

import { decode } from "../own_files/intake.js";
import { answer } from "../own_learning/head.js";
import { element, finder, pen, setText } from "../shared/elements.js";
import { Later } from "../shared/later.js";
import { Bars } from "./bars.js";
import { chosen, takeDrops } from "./dropped.js";

/** @import { Limits } from "../own_files/entry.js" */
/** @import { Pixels } from "../own_files/intake.js" */
/** @import { Studio } from "./studio.js" */
/** @import { Found } from "./dropped.js" */

const EVERY = 30; // ms from one question to the next at least: every other frame of the screen, and the machine stays cool
const AHEAD = 2; // questions under way: while the base looks at one frame the next is read
const COUNTED = 1000; // ms over which the answers are counted

export class Try {
  looking = new Later();
  /** @type {number[]} when the last answers came */
  times = [];
  /** @type {Studio["model"]} */
  model = null;
  asking = 0;
  asked = 0;

  /** @param {HTMLElement} root @param {Studio} studio */
  constructor(root, studio) {
    this.studio = studio;
    this.find = finder(root);
    this.video = this.find("video", HTMLVideoElement);
    this.bars = new Bars(this.find(".bars"), this.find(".answer"));
    this.input = element("input", { type: "file", accept: "image/*", hidden: true });
    this.input.className = "photo-file";
    root.append(this.input);
    studio.camera.attach(this.video);
    this.find(".look").onclick = () => this.look();
    this.find(".photo").onclick = () => this.input.click();
    this.input.onchange = () => this.take(chosen(this.input));
    takeDrops(root, (found) => this.take(found));
    studio.watch(() => this.draw());
  }

  draw() {
    const { model, camera } = this.studio;
    const lookButton = this.find(".look", HTMLButtonElement);
    lookButton.disabled = this.find(".photo", HTMLButtonElement).disabled = !model;
    setText(lookButton, camera.isOn ? "Turn the camera off" : "Turn the camera on");
    if (model !== this.model) {
      this.model = model;
      this.showPhoto(null);
      if (model) this.bars.name(model.classes);
      else this.bars.clear();
    }
    const live = Boolean(model) && camera.isOn;
    this.video.hidden = !camera.isOn;
    this.find(".view").classList.toggle("mirror", camera.isMirror);
    if (camera.isOn) this.showPhoto(null);
    this.find(".view .empty").hidden = camera.isOn || !this.find(".shown").hidden;
    if (live) this.looking.frames(() => this.tick());
    else {
      this.looking.stop();
      this.times = [];
      setText(this.find(".speed"), "");
    }
  }
  async look() {
    const { camera } = this.studio;
    if (camera.isOn) return camera.off();
    this.complain(await camera.on());
  }

  /** Asks about the present frame, unless those before are still looked at. */
  tick() {
    const now = performance.now();
    if (this.asking >= AHEAD || now - this.asked < EVERY) return true;
    const pixels = this.studio.camera.pixels(this.video);
    if (!pixels) return true;
    this.asked = now;
    this.ask(pixels, false).then((seen) => seen && this.count());
    return true;
  }

  count() {
    const now = performance.now();
    this.times = [...this.times.filter((time) => now - time < COUNTED), now];
    setText(this.find(".speed"), `${this.times.length} a second`);
  }

  /** @param {Pixels} pixels @param {boolean} map whether the places are wanted too */
  async ask(pixels, map) {
    const { model } = this;
    if (!model || this.studio.seen?.offer.name !== model.base) return null;
    this.asking++;
    try {
      const seen = await this.studio.seen.base.features(pixels, map);
      if (model !== this.model) return null; // trained anew meanwhile
      const shares = answer(model.kernel, model.bias, seen.pooled);
      this.bars.show(shares);
      return { ...seen, shares };
    } finally {
      this.asking--;
    }
  }

  /** @param {Found[]} found */
  async take(found) {
    if (!found.length) return;
    if (!this.model) return this.complain("Train first: then it can say what it sees.");
    this.studio.camera.off();
    try {
      const { pixels } = await decode(
        found[0].file,
        found[0].file.name,
        /** @type {Limits} */ (this.studio.data.limits),
      );
      const seen = await this.ask(pixels, true);
      this.showPhoto(pixels);
      this.complain("");
      if (seen?.map) this.showHeat(seen.map, seen.shares);
    } catch (error) {
      this.complain(/** @type {Error} */ (error).message);
    }
  }

  /** @param {Pixels | null} pixels */
  showPhoto(pixels) {
    const shown = this.find(".shown", HTMLCanvasElement);
    const heat = this.find(".heat", HTMLCanvasElement);
    shown.hidden = !pixels;
    heat.hidden = true;
    setText(this.find(".note"), "");
    this.find(".view .empty").hidden = Boolean(pixels) || this.studio.camera.isOn;
    if (!pixels) return;
    for (const canvas of [shown, heat]) [canvas.width, canvas.height] = [pixels.width, pixels.height];
    pen(shown).putImageData(new ImageData(new Uint8ClampedArray(pixels.data), pixels.width, pixels.height), 0, 0);
  }

  /** Darkens what did not speak for the answer. @param {{ data: Float32Array, side: number }} map @param {ArrayLike<number>} shares */
  showHeat({ data, side }, shares) {
    const { kernel, bias } = /** @type {NonNullable<Studio["model"]>} */ (this.model);
    const best = Array.from(shares).indexOf(Math.max(...Array.from(shares)));
    const outputs = bias.length;
    const [output, sign] = outputs === 1 ? [0, best ? 1 : -1] : [best, 1];
    const channels = data.length / (side * side);
    const values = Array.from({ length: side * side }, (_, place) => {
      let sum = 0;
      for (let c = 0; c < channels; c++) sum += data[place * channels + c] * kernel[c * outputs + output];
      return Math.max(0, sign * sum);
    });
    const most = Math.max(...values);
    if (!most) return;
    const small = new ImageData(side, side);
    values.forEach((value, place) => {
      small.data.set([16, 24, 42, 190 * (1 - value / most)], 4 * place);
    });
    const paper = new OffscreenCanvas(side, side);
    paper.getContext("2d")?.putImageData(small, 0, 0);
    const heat = this.find(".heat", HTMLCanvasElement);
    const context = pen(heat);
    context.imageSmoothingQuality = "high";
    context.drawImage(paper, 0, 0, heat.width, heat.height);
    heat.hidden = false;
    setText(this.find(".note"), "The brighter a place, the more it spoke for the answer.");
  }

  /** @param {string} words */
  complain(words) {
    const trouble = this.find(".trouble");
    trouble.hidden = !words;
    trouble.textContent = words;
  }

  close() {
    this.looking.stop();
    this.bars.clear();
  }
}
