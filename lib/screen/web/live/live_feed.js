// What is new of a live run, fetched once for all parts of a page that show it: rows that are only ever added, and the
// rest whole. The server says after how many seconds to ask again. It draws nothing.

const HIDDEN = 10; // seconds between askings of a tab that nobody sees
const PATIENCE = 15_000; // ms for one answer
const LOST = 3; // askings in a row without an answer, after which the page says so
const SCRIPTS = 10; // a second, of all pages that watch one run when it ends: each takes some 70 ms of one process
const REST = 1_000; // ms without a reader before a feed ends: a redraw takes parts away and brings them back

/** The page's feed of this name, made at its first use. */
function feedOf(token) {
  const feeds = (globalThis.layersLive ??= new Map());
  if (!feeds.has(token)) feeds.set(token, new Feed(() => feeds.delete(token)));
  return feeds.get(token);
}

class Feed {
  constructor(ended) {
    this.ended = ended;
    this.rows = []; // [epoch, 1 for validation, accuracy, loss]
    this.rest = {};
    this.at = "";
    this.failures = this.leaves = this.crowd = 0;
    this.readers = new Set();
    this.seen = () => document.hidden || this.wait(0);
    document.addEventListener("visibilitychange", this.seen);
  }

  /** Calls `reader(feed)` now and at every change; returns what ends that. */
  read(reader) {
    this.readers.add(reader);
    clearTimeout(this.resting);
    reader(this);
    return () => {
      this.readers.delete(reader);
      if (!this.readers.size) this.resting = setTimeout(() => this.end(), REST);
    };
  }

  end() {
    clearTimeout(this.waiting);
    cancelAnimationFrame(this.frame);
    document.removeEventListener("visibilitychange", this.seen);
    this.address = undefined;
    this.ended();
  }

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

  /** Asks at `address` from now on. `gone(reached)` is called once nothing is told there any more. */
  follow(address, gone) {
    this.gone = gone;
    if (this.address === address) return;
    this.address = address;
    this.wait(0.4);
  }

  wait(seconds) {
    if (!this.address || this.asking) return;
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => this.ask(), 1000 * seconds * (0.9 + 0.2 * Math.random()));
  }

  async ask() {
    this.asking = true;
    let seconds = 1;
    try {
      const url = new URL(this.address, document.baseURI);
      url.searchParams.set("after", this.at);
      const answer = await fetch(url, { cache: "no-store", signal: AbortSignal.timeout(PATIENCE) });
      const next = answer.headers.get("x-next");
      if (next === "0") return this.leave(true);
      if (next !== null) {
        seconds = Number(next);
        this.crowd = Number(answer.headers.get("x-crowd"));
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

  /** Tells the page that nothing is told here any more: where many watch not all at once, and more rarely where it asks
      again all the same. */
  leave(reached) {
    this.address = undefined;
    const spread = (this.crowd / SCRIPTS) * Math.random();
    setTimeout(() => this.gone(reached), 1000 * (spread + Math.min(30, 2 ** this.leaves - 1)));
    this.leaves++;
  }

  /** Tells the rows of a run that is over as if it were live, over and over. */
  replay({ seconds, rows }) {
    if (this.frame) return;
    const last = rows.at(-1)[0];
    const step = () => {
      const share = ((performance.now() / 1000) % (seconds + 2)) / seconds;
      const shown = rows.filter(([epoch]) => epoch <= share * last);
      if (shown.length !== this.rows.length) {
        this.rows = shown;
        this.tell();
      }
      this.frame = requestAnimationFrame(step);
    };
    step();
  }
}
