// The studio's door: it fetches the program once, which then runs in this page. It travels with every mount, so it is small.

import { mount, Part } from "../shared/part.js";

/** @import { Data, Host, Studio } from "./program.js" */

/** @extends {Part<Data>} */
class OwnStudio extends Part {
  /** @type {Studio | undefined} */
  studio;
  opened = false;

  update() {
    this.studio?.update();
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
      const studio = open(/** @type {Host} */ (this));
      this.studio = studio;
      this.ends.push(() => studio.close());
    } catch (error) {
      this.props.setTriggerValue("unusable", { why: String(error).slice(0, 200) });
    }
  }
}

export default mount(OwnStudio);
