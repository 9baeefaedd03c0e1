// Long work on the page's one thread, in slices: between two of them the page draws, and hears Stop.

import { turn } from "../shared/later.js";

const SLICE = 5; // milliseconds of work at most before the page has its turn: two of them, and drawing, fit into a frame

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

  /** The page has its turn. */
  async pause() {
    await turn();
    this.end = performance.now() + SLICE;
  }

  /** The same; throws Stopped once the learner has asked for it. */
  async check() {
    await this.pause();
    if (this.stopped?.()) throw new Stopped();
  }
}
