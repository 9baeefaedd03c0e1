// A learner's own labelled pictures, in the order in which they came: in the browser what lib/pictures/own/own.py is in
// Python, with the same bounds and sentences. Every change gives a new set. It knows nothing of files, of where a set is
// kept, or of networks.

import { folded, short } from "../own_files/entry.js";
import { className, classNames, OwnError, refusal, unsure } from "./class_names.js";
import { groups, kin, leaks, parts } from "./near_duplicates.js";

/** @import { Known } from "./near_duplicates.js" */
/**
 * One picture as it is kept.
 * @typedef {object} OwnPicture
 * @property {string} id stays its own when others go
 * @property {string} name as it was handed in, for the learner's eyes
 * @property {number} label
 * @property {Blob} jpeg
 * @property {Uint8Array} fingerprint see `near_duplicates.js`
 * @property {number} take the recording that it is a frame of; 0 for a picture that stands alone
 * @property {string[]} [also] its class in the other readings of the archive that it came in
 */
/** @typedef {{ name: string, jpeg: Blob, fingerprint: Uint8Array, take?: number }} Fresh a picture that comes in, made small already;
 * `take`: the recording of its archive that it is a frame of */
/** @typedef {{ classes: number, pictures: number, kept_bytes: number }} Limits */
/** @typedef {{ classes: string[], pictures: OwnPicture[], notes: string[], told: number, limits: Limits }} Kept */

const LEAST_CLASSES = 2;
const LEAST_PICTURES = 3; // of a class: one to learn from, one to choose by, one to ask
const NOTES = 200; // sentences kept
/** @type {Limits} as in lib/pictures/own/own_entry.py */
const LIMITS = { classes: 20, pictures: 1000, kept_bytes: 30e6 };

export class OwnSet {
  /** @type {Known | undefined} of this set or of the one that it was made from */ #known;
  /** @type {number[] | undefined} */ #groups;
  /** @type {number[] | undefined} */ #kin;
  /** @type {number[] | undefined} */ #part;

  /** @param {Partial<Kept>} kept another set, or what a store gave back of one */
  constructor({ classes = [], pictures = [], notes = [], told = 0, limits = LIMITS } = {}) {
    this.classes = classes;
    this.pictures = pictures;
    this.notes = notes; // one sentence for each thing that was left out, after those of `told`
    this.told = told; // so many of the notes, the first ones, say what was done, and leave nothing out
    this.limits = limits;
  }

  /** @param {Partial<Kept>} changed */
  #with(changed) {
    const { classes, pictures, notes, told, limits } = this;
    const made = new OwnSet({ classes, pictures, notes, told, limits, ...changed });
    made.#known = this.#known;
    return made;
  }

  /** Class numbers. */
  get labels() {
    return this.pictures.map(({ label }) => label);
  }

  /** Group numbers: exact and near duplicates share one. */
  get groups() {
    if (this.#groups) return this.#groups;
    const prints = this.pictures.map(({ fingerprint }) => fingerprint);
    this.#groups = groups(prints, this.#known);
    this.#known = { prints, groups: this.#groups };
    return this.#groups;
  }

  /** Twins and frames of one recording share a number. */
  get kin() {
    this.#kin ??= kin(
      this.groups,
      this.pictures.map(({ take }) => take),
    );
    return this.#kin;
  }

  /** TRAIN, VALIDATION or TEST of each: 70, 15 and 15 %, kin of a class together where possible. */
  get part() {
    this.#part ??= parts(this.labels, this.kin);
    return this.#part;
  }

  get keptBytes() {
    return this.pictures.reduce((sum, { jpeg }) => sum + jpeg.size, 0);
  }

  /** Pictures of each class. */
  get counts() {
    const counts = this.classes.map(() => 0);
    for (const { label } of this.pictures) counts[label] += 1;
    return counts;
  }

  /** Places of a class's pictures. @param {number} label */
  members(label) {
    return this.pictures.flatMap((picture, i) => (picture.label === label ? [i] : []));
  }

  /** Places of the pictures that have an earlier twin in their own class: what may go without loss. */
  get spare() {
    const seen = new Set();
    return this.pictures.flatMap(({ label }, i) => {
      const kin = `${label} ${this.groups[i]}`;
      const known = seen.has(kin);
      seen.add(kin);
      return known ? [i] : [];
    });
  }

  /** Groups of twins that lie in more than one class, each as places: one of the labels must be wrong. */
  get disputed() {
    /** @type {number[][]} */
    const found = [];
    this.groups.forEach((group, i) => {
      found[group] = [...(found[group] ?? []), i];
    });
    return found.filter((places) => new Set(places.map((i) => this.pictures[i].label)).size > 1);
  }

  /** Places of the validation and test pictures with kin of their class among the training pictures. */
  get leaks() {
    return leaks(this.labels, this.kin, this.part);
  }

  /** What is missing before a network can learn from it, one sentence; "" where nothing is. */
  get whyNot() {
    if (this.classes.length < LEAST_CLASSES)
      return "Give at least two classes: a network can only tell one thing from another.";
    const few = this.counts.findIndex((count) => count < LEAST_PICTURES);
    if (few < 0) return "";
    const count = this.counts[few];
    return (
      `${this.classes[few]} has ${count} ${count === 1 ? "picture" : "pictures"}, and each class needs at least ` +
      `${LEAST_PICTURES}: one to learn from, one to choose by, one to ask. Add some, or remove the class.`
    );
  }

  /** One class more, still without pictures. Throws an OwnError: no name, a name there already or a reserved one, or too
   * many classes. @param {string} name */
  withClass(name) {
    const plain = this.#unused(name);
    if (this.classes.length >= this.limits.classes)
      throw new OwnError(`At most ${this.limits.classes} classes fit. Remove one first.`);
    return this.#with({ classes: [...this.classes, plain] });
  }

  /** Another name for a class. Throws an OwnError as `withClass` does. @param {number} label @param {string} name */
  renamed(label, name) {
    return this.#with({ classes: this.classes.with(label, this.#unused(name, label)) });
  }

  /** @param {string} name @param {number} [but] the class that may have it */
  #unused(name, but) {
    const plain = className(name);
    if (this.classes.some((one, i) => i !== but && folded(one) === folded(plain)))
      throw new OwnError(`There is a class ${plain} already. Choose another name.`);
    return plain;
  }

  /** The set without a class and its pictures. @param {number} label */
  withoutClass(label) {
    const pictures = this.pictures
      .filter((picture) => picture.label !== label)
      .map((picture) => (picture.label > label ? { ...picture, label: picture.label - 1 } : picture));
    return this.#with({ classes: this.classes.toSpliced(label, 1), pictures });
  }

  /** These pictures in another class. @param {Iterable<number>} places @param {number} label */
  moved(places, label) {
    const chosen = new Set(places);
    const pictures = this.pictures.map((one, i) => (chosen.has(i) ? { ...one, label, also: [] } : one));
    return this.#with({ pictures });
  }

  /** The set without these pictures. @param {Iterable<number>} places */
  without(places) {
    const gone = new Set(places);
    return this.#with({ pictures: this.pictures.filter((_, i) => !gone.has(i)) });
  }

  /** The set once the learner has read what was left out. */
  withoutNotes() {
    return this.#with({ notes: [], told: 0 });
  }

  /** More notes: what was done, and what was left out. @param {string[]} told @param {string[]} leftOut */
  withNotes(told, leftOut) {
    const done = [...this.notes.slice(0, this.told), ...told];
    const notes = [...done, ...this.notes.slice(this.told), ...leftOut];
    const more = notes.length - NOTES + 1;
    if (more > 1) notes.splice(NOTES - 1, Infinity, `${more.toLocaleString("en")} more were left out.`);
    return this.#with({ notes, told: done.length });
  }

  /** How many pictures still fit: none where the bytes are used up. */
  get room() {
    return this.keptBytes < this.limits.kept_bytes ? this.limits.pictures - this.pictures.length : 0;
  }

  /** More pictures for a class, new or there already; those that find no room become a note. Throws an OwnError as
   * `withClass` does. @param {string} name @param {Fresh[]} fresh @param {number} take the recording that they are frames of */
  add(name, fresh, take = 0) {
    const [joined, label] = this.#label(name);
    const given = fresh.map(() => joined.classes[label]);
    return joined.addRead(fresh, [given], { take });
  }

  /** The pictures of an archive or folder, put under their classes. Where these may be read in several ways, `readings` and
   * `readAs` offer the others. What finds no room or no class becomes a note.
   * @param {Fresh[]} fresh @param {(string | null)[][]} readings the class folder of each picture, null where it lies in none:
   * as it is read, then in each other way
   * @param {{ told?: string[], leftOut?: string[], doubtful?: string[], take?: number }} about what was told of the archive, and
   * of each file that was left out; folders that may be classes or parts; the recording that they are frames of */
  addRead(fresh, readings, { told = [], leftOut = [], doubtful = [], take = 0 } = {}) {
    const fit = this.#fitting(fresh);
    const ways = readings.map((folders) => classNames(folders.slice(0, fit).flatMap((folder) => folder ?? [])));
    const [{ names }, ...others] = ways;
    const left = [...leftOut, ...this.#crowded(fresh.length - fit), ...ways[0].leftOut];
    const done = [...told, ...ways[0].told, ...unsure(doubtful)];
    /** @type {OwnSet} */
    let joined = others.length ? this.sure() : this;
    /** @type {Map<string, number | null>} */
    const labels = new Map();
    const pictures = [...joined.pictures];
    const last = pictures.reduce((most, one) => Math.max(most, one.take), 0); // their numbers begin anew in an archive
    fresh.slice(0, fit).forEach(({ name: file, jpeg, fingerprint, take: recording = 0 }, i) => {
      const [folder, ...elsewhere] = readings.map((folders) => folders[i]);
      const name = folder === null ? null : names.get(folder);
      if (folder === null || !name) return;
      if (!labels.has(name)) {
        try {
          const [more, label] = joined.#label(name);
          joined = more;
          labels.set(name, label);
        } catch (error) {
          left.push(`The folder ${short(folder)} is left out: ${refusal(error)}`);
          labels.set(name, null);
        }
      }
      const label = labels.get(name) ?? null;
      if (label === null) return;
      const also = elsewhere.map((other, way) => (other !== null && others[way].names.get(other)) || name);
      pictures.push({
        id: newId(),
        name: short(file),
        label,
        jpeg,
        fingerprint,
        take: take || (recording && last + recording),
        also,
      });
    });
    return joined.#with({ pictures }).withNotes(done, left);
  }

  /** What is told of pictures that found no room. @param {number} over */
  #crowded(over) {
    const { pictures, kept_bytes } = this.limits;
    const most = `${pictures.toLocaleString("en")} pictures or ${(kept_bytes / 1e6).toFixed()} MB of small ones`;
    const were = `${over.toLocaleString("en")} more ${over === 1 ? "picture was" : "pictures were"} left out`;
    return over ? [`${were}: at most ${most} fit.`] : [];
  }

  /** How many of these find room. @param {Fresh[]} fresh */
  #fitting(fresh) {
    let bytes = this.limits.kept_bytes - this.keptBytes;
    const room = this.limits.pictures - this.pictures.length;
    const first = fresh.findIndex(({ jpeg }, i) => {
      if (i >= room || bytes <= 0) return true;
      bytes -= jpeg.size;
      return false;
    });
    return first < 0 ? fresh.length : first;
  }

  /** The set with a class of this name, and its number. @param {string} name @returns {[OwnSet, number]} */
  #label(name) {
    const known = this.classes.findIndex((one) => folded(one) === folded(className(name)));
    return known < 0 ? [this.withClass(name), this.classes.length] : [this, known];
  }

  /** The classes of the last archive in each way in which it can be read, the present one first; [] without a doubt. */
  get readings() {
    const doubtful = this.pictures.filter(({ also }) => also?.length);
    const ways = doubtful[0]?.also?.map((_, way) => doubtful.map(({ also }) => /** @type {string[]} */ (also)[way]));
    const now = doubtful.map(({ label }) => this.classes[label]);
    return ways ? [now, ...ways].map((way) => [...new Set(way)]) : [];
  }

  /** The set with the classes of another of its `readings`; the present one is then among the others. Throws an OwnError
   * where there are too many classes. @param {number} way */
  readAs(way) {
    if (way < 1 || way >= this.readings.length) return this;
    // Classes that lose their pictures go last: till then there may be more than fit
    const { limits } = this;
    /** @type {OwnSet} */
    let joined = this.#with({ limits: { ...limits, classes: 2 * limits.classes } });
    const emptied = new Set();
    const pictures = this.pictures.map((picture) => {
      if (!picture.also?.length) return picture;
      emptied.add(picture.label);
      const [more, label] = joined.#label(picture.also[way - 1]);
      joined = more;
      return { ...picture, label, also: [this.classes[picture.label], ...picture.also.toSpliced(way - 1, 1)] };
    });
    joined = joined.#with({ pictures, limits });
    for (const label of [...emptied].sort((a, b) => b - a))
      if (!joined.counts[label]) joined = joined.withoutClass(label);
    const { length } = joined.classes;
    if (length > limits.classes)
      throw new OwnError(`Read so, there are ${length} classes, and at most ${limits.classes} fit.`);
    return joined;
  }

  /** The set once the learner has said that it is read right. */
  sure() {
    return this.#with({ pictures: this.pictures.map((picture) => ({ ...picture, also: [] })) });
  }
}

/** A random name; `crypto.randomUUID` is missing where a page came without HTTPS. */
function newId() {
  return [...crypto.getRandomValues(new Uint8Array(8))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
