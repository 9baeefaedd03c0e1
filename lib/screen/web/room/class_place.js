// The class's place on a page: looked for until it stands there, and kept at the top while the page is still drawn.

import { elementAt } from "../shared/places.js";

/** @import { Later } from "../shared/later.js" */

const SEEK = 500; // ms between two looks for the place, which a guess may have to bring
const RESTS = 24; // looks at which it stood there: what lies above comes late where a class draws at once
const OWN = ["wheel", "touchmove", "pointerdown", "keydown"]; // whoever scrolls or does something is not held

export class ClassPlace {
  holding = false;

  /** @param {Later} seeking @param {(() => void)[]} ends what is called once the part is shown no more */
  constructor(seeking, ends) {
    this.seeking = seeking;
    const own = () => this.holding && seeking.stop();
    for (const moved of OWN) {
      document.addEventListener(moved, own, { passive: true });
      ends.push(() => document.removeEventListener(moved, own));
    }
  }

  leave() {
    this.seeking.stop();
  }

  /** Goes to a place that its lesson has by this name as soon as it stands on the page, for no script tells when.
   * @param {string} part */
  seek(part) {
    this.leave();
    this.holding = false;
    let rests = 0;
    const look = () => {
      const there = elementAt(part);
      if (!there) return;
      this.holding = true;
      const before = there.getBoundingClientRect().top;
      there.scrollIntoView({ block: "start" });
      rests = Math.abs(there.getBoundingClientRect().top - before) < 2 ? rests + 1 : 0;
      if (rests === RESTS) this.leave();
    };
    this.seeking.every(SEEK, look);
    look();
  }
}
