// The first column: classes, and the ways in for their pictures. What a file holds is `ways_in.js`'s business.

import { keep } from "../own_files/intake.js";
import { fingerprint } from "../own_learning/near_duplicates.js";
import { element, finder, setText } from "../shared/elements.js";
import { Later } from "../shared/later.js";
import { ClassCard } from "./class_card.js";
import { chosen, takeDrops } from "./dropped.js";
import { counted, told } from "./told.js";
import { fromArchive, fromFiles, fromFolder, isArchive } from "./ways_in.js";

/** @import { Limits } from "../own_files/entry.js" */
/** @import { OwnSet } from "../own_learning/own_set.js" */
/** @import { Found } from "./dropped.js" */
/** @import { Studio } from "./studio.js" */

const EVERY = 300; // ms between two frames: less and they are all the same
const MOST = 50; // frames of one hold: 15 seconds
const HOT_DOG =
  "Hot dog: many kinds, on plates and in hands, from near and far. Not hot dog is harder, because it is everything else: give it " +
  "what could be taken for one (a sausage, a sandwich, a banana), plates without one, and your table. What neither class shows, the " +
  "model has never heard of.";

export class Collect {
  /** @type {ClassCard[]} */
  cards = [];
  /** @type {{ label: number, take: number, frames: number, before: OwnSet } | undefined} */
  holding;
  taking = new Later();
  telling = new Later();

  /** @param {HTMLElement} root @param {Studio} studio */
  constructor(root, studio) {
    this.root = root;
    this.studio = studio;
    this.find = finder(root);
    this.video = this.find("video", HTMLVideoElement);
    studio.camera.attach(this.video);
    this.find(".camera .off").onclick = () => studio.camera.off();
    this.find(".flip").onclick = async () => this.complain(await studio.camera.flip());
    this.photos = this.chooser("photos-file", { accept: "image/*", multiple: true }, (found) =>
      this.take(found, this.choosing),
    );
    const archive = this.chooser("archive-file", { accept: ".zip,.tar,.tgz,.gz" }, (found) => this.take(found));
    const folder = this.chooser("folder-file", { webkitdirectory: true, multiple: true }, (found) => this.take(found));
    this.find(".open").onclick = () => archive.click();
    this.find(".folder").onclick = () => folder.click();
    takeDrops(this.find(".whole"), (found) => this.take(found));
    const add = this.find(".add", HTMLFormElement);
    add.onsubmit = (event) => {
      event.preventDefault();
      const field = this.find(".add input", HTMLInputElement);
      if (studio.change((set) => set.withClass(field.value), `${field.value.trim()} is added.`)) field.value = "";
    };
    this.find(".hot-dog").onclick = () => this.hotDog();
    this.find(".digits").onclick = () => this.example();
    studio.watch(() => this.draw());
  }
  choosing = 0;

  /** A file chooser, which no learner sees. @param {string} className @param {Partial<HTMLInputElement>} properties
   * @param {(found: Found[]) => void} take */
  chooser(className, properties, take) {
    const input = element("input", { type: "file", hidden: true, className, ...properties });
    input.onchange = () => take(chosen(input));
    this.root.append(input);
    return input;
  }

  /** @param {number} label */
  choosePhotos(label) {
    this.choosing = label;
    this.photos.click();
  }

  /** Files that were dropped or chosen: an archive or a folder by itself has its classes in it.
   * @param {Found[]} found @param {number} [label] the class that they were dropped on */
  async take(found, label) {
    const { studio } = this;
    if (!found.length || studio.reading) return;
    const before = studio.set;
    const tell = (/** @type {string} */ words) => {
      studio.reading = words;
      studio.tell();
    };
    tell("Reading …");
    try {
      const start =
        studio.isFresh && (label === undefined || isArchive(found)) ? before.withoutClass(1).withoutClass(0) : before;
      const limits = /** @type {Limits} */ (studio.data.limits);
      const read = isArchive(found)
        ? await fromArchive(found[0], start, limits, tell)
        : await (label === undefined ? fromFolder : fromFiles)(found, start, limits, tell);
      // The set may have changed while files were read
      const onto = studio.set === before ? start : studio.set;
      const done = studio.change(() => read(onto, label === undefined ? "" : onto.classes[label]));
      const more = studio.set.pictures.length - onto.pictures.length;
      if (done)
        studio.say(more > 0 ? `${counted(more, "picture")} came in.` : "No picture came in.", more > 0 ? before : null);
    } catch (error) {
      studio.say(/** @type {Error} */ (error).message);
    } finally {
      tell("");
    }
  }

  hotDog() {
    const { studio } = this;
    const before = studio.set;
    studio.change(
      (set) => {
        const start = studio.isFresh ? set.withoutClass(1).withoutClass(0) : set;
        return studio.data.words.hot_dog.reduce((set, name) => set.withClass(name), start);
      },
      "",
      before,
    );
  }

  async example() {
    try {
      const answer = await fetch(new URL(this.studio.data.example, document.baseURI));
      if (!answer.ok) throw new Error();
      await this.take([{ path: "digits.zip", file: new File([await answer.blob()], "digits.zip") }]);
    } catch {
      this.studio.say("The digits could not be fetched. Try again when the course answers.");
    }
  }

  /** Deletes or moves pictures. @param {string[]} ids @param {number | null} to */
  mend(ids, to) {
    const wanted = new Set(ids);
    const before = this.studio.set;
    const places = before.pictures.flatMap(({ id }, i) => (wanted.has(id) ? [i] : []));
    const done = to === null ? "deleted" : `moved to ${before.classes[to]}`;
    const said = `${counted(places.length, "picture")} ${places.length === 1 ? "is" : "are"} ${done}.`;
    this.studio.change((set) => (to === null ? set.without(places) : set.moved(places, to)), said, before);
  }

  // The camera: hold to take

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
      if (why) {
        if (this.holding === held) this.holding = undefined;
        return studio.tell();
      }
      if (this.holding !== held) return studio.say("The camera is on. Hold the button again.");
    }
    const take = () => this.frame(held);
    this.taking.every(EVERY, take);
    take();
  }

  /** @param {NonNullable<Collect["holding"]>} held */
  async frame(held) {
    const { studio } = this;
    const frame = studio.camera.pixels(this.video);
    if (!frame) return;
    const { jpeg, pixels } = await keep(frame);
    if (held !== this.holding) return;
    const fresh = { name: `frame ${++held.frames}`, jpeg, fingerprint: fingerprint(pixels) };
    studio.change((set) => set.add(set.classes[held.label], [fresh], held.take));
    if (studio.set.room <= 0) this.release(held.label, "No more pictures fit. Delete some first.");
    else if (held.frames >= MOST) this.release(held.label, `That is ${MOST} at once. Hold again for more.`);
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

  // What is seen

  draw() {
    const { studio } = this;
    const { set, camera } = studio;
    for (const card of this.cards.splice(set.classes.length)) card.close();
    if (this.cards.length === 0) this.find(".classes").replaceChildren();
    set.classes.forEach((_, label) => {
      if (!this.cards[label]) {
        this.cards[label] = new ClassCard(label, this);
        this.find(".classes").append(this.cards[label].root);
      }
      this.cards[label].draw();
    });
    this.find(".camera").hidden = !camera.isOn;
    this.find(".camera .view").classList.toggle("mirror", camera.isMirror);
    this.find(".flip").hidden = navigator.maxTouchPoints === 0;
    this.root.classList.toggle("taking", this.holding !== undefined);
    this.root.classList.toggle("reading", studio.reading !== "");
    const { length } = set.pictures;
    setText(this.find(".tally"), length ? counted(length, "picture") : "");
    this.find(".idea").hidden = length > 0 || !studio.isFresh;
    const [first, second] = studio.data.words.hot_dog;
    const tip = this.find(".tip");
    tip.hidden = set.classes[0] !== first || set.classes[1] !== second;
    setText(tip, HOT_DOG);
    this.drawSaid();
    // While a button is held there is no time to read
    if (!this.holding) {
      const change = (/** @type {(set: OwnSet) => OwnSet} */ act) => studio.change(act, "", studio.set);
      this.telling.after(60, () => this.find(".told").replaceChildren(...told(studio.set, change)));
    }
  }

  drawSaid() {
    const { studio } = this;
    const line = this.find(".said");
    const words = studio.reading || studio.said;
    const undo = studio.before && !studio.reading;
    if (line.dataset.words === words && line.dataset.undo === String(Boolean(undo))) return;
    line.dataset.words = words;
    line.dataset.undo = String(Boolean(undo));
    const button = element("button", { className: "link undo", type: "button", onclick: () => studio.undo() }, "Undo");
    line.replaceChildren(words, ...(undo ? [" ", button] : []));
  }

  /** @param {string} words */
  complain(words) {
    const trouble = this.find(".trouble");
    trouble.hidden = !words;
    trouble.textContent = words;
  }

  close() {
    this.taking.stop();
    this.telling.stop();
    for (const card of this.cards) card.close();
  }
}
