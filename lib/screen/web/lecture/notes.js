// The speaker's second window: the notes of the step that the hall sees, the time, and what comes next. It is written from the
// first window, so it needs no network, and closes with it.

import { element } from "../shared/elements.js";

/**
 * @typedef {object} Notes
 * @property {string} title of the lesson
 * @property {string} idea
 * @property {string} ask what to ask the hall before the guess
 * @property {string} trap what many believe
 * @property {string[]} after what learners can do then
 * @property {Record<string, string>} kinds what to do in a step of each kind
 */

const STYLE =
  "body{margin:0;padding:1.25rem;background:#10182a;color:#e8edf5;font:1.25rem/1.5 system-ui,sans-serif}" +
  "h1{font-size:1.25rem;margin:0}h2{font-size:1rem;margin:1.25rem 0 .25rem;color:#a9b4c8;font-weight:600}p,ul{margin:.25rem 0}" +
  "#time{float:right;font-variant-numeric:tabular-nums;color:#6ea8fe}";

export class NotesWindow {
  began = Date.now();
  /** @type {Window | null} */
  opened = null;

  get isOpen() {
    return this.opened !== null && !this.opened.closed;
  }

  /** A browser may refuse a second window; false then. */
  open() {
    this.opened = window.open("", "layers-notes", "popup,width=560,height=720");
    if (!this.opened) return false;
    const { document } = this.opened;
    document.title = "Notes";
    document.documentElement.lang = "en";
    document.head.replaceChildren(element("style", { textContent: STYLE }));
    this.opened.focus();
    return true;
  }

  /** @param {Notes} notes @param {string} where the step in words @param {string} kind @param {string} following */
  write(notes, where, kind, following) {
    if (!this.isOpen || !this.opened) return;
    const part = (/** @type {string} */ title, /** @type {string} */ text) =>
      text ? [element("h2", { textContent: title }), element("p", { textContent: text })] : [];
    this.opened.document.body.replaceChildren(
      element("span", { id: "time" }),
      element("h1", { textContent: `${notes.title}: ${where}` }),
      ...part("Now", notes.kinds[kind] ?? ""),
      ...(kind === "guess" ? part("Ask the hall", notes.ask) : []),
      ...part("The one idea", notes.idea),
      ...part("Many believe", notes.trap),
      ...part("Next", following),
      element("h2", { textContent: "After it, learners can" }),
      element("ul", {}, ...notes.after.map((can) => element("li", { textContent: can }))),
    );
    this.tick();
  }

  /** Minutes and seconds since the lecture began. */
  tick() {
    const time = this.isOpen ? this.opened?.document.getElementById("time") : null;
    if (!time) return;
    const seconds = Math.floor((Date.now() - this.began) / 1000);
    time.textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
  }

  close() {
    this.opened?.close();
  }
}
