// Trying a trained model: on what the camera sees, some twenty times a second, on a photo, or on a picture of the test part; with the
// places that spoke for its answer.

import { decode, pixelsOf } from "../own_files/intake.js";
import { answer } from "../own_learning/head.js";
import { element, finder, isStill, pen, setText } from "../shared/elements.js";
import { largest } from "../shared/forward.js";
import { classMap, overlay } from "../shared/heat.js";
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
    this.find(".spoke input", HTMLInputElement).onchange = () => this.spoke();
    studio.show = (jpeg) => {
      this.find(".spoke input", HTMLInputElement).checked = true;
      this.answerTo(pixelsOf(jpeg));
      root.scrollIntoView({ block: "nearest", behavior: isStill() ? "auto" : "smooth" });
    };
    studio.watch(() => this.draw());
  }

  /** Whether the learner asked what spoke for its answer. */
  get isAsked() {
    return this.find(".spoke input", HTMLInputElement).checked;
  }

  /** Shows or hides what spoke for the answer to the picture that is shown. */
  spoke() {
    const { last, isAsked } = this;
    if (last && isAsked) return this.showHeat(last.map, last.shares, last.pixels);
    this.find(".heat").hidden = true;
    setText(this.find(".note"), "");
  }
  /** @type {{ map: { data: Float32Array, side: number }, shares: number[], pixels: Pixels } | null} of the picture shown */
  last = null;

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
    this.find(".view").classList.toggle("mirror", camera.isOn && camera.isMirror);
    this.find(".spoke").hidden = !model;
    if (camera.isOn) this.showPhoto(null);
    this.find(".view .empty").hidden = camera.isOn || !this.find(".shown").hidden;
    if (live) this.looking.frames(() => this.tick());
    else {
      this.looking.stop();
      this.times = [];
      if (!this.last) this.spoke();
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
    this.ask(pixels, this.isAsked).then((seen) => {
      if (!seen) return;
      this.count();
      if (seen.map && this.isAsked && this.studio.camera.isOn) this.showHeat(seen.map, seen.shares, pixels);
    });
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
    if (!this.model) return this.complain("Train first. Then the model can say what it sees.");
    const { file } = found[0];
    await this.answerTo(
      decode(file, file.name, /** @type {Limits} */ (this.studio.data.limits)).then(({ pixels }) => pixels),
    );
  }

  /** Shows a picture with its answer. @param {Promise<Pixels>} picture */
  async answerTo(picture) {
    this.studio.camera.off();
    try {
      const pixels = await picture;
      const seen = await this.ask(pixels, true);
      this.showPhoto(pixels);
      this.complain("");
      if (seen?.map) this.last = { map: seen.map, shares: seen.shares, pixels };
      this.spoke();
    } catch (error) {
      this.complain(/** @type {Error} */ (error).message);
    }
  }

  /** @param {Pixels | null} pixels */
  showPhoto(pixels) {
    const shown = this.find(".shown", HTMLCanvasElement);
    const heat = this.find(".heat", HTMLCanvasElement);
    shown.hidden = !pixels;
    if (pixels || !this.isAsked || !this.studio.camera.isOn) heat.hidden = true; // the camera's is drawn anew with each answer
    this.last = null;
    setText(this.find(".note"), "");
    this.find(".view .empty").hidden = Boolean(pixels) || this.studio.camera.isOn;
    if (!pixels) return;
    for (const canvas of [shown, heat]) [canvas.width, canvas.height] = [pixels.width, pixels.height];
    pen(shown).putImageData(new ImageData(new Uint8ClampedArray(pixels.data), pixels.width, pixels.height), 0, 0);
  }

  /** Lays over the picture how much each place of it spoke for the answer.
   * @param {{ data: Float32Array, side: number }} map @param {number[]} shares @param {Pixels} pixels of the picture */
  showHeat({ data, side }, shares, { width, height }) {
    const { kernel, bias } = /** @type {NonNullable<Studio["model"]>} */ (this.model);
    const places = classMap(data, side, kernel, bias.length, largest(shares));
    const small = overlay(places, side);
    Object.assign(this.paper, { width: small.width, height: small.height });
    pen(this.paper).putImageData(new ImageData(small.data, small.width, small.height), 0, 0);
    const heat = this.find(".heat", HTMLCanvasElement);
    if (heat.width !== width) heat.width = width;
    if (heat.height !== height) heat.height = height;
    const context = pen(heat);
    context.clearRect(0, 0, width, height);
    context.drawImage(this.paper, 0, 0, width, height);
    heat.hidden = false;
    setText(this.find(".note"), "A bright place spoke more for the answer.");
  }
  paper = element("canvas");

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
