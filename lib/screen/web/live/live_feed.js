// What is new of a live run, fetched once for all parts of a page that show it: rows that are only ever added, and the
// rest whole. The server says after how many seconds to ask again. It draws nothing.

import { Later } from "../shared/later.js";
import { page } from "../shared/page.js";

const HIDDEN = 10; // seconds between askings of a tab that nobody sees
const PATIENCE = 15_000; // ms for one answer
const LOST = 3; // askings in a row without an answer, after which the page says so
const UNTOLD = 5; // seconds within which a page runs its script that could not learn when its turn is
const REST = 1_000; // ms without a reader before a feed ends: a redraw takes parts away and brings them back

/** @typedef {[epoch: number, validation: number, accuracy: number | null, loss: number | null]} Row */
/**
 * What the run is just now, told whole each time.
 * @typedef {object} Rest
 * @property {number} share from 0 to 1
 * @property {[string, string]} words
 * @property {string} note
 * @property {string} figure
 * @property {string} said
 * @property {[accuracy: string, loss: string]} alts
 * @property {number[] | null} guesses
 * @property {number} lines of the history
 */
/** @typedef {Rest & { at: string, from: number, rows: Row[] }} Told `at` is to be named at the next asking; rows from `from` on */

/** The page's feed of this name, made at its first use. @param {string} token */
export function feedOf(token) {
  const feed = page.feeds.get(token) ?? new Feed(() => page.feeds.delete(token));
  page.feeds.set(token, feed);
  return feed;
}

export class Feed {
  /** @type {Row[]} */
  rows = [];
  /** @type {Rest | undefined} */
  rest;
  at = "";
  failures = 0;
  leaves = 0;
  asking = false;
  address = "";
  /** @type {Set<(feed: Feed) => void>} */
  readers = new Set();
  resting = new Later();
  waiting = new Later();
  playing = new Later();
  /** @type {(reached: boolean) => void} */
  gone = () => {};
  seen = () => document.hidden || this.wait(0);

  /** @param {() => void} ended */
  constructor(ended) {
    this.ended = ended;
    document.addEventListener("visibilitychange", this.seen);
  }

  /** Calls `reader(feed)` now and at every change; returns what ends that. @param {(feed: Feed) => void} reader */
  read(reader) {
    this.readers.add(reader);
    this.resting.stop();
    reader(this);
    return () => {
      this.readers.delete(reader);
      if (!this.readers.size) this.resting.after(REST, () => this.end());
    };
  }

  end() {
    this.waiting.stop();
    this.playing.stop();
    document.removeEventListener("visibilitychange", this.seen);
    this.address = "";
    this.ended();
  }

  /** @param {Told} told */
  take(told) {
    const known = told.from <= this.rows.length ? told.from : 0;
    this.rows = this.rows.slice(0, known).concat(told.rows);
    this.rest = told;
    this.at = told.at;
    this.tell();
  }

  tell() {
    for (const reader of this.readers) reader(this);
  }

  get lost() {
    return this.failures >= LOST;
  }

  /** Asks at `address` from now on. `gone(reached)` is called once nothing is told there any more.
   * @param {string} address @param {(reached: boolean) => void} gone */
  follow(address, gone) {
    this.gone = gone;
    if (this.address === address) return;
    this.address = address;
    this.wait(0.4);
  }

  /** @param {number} seconds */
  wait(seconds) {
    if (this.address && !this.asking)
      this.waiting.after(1000 * seconds * (0.9 + 0.2 * Math.random()), () => this.ask());
  }

  async ask() {
    this.asking = true;
    let seconds = 1;
    try {
      const url = new URL(this.address, document.baseURI);
      url.searchParams.set("after", this.at);
      if (document.hidden) url.searchParams.set("hold", "0"); // a browser has six connections for all its tabs
      const answer = await fetch(url, { cache: "no-store", signal: AbortSignal.timeout(PATIENCE) });
      const next = answer.headers.get("x-next");
      if (next === "0") return this.leave(true, Number(answer.headers.get("x-turn")));
      if (next !== null) {
        seconds = Number(next);
        const { lost } = this;
        this.failures = this.leaves = 0;
        if (answer.status === 200) this.take(await answer.json());
        else if (lost) this.tell();
      } else if (answer.status < 500) {
        return this.leave(false); // another server than ours answers here
      } else throw new Error(answer.statusText);
    } catch {
      this.failures++;
      if (this.failures === LOST) this.tell();
      seconds = Math.min(15, 0.5 * 2 ** this.failures);
    } finally {
      this.asking = false;
    }
    this.wait(document.hidden ? Math.max(seconds, HIDDEN) : seconds);
  }

  /** Seconds until this page may run its script for what it was told: those of all pages run one after another. */
  async turn() {
    if (!this.address) return 0; // messages bring what is new, each page's by themselves
    try {
      const url = new URL(this.address, document.baseURI);
      url.searchParams.set("turn", "1");
      const answer = await fetch(url, { cache: "no-store", signal: AbortSignal.timeout(PATIENCE) });
      return answer.ok ? Number(answer.headers.get("x-turn")) : UNTOLD * Math.random();
    } catch {
      return UNTOLD * Math.random();
    }
  }

  /** Tells the page, in its turn, that nothing is told here any more; more rarely where it asks again all the same.
   * @param {boolean} reached @param {number} [turn] seconds */
  leave(reached, turn = 0) {
    this.address = "";
    setTimeout(() => this.gone(reached), 1000 * (turn + Math.min(30, 2 ** this.leaves - 1)));
    this.leaves++;
  }

  /** Tells the rows of a run that is over as if it were live, over and over. @param {{ seconds: number, rows: Row[] }} run */
  replay({ seconds, rows }) {
    const [last] = rows[rows.length - 1];
    this.playing.frames(() => {
      const share = ((performance.now() / 1000) % (seconds + 2)) / seconds;
      const shown = rows.filter(([epoch]) => epoch <= share * last);
      if (shown.length !== this.rows.length) {
        this.rows = shown;
        this.tell();
      }
      return true;
    });
  }
}
