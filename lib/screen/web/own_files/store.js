// A learner's set, kept in the browser alone. It belongs to its tab: a refresh finds it again, and what a closed tab left is
// deleted when the next one opens; for 24 hours it stays only where the learner says so. Another learner never sees it.
// A set is a line, and each picture one of its own: a change writes what is new. Where a browser keeps nothing (storage is
// switched off, or full), everything goes on, and whoever asks is told.

import { DATABASE } from "./place.js";
import { openTabs, tabId, take } from "./tabs.js";

/**
 * @typedef {{ id: string, name: string, label: number, jpeg: Blob, fingerprint: Uint8Array, take: number, also?: string[] }} Picture
 * @typedef {{ classes: string[], pictures: Picture[], notes?: string[], told?: number, salt?: string }} KeptSet what there is
 *   more in a set stays behind
 * @typedef {Omit<Picture, "jpeg">} Told
 * @typedef {{ tab: string, learner: string, until: number, set: Omit<KeptSet, "pictures"> & { pictures: Told[] } }} Line
 *   `until`: when it ends though its tab is closed, in ms; 0: with its tab
 */

const LEARNER = "layer-by-layer.learner"; // as ../learner/learner.js keeps it
const DAY = 24 * 60 * 60 * 1000; // ms
const [SETS, JPEGS] = ["sets", "jpegs"]; // by tab; by tab and the picture's id

/** Which tab this is, settled once: each component of a page has this module for itself, and all are one tab.
 * @type {{ tab?: Promise<string> }} */
const page = /** @type {any} */ (globalThis)[Symbol.for(DATABASE)] ?? {};
/** @type {any} */ (globalThis)[Symbol.for(DATABASE)] = page;

/** This tab's store; what closed tabs left is deleted. */
export async function open() {
  try {
    const found = await database();
    page.tab ??= tidied(found);
    const tab = await page.tab;
    const line = await lineOf(found.transaction(SETS), tab);
    return new Store(found, tab, Boolean(line?.until));
  } catch {
    return new Store(null, "", false); // switched off, or a private window of an old browser
  }
}

class Store {
  #database;
  #tab;
  #forADay;
  /** @type {Promise<unknown>} one change after the other */
  #turn = Promise.resolve();

  /** @param {IDBDatabase | null} found @param {string} tab @param {boolean} forADay */
  constructor(found, tab, forADay) {
    this.#database = found;
    this.#tab = tab;
    this.#forADay = forADay;
    found?.addEventListener("versionchange", () => {
      found.close(); // all is forgotten, in this tab or another: nothing more is kept
      this.#database = null;
    });
  }

  /** Whether anything is kept past a refresh. */
  get keeps() {
    return this.#database !== null;
  }

  /** Whether the set stays for 24 hours though its tab is closed. */
  get forADay() {
    return this.#forADay;
  }

  /** Keeps the set as it is now; false where the browser does not. @param {KeptSet} set @returns {Promise<boolean>} */
  keep(set) {
    const { classes, pictures, notes = [], told = 0, salt } = set;
    return this.#next(async (found) => {
      const tab = this.#tab;
      const known = new Set(
        (await answer(found.transaction(JPEGS).objectStore(JPEGS).getAllKeys(mine(tab)))).map(idOf),
      );
      // Bytes and not blobs, which are files: a private window may have none
      const fresh = await Promise.all(
        pictures
          .filter(({ id }) => !known.has(id))
          .map(async ({ id, jpeg }) => ({ id, bytes: await jpeg.arrayBuffer() })),
      );
      const wanted = new Set(pictures.map(({ id }) => id));
      const change = found.transaction([SETS, JPEGS], "readwrite");
      const jpegs = change.objectStore(JPEGS);
      for (const id of known) if (!wanted.has(id)) jpegs.delete([tab, id]);
      for (const { id, bytes } of fresh) jpegs.put(bytes, [tab, id]);
      const lines = pictures.map(({ id, name, label, fingerprint, take, also }) => ({
        id,
        name,
        label,
        fingerprint,
        take,
        also,
      }));
      change.objectStore(SETS).put(this.#line({ classes, notes, told, salt, pictures: lines }), tab);
      await ended(change);
    });
  }

  /** The set as it was kept last; null where there is none. @returns {Promise<KeptSet | null>} */
  async load() {
    /** @type {KeptSet | null} */
    let loaded = null;
    await this.#next(async (found) => {
      const look = found.transaction([SETS, JPEGS]);
      const range = mine(this.#tab);
      const [line, keys, values] = await Promise.all([
        lineOf(look, this.#tab),
        answer(look.objectStore(JPEGS).getAllKeys(range)),
        answer(/** @type {IDBRequest<ArrayBuffer[]>} */ (look.objectStore(JPEGS).getAll(range))),
      ]);
      if (!line) return;
      const jpegs = new Map(keys.map((key, i) => [idOf(key), new Blob([values[i]], { type: "image/jpeg" })]));
      const pictures = line.set.pictures.flatMap((told) => {
        const jpeg = jpegs.get(told.id);
        return jpeg ? [{ ...told, jpeg }] : [];
      });
      loaded = { ...line.set, pictures };
    });
    return loaded;
  }

  /** One picture, for a page that shows where it went wrong; null where it is gone. @param {string} id
   * @returns {Promise<Blob | null>} */
  async picture(id) {
    /** @type {ArrayBuffer | undefined} */
    let bytes;
    await this.#next(async (found) => {
      bytes = await answer(found.transaction(JPEGS).objectStore(JPEGS).get([this.#tab, id]));
    });
    return bytes ? new Blob([bytes], { type: "image/jpeg" }) : null;
  }

  /** Whether the set stays for 24 hours from its last change though its tab is closed; as long as it is open, it stays anyhow.
   * @param {boolean} yes @returns {Promise<boolean>} */
  keepForADay(yes) {
    this.#forADay = yes;
    return this.#next(async (found) => {
      const change = found.transaction(SETS, "readwrite");
      const line = await lineOf(change, this.#tab);
      if (line) change.objectStore(SETS).put(this.#line(line.set), this.#tab);
      await ended(change);
    });
  }

  /** Deletes this tab's pictures at once. @returns {Promise<boolean>} */
  forget() {
    this.#forADay = false;
    return this.#next((found) => deleted(found, [this.#tab]));
  }

  /** @param {Line["set"]} set @returns {Line} */
  #line(set) {
    return { tab: this.#tab, learner: learner(), until: this.#forADay ? Date.now() + DAY : 0, set };
  }

  /** Whether `act` did it, after all that was asked before. @param {(found: IDBDatabase) => Promise<void>} act
   * @returns {Promise<boolean>} */
  #next(act) {
    const turn = this.#turn.then(async () => {
      if (!this.#database) return false;
      try {
        await act(this.#database);
        return true;
      } catch {
        return false; // no room, or all was forgotten meanwhile
      }
    });
    this.#turn = turn;
    return turn;
  }
}

/** Deletes the sets of closed tabs and of other learners. This tab's id, which is that of the set that waits for its learner since
 * yesterday where this tab has none of its own. @param {IDBDatabase} found */
async function tidied(found) {
  const tab = await tabId();
  /** @type {Line[]} */
  const lines = await answer(found.transaction(SETS).objectStore(SETS).getAll());
  const living = await openTabs(lines.map((line) => line.tab));
  const who = learner();
  const closed = lines.filter((line) => line.tab !== tab && !living.has(line.tab));
  const waits = closed
    .filter((line) => line.until > Date.now() && line.learner === who)
    .sort((a, b) => b.until - a.until)
    .at(0); // the last of them: what one tab left, not what each did
  const own = lines.filter((line) => line.tab === tab);
  const gone = closed.filter((line) => line !== waits).concat(own.filter((line) => line.learner !== who));
  await deleted(
    found,
    gone.map((line) => line.tab),
  );
  const isEmpty = own.every((line) => gone.includes(line));
  return waits && isEmpty && (await take(waits.tab)) ? waits.tab : tab;
}

/** @param {IDBDatabase} found @param {string[]} tabs */
function deleted(found, tabs) {
  const change = found.transaction([SETS, JPEGS], "readwrite");
  for (const tab of tabs) {
    change.objectStore(SETS).delete(tab);
    change.objectStore(JPEGS).delete(mine(tab));
  }
  return ended(change);
}

/** @returns {Promise<IDBDatabase>} */
function database() {
  const asked = indexedDB.open(DATABASE, 1);
  asked.onupgradeneeded = () => {
    for (const name of [SETS, JPEGS]) asked.result.createObjectStore(name);
  };
  return answer(asked);
}

/** A tab's set. @param {IDBTransaction} look @param {string} tab */
const lineOf = (look, tab) => answer(/** @type {IDBRequest<Line | undefined>} */ (look.objectStore(SETS).get(tab)));

/** Keys of a tab's pictures. @param {string} tab */
const mine = (tab) => IDBKeyRange.bound([tab], [tab, []]);
/** @param {IDBValidKey} key */
const idOf = (key) => /** @type {string[]} */ (key)[1];

function learner() {
  try {
    return localStorage.getItem(LEARNER) ?? "";
  } catch {
    return "";
  }
}

/** @template Value @param {IDBRequest<Value>} request @returns {Promise<Value>} */
function answer(request) {
  return new Promise((done, fail) => {
    request.onsuccess = () => done(request.result);
    request.onerror = () => fail(request.error);
  });
}

/** @param {IDBTransaction} transaction @returns {Promise<void>} */
function ended(transaction) {
  return new Promise((done, fail) => {
    transaction.oncomplete = () => done();
    transaction.onabort = () => fail(transaction.error);
  });
}
