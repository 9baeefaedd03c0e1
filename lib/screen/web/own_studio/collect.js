// The first column: classes, and the ways in for their pictures. What a file holds is `ways_in.js`'s business.

import { DRAWN_PIXELS } from "../own_files/intake.js";
import { element, finder, setText } from "../shared/elements.js";
import { Later } from "../shared/later.js";
import { ClassCard } from "./class_card.js";
import { chosen, takeDrops } from "./dropped.js";
import { Recorder } from "./recorder.js";
import { counted, told } from "./told.js";
import { fromArchive, fromFiles, fromFolder, isArchive } from "./ways_in.js";

/** @import { Limits } from "../own_files/entry.js" */
/** @import { OwnSet } from "../own_learning/own_set.js" */
/** @import { Found } from "./dropped.js" */
/** @import { Studio } from "./studio.js" */
/** @import { Join, Tell } from "./ways_in.js" */
/** @typedef {(set: OwnSet, limits: Limits, tell: Tell) => Promise<Join>} Reading */

const HOT_DOG =
  "Hot dog: many kinds, on plates and in hands, from near and far. Not hot dog is harder: it is everything else. Show what looks " +
  "like a hot dog (a sausage, a sandwich, a banana), empty plates, and your table. The model knows only what your pictures show.";

/** The set without the two classes that nobody has named. @param {OwnSet} set */
const unnamed = (set) => set.withoutClass(1).withoutClass(0);

const MB = 1_000_000;

/** What fits, in a few sentences. @param {Record<string, number>} limits */
const fits = ({ classes, pictures, file_bytes, pixels, archive_bytes }) =>
  `At most ${classes} classes and ${pictures.toLocaleString("en")} pictures. A photo may have ${file_bytes / MB} MB and ${pixels / MB} ` +
  `million pixels (${DRAWN_PIXELS / MB} unless it is a JPEG). An archive may have ${archive_bytes / MB} MB. JPEG, PNG, WebP or GIF. ` +
  "Each picture is made small (256 pixels), without its place and date. Ask people before you take their photo.";

export class Collect {
  /** @type {ClassCard[]} */
  cards = [];
  telling = new Later();
  choosing = 0; // the class that photos are chosen for
  /** @type {Promise<void>} one reading after the other */
  line;

  /** @param {HTMLElement} root @param {Studio} studio */
  constructor(root, studio) {
    this.root = root;
    this.studio = studio;
    this.find = finder(root);
    this.line = studio.loaded;
    this.recorder = new Recorder(this.find("video", HTMLVideoElement), studio, (words) => this.complain(words));
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
    this.find(".limits").textContent = fits(studio.data.limits);
    this.find(".hot-dog").onclick = () => this.hotDog();
    this.find(".digits").onclick = () => this.example();
    studio.watch(() => this.draw());
  }

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
   * @param {Found[]} found @param {number} [label] the class that they were dropped on @returns {Promise<void>} */
  take(found, label) {
    const name = label === undefined ? "" : this.studio.set.classes[label];
    const loose = found.filter((one) => !isArchive(one));
    for (const archive of found.filter(isArchive)) this.queue((...given) => fromArchive(archive, ...given), "");
    if (loose.length && name) this.queue((...given) => fromFiles(loose, name, ...given), name);
    else if (loose.length) this.queue((...given) => fromFolder(loose, ...given), "");
    return this.line;
  }

  /** Reads when all before is read. @param {Reading} reading @param {string} name of the class that they are for */
  queue(reading, name) {
    this.line = this.line.then(() => this.read(reading, name));
  }

  /** @param {Reading} reading @param {string} name */
  async read(reading, name) {
    const { studio } = this;
    const before = studio.set;
    const tell = (/** @type {string} */ words) => {
      studio.reading = words;
      studio.tell();
    };
    tell("Reading …");
    try {
      const join = await reading(before, /** @type {Limits} */ (studio.data.limits), tell);
      const onto = studio.isFresh && !name ? unnamed(studio.set) : studio.set; // another one than before, perhaps
      if (!studio.change(() => join(onto))) return;
      const more = studio.set.pictures.length - onto.pictures.length;
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
        const start = studio.isFresh ? unnamed(set) : set;
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
      this.take([{ path: "digits.zip", file: new File([await answer.blob()], "digits.zip") }]);
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
    this.root.classList.toggle("taking", this.recorder.holding !== undefined);
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
    if (!this.recorder.holding) {
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
    this.recorder.close();
    this.telling.stop();
    for (const card of this.cards) card.close();
  }
}
