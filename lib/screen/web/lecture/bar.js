// The line below a lecture's page: where the hall is, and a button for each key. It does nothing by itself.

import { element } from "../shared/elements.js";

/**
 * What its buttons do.
 * @typedef {object} Acts
 * @property {(by: number) => void} go
 * @property {() => void} turnAside
 * @property {() => void} point
 * @property {() => void} blank
 * @property {() => void} speak
 * @property {() => void} leave
 */

export class Bar {
  where = element("span", { className: "where" });

  /** @param {Acts} acts */
  constructor({ go, turnAside, point, blank, speak, leave }) {
    this.where.setAttribute("role", "status");
    this.back = button("‹", "Step back", () => go(-1));
    this.on = button("›", "Step on", () => go(1));
    this.asks = button("Question", "The room’s question: Q", turnAside, true);
    this.dot = button("Pointer", "Pointer: full stop", point, true);
    this.dark = button("Blank", "Blank the screen: B", blank, true);
    this.noted = button("Notes", "Speaker's notes in a second window: N", speak, true);
    const left = button("Leave", "Leave the lecture view", leave);
    const { back, where, on, asks, dot, dark, noted } = this;
    this.root = element("nav", { className: "lecture-bar" }, back, where, on, asks, dot, dark, noted, left);
    this.root.setAttribute("aria-label", "Lecture");
    document.body.append(this.root);
  }
}

/** @param {string} text @param {string} title @param {() => void} act @param {boolean} [wide] left out on a small screen */
function button(text, title, act, wide = false) {
  const made = element("button", { type: "button", textContent: text, title, className: wide ? "wide" : "" });
  made.setAttribute("aria-label", title);
  made.addEventListener("click", act);
  return made;
}
