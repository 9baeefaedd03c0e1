// What the components of a page share. Each of them is a script of its own; this one store is the page's.

/** @import { Network } from "./forward.js" */
/** @import { Feed } from "../live/live_feed.js" */
/** @typedef {{ images: Uint8Array, labels: Uint8Array }} Digits `images`: n x 784, 0 to 255. */

/** Things by name. Those that were not asked for longest go, and with them the knowledge of where they came from:
 * whoever names them again has them fetched again, as a rule from the browser's own store.
 * @template Thing */
class Shelf {
  /** @param {number} most things that are kept: more than a page shows at once @param {Set<string>} fetched */
  constructor(most, fetched) {
    this.most = most;
    this.fetched = fetched;
    /** @type {Map<string, { thing: Thing, address: string }>} the last that was asked for is the last */
    this.kept = new Map();
    /** @type {Set<() => void>} */
    this.watchers = new Set();
  }

  /** @param {string} name */
  get(name) {
    const found = this.kept.get(name);
    if (!found) return undefined;
    this.kept.delete(name);
    this.kept.set(name, found);
    return found.thing;
  }

  /** Whoever watches looks at once for what it shows, which is so among the last to go.
   * @param {string} name @param {Thing} thing */
  put(name, thing, address = "") {
    this.kept.delete(name);
    this.kept.set(name, { thing, address });
    for (const watcher of [...this.watchers]) watcher();
    for (const [old, { address }] of this.kept) {
      if (this.kept.size <= this.most) break;
      this.kept.delete(old);
      this.fetched.delete(address);
    }
  }

  /** Calls `watcher` whenever something is put; returns what ends that. @param {() => void} watcher */
  watch(watcher) {
    this.watchers.add(watcher);
    return () => this.watchers.delete(watcher);
  }
}

class Page {
  /** @type {Set<string>} addresses whose bytes are here or on their way */
  fetched = new Set();
  /** @type {Shelf<Network>} by digest; 2.5 MB each */
  networks = new Shelf(6, this.fetched);
  /** @type {Shelf<Digits>} by digest; 8 MB each */
  digits = new Shelf(2, this.fetched);
  /** @type {Shelf<Float32Array | null>} by the name of their source; null where nothing is drawn */
  pictures = new Shelf(30, this.fetched);
  /** @type {Map<string, Feed>} of live runs, by token; they end by themselves */
  feeds = new Map();
  /** @type {{ id: string, answer: (hello: number) => void } | undefined} */
  learner;
}

const shared = /** @type {typeof globalThis & { layersPage?: Page }} */ (globalThis);
shared.layersPage ??= new Page();
export const page = shared.layersPage;
