// A base that sees pictures in a worker thread: what a page asks. Nothing of a picture leaves the browser.

/** @typedef {import("./squeeze.js").Picture} Picture */
/** @typedef {{ pooled: Float32Array, map?: { data: Float32Array, side: number } }} Seen `map` is the last map, (side, side, features) */
/**
 * As lib/screen/models/browser_bases.py gives it.
 * @typedef {object} BaseData
 * @property {string} worker addresses, absolute or from the page's own base on
 * @property {string} core
 * @property {string} wasm
 * @property {string} weights
 * @property {number} size side of the square that it is shown
 * @property {number} features numbers a picture
 */

export class Base {
  /** @param {BaseData} data */
  constructor({ worker, core, wasm, weights, size, features }) {
    /** @param {string} address */
    const absolute = (address) => new URL(address, document.baseURI).href;
    this.size = size;
    this.width = features;
    /** @type {{ resolve: (seen: any) => void, reject: (why: Error) => void }[]} in the order in which they were asked */
    this.waiting = [];
    this.worker = new Worker(absolute(worker));
    this.worker.onmessage = ({ data }) => {
      const first = this.waiting.shift();
      if (data.failed) first?.reject(new Error(data.failed));
      else first?.resolve(data);
    };
    this.worker.onerror = (event) => {
      event.preventDefault();
      this.end(new Error(event.message || "The worker did not start."));
    };
    /** Fulfilled once it can see; rejected where this browser cannot run it, or a file did not come. @type {Promise<void>} */
    this.ready = this.ask({ core: absolute(core), wasm: absolute(wasm), weights: absolute(weights), size });
    this.ready.catch(() => {}); // who waits for it hears of it; who only asks for features hears of it there
  }

  /** What it sees in a picture of any size, squeezed whole into its square. Several may be asked for at once, and are answered in order.
   * @param {Picture} picture @param {boolean} [map] whether the last map is wanted too, for a heat map @returns {Promise<Seen>} */
  async features({ width, height, data }, map = false) {
    await this.ready;
    return this.ask({ picture: { width, height, data }, map });
  }

  /** Ends the thread; what was asked and is not answered is rejected. */
  stop() {
    this.end(new Error("Stopped."));
  }

  /** @param {object} message @returns {Promise<any>} */
  ask(message) {
    if (this.ended) return Promise.reject(this.ended);
    return new Promise((resolve, reject) => {
      this.waiting.push({ resolve, reject });
      this.worker.postMessage(message);
    });
  }

  /** @param {Error} why */
  end(why) {
    /** @type {Error | undefined} */
    this.ended = why;
    this.worker.terminate();
    for (const { reject } of this.waiting.splice(0)) reject(why);
  }
}
