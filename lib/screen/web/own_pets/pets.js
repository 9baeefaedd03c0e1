// "Your own pet photos" in the browser: photos come in, are looked at one after the other, and stay in this page's memory. The
// server hears what each was and what was said of it, as words; and of a photo only when the learner sends it by name.

import { upright } from "../own_files/intake.js";
import { Camera } from "../own_studio/camera.js";
import { chosen, takeDrops } from "../own_studio/dropped.js";
import { isConnected } from "../own_studio/outbox.js";
import { element, setText } from "../shared/elements.js";
import { Later } from "../shared/later.js";
import { Looking } from "./looking.js";
import { PhotoCard } from "./photo_card.js";
import { asJpegText } from "./posted.js";
import { counted, originalSays } from "./verdict.js";

/** @import { Part } from "../shared/part.js" */
/** @import { Limits } from "../own_files/entry.js" */
/** @import { Found } from "../own_studio/dropped.js" */
/** @import { Offer, Seen } from "./looking.js" */
/** @import { Answer, Tested } from "./verdict.js" */
/**
 * What lib/screen/pet_photos/pets_device.py gives.
 * @typedef {object} Data
 * @property {string} program
 * @property {Limits} limits
 * @property {number} most photos at once
 * @property {string} model which answers
 * @property {string} title of the original's base
 * @property {Offer | null} base null where this model answers on the server alone
 * @property {string} head address
 * @property {string} why it answers there alone
 * @property {number} least the least probability at which it answers
 * @property {number} least_pets below it the original sees no pet
 * @property {Record<string, Answer>} answers of the server, to photos that were sent, by their id
 * @property {{ id: string, why: string }} refused the photo that was sent last and got none
 */
/** @typedef {{ id: string, name: string, file: Blob, card: PhotoCard, truth: string, answer: Answer | null, model: string,
 *   seen: Seen | null, seenBy: string, sent: string }} Photo `model`: whose answer it is; `sent`: to which model it is on its way */

const SIDE = 512; // pixels of a camera's photo, and of one that is sent: bases look at 224
const PATIENCE = 90_000; // ms for an answer: a worker has 60 s, and what was sent as the network went never comes
const NAME = 40; // characters of a file's name that are shown

/** @param {Part<Data>} host */
export function open(host) {
  return new Pets(host);
}

class Pets {
  /** @type {Photo[]} */
  photos = [];
  /** @type {Looking | null} */
  looking = null;
  /** @type {Tested | null} */
  tested = null;
  isWorking = false;
  closed = false;
  taken = 0;
  judged = "";
  drawing = new Later();
  waited = new Later();
  camera = new Camera(() => this.draw(), SIDE);

  /** @param {Part<Data>} host */
  constructor(host) {
    this.host = host;
    this.find = host.find;
    this.video = this.find("video", HTMLVideoElement);
    this.input = element("input", { type: "file", accept: "image/*", multiple: true, hidden: true });
    this.input.className = "photos-file";
    const drop = this.find(".drop");
    drop.append(this.input);
    this.camera.attach(this.video);
    this.find(".choose").onclick = () => this.input.click();
    this.input.onchange = () => this.take(chosen(this.input));
    takeDrops(drop, (found) => this.take(found));
    this.find(".look").onclick = () => this.look();
    this.find(".take").onclick = () => this.shoot();
    const { file_bytes, pixels } = this.data.limits;
    setText(
      this.find(".fits"),
      `At most ${this.data.most} photos, ${file_bytes / 1e6} MB and ${pixels / 1e6} million pixels each. They are here until you leave this page.`,
    );
    this.update();
  }

  get data() {
    return this.host.data;
  }

  update() {
    const { base } = this.data;
    if (this.looking?.offer.name !== base?.name) {
      this.looking?.close();
      this.looking = base ? new Looking(base) : null;
      const { looking } = this;
      looking?.base.ready.catch((why) => looking === this.looking && this.fail(why));
    }
    this.work();
    this.draw();
  }

  async look() {
    if (this.camera.isOn) return this.camera.off();
    const why = await this.camera.on();
    if (why) this.complain([why]);
  }

  /** Takes what the camera sees. */
  async shoot() {
    const pixels = this.camera.pixels(this.video);
    if (!pixels) return;
    const canvas = element("canvas", { width: pixels.width, height: pixels.height });
    canvas
      .getContext("2d")
      ?.putImageData(new ImageData(new Uint8ClampedArray(pixels.data), pixels.width, pixels.height), 0, 0);
    const file = await new Promise((/** @type {(blob: Blob | null) => void} */ done) =>
      canvas.toBlob(done, "image/png"),
    );
    if (file) this.take([{ path: "", file: new File([file], `Photo ${++this.taken}`) }]);
  }

  /** Takes files; who is here already, or finds no room, is left out. @param {Found[]} found */
  take(found) {
    const here = new Set(this.photos.map(({ file }) => keyOf(file)));
    const fresh = found.filter(({ file }) => !here.has(keyOf(file)));
    const room = this.data.most - this.photos.length;
    for (const { file } of fresh.slice(0, room)) this.photos.push(this.made(file));
    const over = fresh.length - room;
    this.complain(
      over > 0
        ? [
            `You gave ${fresh.length} photos more, and ${this.data.most} fit at once. Take some away, then drop the others.`,
          ]
        : [],
    );
    this.work();
    this.draw();
  }

  /** @param {File} file @returns {Photo} */
  made(file) {
    const id = [...crypto.getRandomValues(new Uint8Array(12))]
      .map((byte) => byte.toString(16).padStart(2, "0"))
      .join("");
    const name = Array.from(file.name).slice(0, NAME).join("");
    /** @type {Photo} */
    const photo = {
      id,
      name,
      file,
      truth: "",
      answer: null,
      model: "",
      seen: null,
      seenBy: "",
      sent: "",
      card: new PhotoCard(name, {
        judge: (truth) => {
          photo.truth = truth;
          this.draw();
        },
        remove: () => this.remove(photo),
        send: () => this.send(photo),
      }),
    };
    return photo;
  }

  /** @param {Photo} photo @param {string} why it cannot be used */
  remove(photo, why = "") {
    this.photos = this.photos.filter((each) => each !== photo);
    photo.card.root.remove();
    if (why) this.complain([why], true);
    this.draw();
  }

  /** Looks at what has no answer of this model yet, one photo after the other. */
  async work() {
    if (this.isWorking) return;
    this.isWorking = true;
    try {
      for (let next = this.waiting(); next && !this.closed; next = this.waiting()) {
        const { looking } = this;
        await this.answer(next).catch((why) => {
          if (looking === this.looking) throw why; // else its base was stopped, for another one
        });
        this.draw();
      }
    } catch (why) {
      this.fail(why);
    } finally {
      this.isWorking = false;
    }
  }

  /** The first photo that is not shown yet, or that this browser can answer and has not. */
  waiting() {
    const { model, base } = this.data;
    return this.photos.find(({ card, model: answered }) => !card.photo.dataset.shown || (base && answered !== model));
  }

  /** @param {Photo} photo */
  async answer(photo) {
    const { looking } = this;
    const { model, head, base } = this.data;
    const by = base?.name ?? "";
    if (!photo.card.photo.dataset.shown || (base && photo.seenBy !== by)) {
      const pixels = await upright(photo.file, photo.name, this.data.limits).catch((/** @type {Error} */ why) => {
        this.remove(photo, why.message);
        return null;
      });
      if (!pixels) return;
      photo.card.show(pixels);
      photo.card.photo.dataset.shown = "yes";
      if (looking && base) [photo.seen, photo.seenBy] = [await looking.see(pixels), by];
    }
    if (!looking || looking !== this.looking || !photo.seen) return; // another model was chosen meanwhile
    this.tested = (await looking.head(head)).tested;
    photo.answer = await looking.answer(photo.seen, head);
    photo.model = model;
  }

  /** Sends a photo to the server, made small, because the learner pressed the button that says so. @param {Photo} photo */
  async send(photo) {
    const { model, limits } = this.data;
    if (!isConnected()) return this.complain(["The course does not answer just now. Nothing was sent."]);
    photo.sent = model;
    this.draw();
    const pixels = await upright(photo.file, photo.name, limits);
    const told = { id: photo.id, model, jpeg: asJpegText(pixels, SIDE) };
    this.host.props.setTriggerValue("send", told);
    this.waited.after(PATIENCE, () => {
      if (photo.sent !== model) return;
      photo.sent = "";
      this.complain([`The course did not answer to ${photo.name}. Send it again.`]);
      this.draw();
    });
  }

  /** What the server answered to photos that were sent. */
  hear() {
    const { answers, refused, model, base } = this.data;
    if (base) return;
    this.tested = null;
    for (const photo of this.photos) {
      if (answers[photo.id]) [photo.answer, photo.model, photo.sent] = [answers[photo.id], model, ""];
      if (refused.id === photo.id && photo.sent === model) photo.sent = "";
    }
  }

  draw() {
    this.drawing.soon(() => this.drawNow());
  }

  drawNow() {
    if (this.closed) return;
    this.hear();
    const { camera, data } = this;
    this.find(".camera").hidden = !camera.isOn;
    this.video.style.transform = camera.isMirror ? "scaleX(-1)" : "";
    setText(this.find(".look"), camera.isOn ? "Turn the camera off" : "Turn the camera on");
    const list = this.find(".list");
    const isSending = this.photos.some(({ sent }) => sent === data.model); // one photo at a time
    for (const photo of this.photos) {
      const { card, answer, truth } = photo;
      if (!card.root.isConnected) list.append(card.root);
      card.judged(truth);
      if (answer && photo.model === data.model) card.tell(answer, data, this.tested);
      else if (data.base) card.wait("Looking …", false);
      else {
        const why = data.refused.id === photo.id ? data.refused.why : data.why;
        card.wait(photo.sent === data.model ? "The server is looking …" : why, !isSending);
      }
    }
    const done = this.photos.filter(({ model }) => model === data.model).length;
    setText(this.find(".status"), this.photos.length ? `${done} of ${this.photos.length} photos answered.` : "");
    this.judge();
  }

  /** Tells the page what was said of each photo and what it was: words, no photo. It counts each once. */
  judge() {
    const { model, least } = this.data;
    const photos = this.photos
      .filter((photo) => photo.truth && photo.answer && photo.model === model)
      .map(({ id, truth, answer }) => ({
        id,
        truth,
        said: counted(/** @type {Answer} */ (answer), least),
        original: originalSays(/** @type {Answer} */ (answer)),
      }));
    const judged = JSON.stringify({ model, photos: photos.map(({ id, truth }) => [id, truth]) });
    if (!photos.length || judged === this.judged) return;
    this.judged = judged;
    // What stands, and no event: of two that wait for a busy server one gets lost, and while it does not answer all of them
    this.host.props.setStateValue("judged", { model, photos });
  }

  /** @param {string[]} sentences @param {boolean} more whether those before stay */
  complain(sentences, more = false) {
    const place = this.find(".troubles");
    if (!more) place.replaceChildren();
    place.append(...sentences.map((sentence) => element("p", {}, sentence)));
  }

  /** This browser cannot do it: then the page offers the server. Where there is only no network now, it is tried again later.
   * @param {unknown} why */
  fail(why) {
    if (this.closed) return;
    if (!isConnected()) {
      this.looking?.close();
      this.looking = null;
      return this.complain(["The course does not answer just now. Your photos wait until it does."]);
    }
    this.host.props.setTriggerValue("unusable", { why: String(why).slice(0, 200) });
  }

  close() {
    this.closed = true;
    this.camera.off();
    this.drawing.stop();
    this.waited.stop();
    this.looking?.close();
  }
}

/** Tells one file from another. @param {Blob} file */
function keyOf(file) {
  const { name, size, lastModified } = /** @type {File} */ (file);
  return `${name} ${size} ${lastModified}`;
}
