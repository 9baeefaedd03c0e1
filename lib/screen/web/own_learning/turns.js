// Long work on the page's one thread, in slices: between two of them the page draws, and hears Stop.

const SLICE = 8; // milliseconds of work at most before the page has its turn: half a frame

/** The learner pressed Stop. */
export class Stopped extends Error {}

/** Turns of a page's one thread: work goes on until `over`, then the page has its own. */
export class Turns {
  end = performance.now() + SLICE;

  /** @param {(() => boolean) | undefined} stopped */
  constructor(stopped) {
    this.stopped = stopped;
  }

  get over() {
    return performance.now() >= this.end;
  }

  /** Lets the page draw and hear clicks; a timer would wait longer, and a second in a tab that is not shown. */
  async pause() {
    const { port1, port2 } = new MessageChannel();
    await new Promise((go) => {
      port1.onmessage = go;
      port2.postMessage(null);
    });
    port1.close();
    this.end = performance.now() + SLICE;
  }

  /** The same; throws Stopped once the learner has asked for it. */
  async check() {
    await this.pause();
    if (this.stopped?.()) throw new Stopped();
  }
}
