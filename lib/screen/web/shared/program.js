// The door of a component whose script is a served file: it fetches that program once, which then runs in this page. It travels
// with every mount, so it is small.

import { Part } from "./part.js";

/** @typedef {{ program: string }} Needed address of the program; it exports `open(host)`, which gives a `Running` */
/** @typedef {{ update(): void, close(): void }} Running */

/** @template {Needed} Data @extends {Part<Data>} */
export class Program extends Part {
  /** @type {Running | undefined} */
  running;
  opened = false;

  update() {
    this.running?.update();
    if (!this.opened) this.open();
  }

  async open() {
    this.opened = true;
    let closed = false;
    this.ends.push(() => {
      closed = true;
    });
    try {
      const { open } = await import(new URL(this.data.program, document.baseURI).href);
      if (closed) return;
      const running = /** @type {Running} */ (open(this));
      this.running = running;
      this.ends.push(() => running.close());
    } catch (error) {
      this.props.setTriggerValue("unusable", { why: String(error).slice(0, 200) });
    }
  }
}
