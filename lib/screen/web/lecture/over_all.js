// What lies over the hall's screen: a pointer that goes with the mouse, and a dark sheet.

import { element } from "../shared/elements.js";

export class OverAll {
  pointer = element("div", { className: "lecture-pointer", hidden: true });
  cover = element("div", { className: "lecture-blank", hidden: true });

  constructor() {
    document.body.append(this.pointer, this.cover);
    window.addEventListener("pointermove", this.move);
  }

  /** @param {PointerEvent} event */
  move = ({ clientX, clientY }) => {
    this.pointer.style.transform = `translate(${clientX}px, ${clientY}px)`;
  };

  get isDark() {
    return !this.cover.hidden;
  }

  /** @param {boolean} yes @returns {boolean} */
  point(yes = this.pointer.hidden === true) {
    this.pointer.hidden = !yes;
    return yes;
  }

  /** @param {boolean} yes @returns {boolean} */
  darken(yes = !this.isDark) {
    this.cover.hidden = !yes;
    return yes;
  }

  close() {
    window.removeEventListener("pointermove", this.move);
    this.pointer.remove();
    this.cover.remove();
  }
}
