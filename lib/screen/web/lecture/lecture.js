// Lecture view: a page one step at a time, as large as the hall's screen allows. Arrow keys, a clicker's page keys and the line
// below step; "." is a pointer, "B" blanks the screen, "N" opens the speaker's notes. All of it happens in this browser, but for
// one message a step where the lecturer leads a room.

import { element, setText } from "../shared/elements.js";
import { mount, Part } from "../shared/part.js";
import { placeOf } from "../shared/places.js";
import { Bar } from "./bar.js";
import { COLUMN, itemsOf } from "./column.js";
import { NotesWindow } from "./notes.js";
import { OverAll } from "./over_all.js";
import { fitting, stepsOf } from "./steps.js";

/** @import { Notes } from "./notes.js" */
/** @import { Step } from "./steps.js" */
/** @import { Props } from "../shared/part.js" */
/**
 * @typedef {object} Data
 * @property {string} css
 * @property {string} lesson
 * @property {Notes} notes
 * @property {number} usual how large charts are drawn
 * @property {number} turn how often it was turned on
 * @property {string | null} led the part of this page where the lecturer's room is, "" for its top; null where no class follows
 */

const SETTLE = 120; // ms after the page's last change
const LINE = 56; // pixels that the line below takes
const TRIES = 4; // lines break in other places at another size
const SLIM = 1.4; // how large the room's line is at most: the lecturer reads it, not the hall
const STAY = 250; // ms at a step before the class is led there: whoever looks for a step passes many
const MARGIN = 40; // and the page's edges, above and below
const TYPED = "input:not([type=range], [type=radio], [type=checkbox]), textarea, select, [contenteditable=true]";
const OWN_ARROWS =
  "[role=slider], [role=radio], [role=radiogroup] *, [role=tab], [role=grid] *, [role=option], input, canvas, [tabindex='0'][aria-roledescription]";
const KINDS = { guess: "Guess", do: "Do", see: "See", reason: "Reason", check: "Check", next: "Next" };
const ASKS = new Set(["check", "next"]); // below no heading of their own
const memory = { notes: new NotesWindow() }; // outlives a page of the course

/** @extends {Part<Data>} */
class Lecture extends Part {
  /** @type {Step[]} */
  steps = [];
  wanted = 0; // the step that was asked for, which may stand there only once the guess is made
  scale = 1;
  shown = ""; // the step and the window that it was found for
  /** @type {number | undefined} how large charts are drawn, once the server was told */
  drawn;
  aside = ""; // the room's question that was put aside
  told = ""; // the part that the class was led to last
  leading = this.later();
  over = new OverAll();

  /** @param {Props<Data>} props */
  constructor(props) {
    super(props);
    this.sheet = element("style", { textContent: props.data.css });
    this.hides = element("style");
    document.head.append(this.sheet, this.hides);
    this.bar = new Bar({
      go: (by) => this.go(by),
      turnAside: () => this.turnAside(),
      point: () => this.point(),
      blank: () => this.blank(),
      speak: () => this.speak(),
      leave: () => this.leave(),
    });
    this.listen();
    this.opened();
  }

  listen() {
    const later = this.later();
    let due = false; // a page that draws without end is looked at now and then all the same
    const soon = () => {
      if (due) return;
      due = true;
      later.after(SETTLE, () => {
        due = false;
        this.look();
      });
    };
    const watch = new MutationObserver(soon);
    const main = document.querySelector("[data-testid=stMain]");
    if (main) watch.observe(main, { childList: true, subtree: true });
    watch.observe(document.documentElement, { attributeFilter: ["data-room-asks"] });
    const column = document.querySelector(COLUMN);
    if (column) this.watchSize(column, soon);
    const keys = (/** @type {KeyboardEvent} */ event) => this.pressed(event);
    const clock = setInterval(() => memory.notes.tick(), 1000);
    window.addEventListener("keydown", keys, true);
    window.addEventListener("resize", soon);
    this.ends.push(() => {
      watch.disconnect();
      clearInterval(clock);
      window.removeEventListener("keydown", keys, true);
      this.over.close();
      window.removeEventListener("resize", soon);
      for (const one of [this.sheet, this.hides, this.bar.root]) one.remove();
      this.undress();
    });
  }

  /** Another page of the course: at the step that its address has. */
  opened() {
    const step = Number(new URLSearchParams(location.search).get("step"));
    this.wanted = Number.isInteger(step) && step > 0 ? step - 1 : 0;
    this.told = this.data.led ?? "";
    this.look();
  }

  /** @param {Data | undefined} before */
  update(before) {
    if (before && before.turn !== this.data.turn) this.seen(true);
    if (before && before.lesson !== this.data.lesson) this.opened();
    else if (before && before.led !== this.data.led) this.told = this.data.led ?? "";
  }

  /** What the room is asked, as long as it covers the step; "" for nothing. */
  get question() {
    const asked = document.documentElement.dataset.roomAsks ?? "";
    return asked === this.aside ? "" : asked;
  }

  /** The page has changed: its steps may be others. */
  look() {
    const column = document.querySelector(COLUMN);
    if (!column || this.bar.root.hidden) return;
    const rules = this.hides.textContent;
    this.hides.textContent = ""; // what is hidden has no size
    this.steps = stepsOf(itemsOf(column));
    this.hides.textContent = rules;
    this.show();
    this.tell();
  }

  get step() {
    return Math.min(this.wanted, this.steps.length - 1);
  }

  show() {
    const step = this.steps[this.step];
    if (!step) return;
    const asks = this.question !== "";
    const others = this.steps.filter((one) => asks || one !== step).flatMap((one) => one.items);
    const hidden = others.map((place) => `:nth-child(${place + 1})`).join(", ");
    const rules = hidden ? `${COLUMN} > :is(${hidden}) { display: none !important; }` : "";
    if (this.hides.textContent !== rules) this.hides.textContent = rules;
    document.documentElement.classList.toggle("lecture-asks", asks);
    this.bar.asks.hidden = !document.documentElement.dataset.roomAsks;
    this.bar.asks.setAttribute("aria-pressed", String(asks));
    this.enlarge();
    const kind = KINDS[step.kind];
    this.bar.where.replaceChildren(
      element("b", { textContent: kind }),
      ` ${this.step + 1} of ${this.steps.length}`,
      step.title && !ASKS.has(step.kind) ? ` · ${step.title}` : "",
    );
    this.bar.back.disabled = this.step === 0;
    this.bar.on.disabled = this.step === this.steps.length - 1 && !this.door();
    const following = this.steps[this.step + 1];
    const next = following ? `${KINDS[following.kind]}${following.title ? `: ${following.title}` : ""}` : "";
    memory.notes.write(
      this.data.notes,
      `${kind.toLowerCase()}, ${this.step + 1} of ${this.steps.length}`,
      step.kind,
      next,
    );
    setText(this.bar.noted, memory.notes.isOpen ? "Notes ✓" : "Notes");
    this.addressed();
    this.lead(step);
  }

  /** Says where the hall is, once it stays there: the class's pages go along. @param {Step} step */
  lead(step) {
    const { led, lesson } = this.data;
    this.leading.stop();
    const children = [...(document.querySelector(COLUMN)?.children ?? [])].filter((_, i) => step.items.includes(i));
    const within = children.flatMap((one) => [one, ...one.querySelectorAll("[class*=st-key-]")]);
    const heading = children.map((one) => one.querySelector("h2, h3")?.textContent).find(Boolean) ?? "";
    const classes = within.map((one) => one.className);
    const part = this.step === 0 ? this.told && "#" : placeOf(classes, heading);
    if (led === null || part === null || part === this.told) return;
    this.leading.after(STAY, () => {
      this.told = part;
      this.props.setTriggerValue("step", { lesson, part });
    });
  }

  /** Charts are drawn for a width: the server hears of another one. */
  tell() {
    const scale = Math.round(4 * fitting(innerWidth, 0, 0, 1)) / 4;
    if (scale !== (this.drawn ?? this.data.usual)) this.props.setStateValue("scale", scale);
    this.drawn = scale;
  }

  /** As large as it fits, anew for another step or window; else only where what came since does not fit. */
  enlarge() {
    const column = document.querySelector(COLUMN);
    if (!column) return;
    const room = innerHeight - LINE;
    const shown = `${this.data.lesson} ${this.step} ${this.question} ${innerWidth} ${innerHeight}`;
    if (this.shown !== shown) this.scale = fitting(innerWidth, 0, 0, 1);
    this.shown = shown;
    for (let i = 0; i < TRIES; i++) {
      document.documentElement.style.setProperty("--lecture-scale", this.scale.toFixed(3));
      document.documentElement.style.setProperty("--lecture-slim", Math.min(1, SLIM / this.scale).toFixed(3));
      const needed = column.getBoundingClientRect().height + MARGIN * this.scale;
      if (needed <= room) break;
      this.scale = fitting(innerWidth, room, needed, this.scale);
    }
  }

  /** Each step is a link. */
  addressed() {
    const url = new URL(location.href);
    url.searchParams.set("view", "lecture");
    url.searchParams.set("step", String(this.step + 1));
    if (url.href !== location.href) history.replaceState(history.state, "", url);
  }

  /** @returns {HTMLAnchorElement | null} the way to the next lesson */
  door() {
    return document.querySelector(`${COLUMN} .st-key-door_next a`);
  }

  /** @param {number} by */
  go(by) {
    this.blank(false);
    if (this.question) {
      this.turnAside(); // back to the step that it covers
      return;
    }
    const to = this.step + by;
    if (to >= this.steps.length) this.door()?.click();
    else if (to >= 0) {
      this.wanted = to;
      this.show();
      document.querySelector("[data-testid=stMain]")?.scrollTo(0, 0);
    }
  }

  /** The room's question covers the step, or makes way for it. */
  turnAside() {
    this.aside = this.question;
    this.show();
  }

  /** At once: the page's script may have much to do before it ends. */
  leave() {
    this.props.setTriggerValue("leave", true);
    this.seen(false);
    this.point(false);
    this.undress();
  }

  /** The page as it is outside of a lecture. */
  undress() {
    const { style, classList } = document.documentElement;
    for (const name of ["--lecture-scale", "--lecture-slim"]) style.removeProperty(name);
    classList.remove("lecture-asks");
    this.hides.textContent = "";
  }

  /** @param {boolean} yes */
  seen(yes) {
    this.bar.root.hidden = !yes;
    this.sheet.disabled = !yes;
  }

  /** @param {boolean} [yes] */
  point(yes) {
    this.bar.dot.setAttribute("aria-pressed", String(this.over.point(yes)));
  }

  /** @param {boolean} [yes] */
  blank(yes) {
    this.bar.dark.setAttribute("aria-pressed", String(this.over.darken(yes)));
  }

  speak() {
    if (!memory.notes.open())
      this.bar.where.textContent = "This browser allows no second window. Allow pop-ups for this page.";
    else this.show();
  }

  /** @param {KeyboardEvent} event */
  pressed(event) {
    if (this.bar.root.hidden || event.ctrlKey || event.metaKey || event.altKey) return;
    const target = event.composedPath()[0];
    const at = target instanceof Element ? target : document.body;
    if (at.matches(TYPED) || document.querySelector("dialog:modal")) return; // a sheet over all has keys of its own
    /** @type {Record<string, () => void>} */
    const acts = {
      PageDown: () => this.go(1),
      PageUp: () => this.go(-1),
      ".": () => this.point(),
      b: () => this.blank(),
      n: () => this.speak(),
    };
    if (!this.bar.asks.hidden) acts.q = () => this.turnAside();
    if (!at.matches(OWN_ARROWS)) {
      acts.ArrowRight = acts.PageDown;
      acts.ArrowLeft = acts.PageUp;
    }
    if (this.over.isDark) acts.Escape = () => this.blank();
    const act = acts[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (!act) return;
    event.preventDefault();
    event.stopPropagation(); // Streamlit has keys of its own
    act();
  }
}

export default mount(Lecture);
