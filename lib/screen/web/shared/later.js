// What a part of the page means to do later, and can put off or leave.

/** One thing that is to happen: asking anew leaves what was asked before. */
export class Later {
  #leave = () => {};
  #asked = false;

  /** @param {number} ms @param {() => void} act */
  after(ms, act) {
    this.stop();
    const timer = setTimeout(act, ms);
    this.#leave = () => clearTimeout(timer);
  }

  /** @param {number} ms @param {() => void} act */
  every(ms, act) {
    this.stop();
    const timer = setInterval(act, ms);
    this.#leave = () => clearInterval(timer);
  }

  /** At the next frame, once, however often it is asked for until then. @param {() => void} act */
  soon(act) {
    if (this.#asked) return;
    this.stop();
    this.#asked = true;
    const frame = requestAnimationFrame(() => {
      this.#asked = false;
      act();
    });
    this.#leave = () => cancelAnimationFrame(frame);
  }

  /** Now and at every frame, with the milliseconds since now, for as long as it returns true.
   * @param {(ms: number) => boolean} act */
  frames(act) {
    this.stop();
    const start = performance.now();
    const next = () => {
      if (!act(performance.now() - start)) return;
      const frame = requestAnimationFrame(next);
      this.#leave = () => cancelAnimationFrame(frame);
    };
    next();
  }

  stop() {
    this.#leave();
    this.#asked = false;
  }
}

/** Lets the page draw and hear clicks first; a timer would wait longer, and a second in a tab that is not shown.
 * @returns {Promise<void>} */
export async function turn() {
  const { port1, port2 } = new MessageChannel();
  await new Promise((go) => {
    port1.onmessage = go;
    port2.postMessage(null);
  });
  port1.close();
}
