// A room's parts of a page: the strip above it, and the names of those who are in. What is new comes from the page's feed; a
// script runs only where a step leads to another page.

import { feedOf } from "../live/live_feed.js";
import { activeIn, element, setText } from "../shared/elements.js";
import { mount, Part } from "../shared/part.js";
import { ClassPlace } from "./class_place.js";
import { toggleScreen } from "./hidden_screen.js";
import { choices, counted, markAsked, outcome, plainly, roundOf, stands } from "./room_question.js";

/** @import { Feed, Told } from "../live/live_feed.js" */
/** @import { Question } from "./room_question.js" */
/**
 * What `lib.screen.room.views` tells.
 * @typedef {object} View
 * @property {string} code
 * @property {[number: number, page: string, part: string, title: string]} step
 * @property {boolean} leads
 * @property {Question | null} question
 * @property {number} [here]
 * @property {number} [answered]
 * @property {number} [wishes]
 * @property {[number: number, name: string, here: number][]} [members]
 */
/**
 * @typedef {object} Data
 * @property {"strip" | "names"} part
 * @property {boolean} leads whether the page is the lecturer's
 * @property {string} token
 * @property {string} address "" where messages bring what is new
 * @property {string} say where a member speaks; "" for the lecturer, or where there is no such address
 * @property {Told} view
 * @property {string} page
 * @property {boolean} alone
 * @property {string} name
 * @property {Record<string, string>} mine guesses by question and round
 * @property {number} given the question whose guess the page has taken as its own
 * @property {boolean} again whether one more run of the lecturer's page brings what it asks
 */

const BEAT = 40_000; // ms between two words that somebody is there
const ONCE_MORE = 500; // ms after which the lecturer's page is drawn again, with what it asks
const PATIENCE = 15_000; // ms for the answer to a word
const AGAIN = 3_000; // ms after which a guess that was not heard is said once more
const TYPED = "input:not([type=range], [type=radio], [type=checkbox]), textarea, select";
const LOST_WORDS = "The course does not answer just now. It goes on when it answers again.";

/** @extends {Part<Data>} */
class RoomPart extends Part {
  moving = this.later();
  beating = this.later();
  repeating = this.later();
  place = new ClassPlace(this.later(), this.ends);
  saying = Promise.resolve(); // guesses go one after another: of two at once the first might be heard last
  root = this.find(".room");
  unread = () => {};
  step = -1;
  drawnOnce = ""; // the page that was drawn once more
  drawn = ""; // the question that is drawn
  given = 0; // the question whose guess the page was asked to take
  note = "";
  looks = false; // whether the script was asked to look if the room is over
  /** @type {Record<string, string>} what was taken on this page, by question and round */
  taken = {};

  /** @param {ConstructorParameters<typeof Part<Data>>[0]} props */
  constructor(props) {
    super(props);
    const key = (/** @type {KeyboardEvent} */ event) => this.key(event);
    if (this.data.part !== "strip") return;
    this.ends.push(() => markAsked(null));
    if (this.data.leads) {
      document.addEventListener("keydown", key);
      this.ends.push(() => document.removeEventListener("keydown", key));
    }
  }

  /** @param {Data | undefined} before */
  update(before) {
    const { data, props } = this;
    const feed = feedOf(data.token);
    this.unread();
    if (data.view.at && (data.part === "strip" || !feed.at)) feed.take(data.view);
    const missing = () => props.setStateValue("missing", data.token);
    if (data.address) feed.follow(data.address, (reached) => (reached ? this.over() : missing()));
    this.drawn = "";
    this.looks = false;
    this.unread = feed.read((feed) => this.show(feed));
    if (before && (data.alone !== before.alone || data.page !== before.page)) this.arrive();
    if (data.again && this.drawnOnce !== data.page) {
      this.drawnOnce = data.page;
      this.moving.after(ONCE_MORE, () => props.setTriggerValue("moved", Date.now()));
    }
    if (!before && data.say) {
      this.say({ here: true });
      this.beating.every(BEAT, () => this.say({ here: true }));
    }
  }

  close() {
    super.close();
    this.unread();
  }

  /** What is told of the room now. */
  get view() {
    return /** @type {View | undefined} */ (/** @type {unknown} */ (feedOf(this.data.token).rest));
  }

  /** @param {Feed} feed */
  show(feed) {
    const { view } = this;
    if (!view) return;
    if (this.data.part === "names") this.showNames(view);
    else {
      this.follow(view);
      this.showStrip(view, feed.lost);
    }
  }

  /** Goes along with the class: within a page by itself, to another one by a script, in its turn. @param {View} view */
  async follow({ step: [number, page, part], leads }) {
    const { data } = this;
    const [first, isNew] = [this.step < 0, this.step !== number];
    this.step = number;
    if (data.leads || !leads || data.alone || !page || !isNew) return;
    if (this.seek(page, part)) return;
    const here =
      page === data.page ? (part ? document.querySelector(`.st-key-${CSS.escape(part)}`) : document.body) : null;
    if (here) {
      if (part) here.scrollIntoView({ block: "start" });
    } else if (!first) {
      await this.redraw(() => this.step === number);
    }
  }

  /** Runs the page's script in its turn, where it is still wanted then. @param {() => boolean} wanted */
  async redraw(wanted) {
    const seconds = await feedOf(this.data.token).turn();
    const draw = () => wanted() && this.props.setTriggerValue("moved", Date.now());
    if (this.root.isConnected) this.moving.after(1000 * seconds, draw);
  }

  /** A page that a script led to, or that walks with the class again: on to the class's part of it. */
  arrive() {
    const { view } = this;
    this.place.leave();
    if (view?.leads && !this.data.alone && !this.data.leads) this.seek(view.step[1], view.step[2]);
  }

  /** Whether the class's place is one of this page, which is gone to then. @param {string} page @param {string} part */
  seek(page, part) {
    this.place.leave();
    const here = page === this.data.page && part.startsWith("#");
    if (here) this.place.seek(part);
    return here;
  }

  /** @param {View} view @param {boolean} lost */
  showStrip(view, lost) {
    const { data, root } = this;
    if (!root.querySelector(".strip")) {
      const parts = ["name", "where"].map((className) => element("span", { className }));
      const button = element("button", { type: "button" });
      button.addEventListener("click", () => this.press());
      const line = element("div", { className: "line" }, ...parts, button);
      const asked = element("fieldset", { hidden: true });
      const spoken = element("div", { className: "spoken" });
      spoken.setAttribute("aria-live", "polite");
      const className = data.leads ? "strip leads" : "strip";
      root.replaceChildren(element("div", { className }, line, asked, spoken));
    }
    const [, page, , title] = view.step;
    const away = view.leads && page && (data.alone || page !== data.page) && !data.leads;
    setText(this.find(".name"), data.leads ? `Room ${view.code}` : data.name);
    setText(this.find(".where"), lost ? LOST_WORDS : this.where(view, title, Boolean(away)));
    const button = this.find("button");
    const label = data.leads ? "Hide the screen (H)" : away ? "Back to the class" : "Look around by myself";
    setText(button, label);
    button.hidden = !data.leads && !(view.leads && page);
    this.showQuestion(view);
  }

  /** @param {View} view @param {string} title @param {boolean} away */
  where({ code, leads, here = 0, wishes = 0, members = [] }, title, away) {
    if (this.data.leads) {
      const wish = wishes ? ` · ${wishes} would like another name` : "";
      const there = members.length ? `${here} of ${members.length} here` : "nobody is here yet";
      return `${there} · ${leads ? "the class follows you" : "all walk by themselves"}${wish}`;
    }
    if (!leads || !title) return `Room ${code}`;
    return away ? `Room ${code} · the class is at “${title}”` : `Room ${code} · you follow the class`;
  }

  /** @param {View} view */
  showQuestion({ question, answered = 0, members = [] }) {
    const { data } = this;
    const box = this.find("fieldset");
    box.hidden = !question;
    markAsked(question);
    if (question && !data.leads) this.give(question);
    if (!question) {
      this.drawn = "";
      return;
    }
    const mine = counted(question, this.taken, data);
    const now = JSON.stringify([question, data.leads ? "" : mine]);
    if (now !== this.drawn) {
      if (!this.drawn.includes(question.text)) setText(this.find(".spoken"), `The lecturer asks: ${question.text}`);
      this.drawn = now;
      const parts = question.shown
        ? outcome(question, mine)
        : data.leads
          ? plainly(question)
          : choices(question, mine, (option) => this.take(question, option));
      const focused = box.contains(activeIn(box));
      box.replaceChildren(element("legend", {}, question.text), ...parts, element("p", { className: "note" }));
      const chosen = box.querySelector("input:checked");
      if (focused && chosen instanceof HTMLInputElement) chosen.focus();
    }
    const again = question.round > 1 ? "Asked again. Talk first. " : "";
    const told = data.leads
      ? question.shown
        ? ""
        : `${answered} of ${members.length} have guessed. Their guesses are hidden.`
      : question.shown
        ? ""
        : this.note ||
          again + (mine ? "You can change your guess until all guesses are shown." : "Nobody sees who guessed what.");
    setText(this.find(".note"), told);
  }

  /** @param {Question} question @param {string} option */
  take(question, option) {
    this.taken[roundOf(question)] = option;
    this.note = "";
    const said = { question: question.number, round: question.round, option };
    this.saying = this.saying.then(() => (this.counts(said) ? this.say(said) : undefined));
    this.show(feedOf(this.data.token));
  }

  /** Whether a guess is still to be said. @param {Record<string, unknown>} said */
  counts(said) {
    return stands(said, this.view?.question, this.taken);
  }

  /** Has the page take what was guessed here, once it is shown and nobody guesses any more. @param {Question} question */
  give(question) {
    const { number, shown, lesson } = question;
    const guessed = counted(question, this.taken, this.data);
    if (!shown || !guessed || lesson !== this.data.page || [this.data.given, this.given].includes(number)) return;
    this.given = number;
    void this.redraw(() => this.data.page === lesson);
  }

  press() {
    if (this.data.leads) toggleScreen();
    else this.props.setTriggerValue("alone", this.find("button").textContent === "Back to the class" ? "no" : "yes");
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    const [target] = event.composedPath();
    const writes = target instanceof HTMLElement && (target.isContentEditable || target.matches(TYPED));
    if (event.key.toLowerCase() !== "h" || event.ctrlKey || event.metaKey || event.altKey || writes) return;
    event.preventDefault();
    toggleScreen();
  }

  /** Has the script look, once a redraw, whether the room is over: it says so once, and another run would take that away. */
  over() {
    if (!this.looks) this.props.setTriggerValue("over", Date.now());
    this.looks = true;
  }

  /** Says something to the server without a script; a guess that is not heard is said again. @param {Record<string, unknown>} said */
  async say(said) {
    const { say } = this.data;
    const guess = "option" in said;
    if (!say) {
      if (guess) this.props.setTriggerValue("said", said);
      return;
    }
    try {
      const how = { method: "POST", body: JSON.stringify(said), signal: AbortSignal.timeout(PATIENCE) };
      const answer = await fetch(new URL(say, document.baseURI), how);
      if (answer.status === 404) return this.over(); // another life of the server
      if (!answer.ok) throw new Error(answer.statusText);
      const told = await answer.json();
      if (told.gone) return this.over();
      if (told.name) setText(this.find(".name"), told.name);
      if (told.told || told.kept) this.note = told.told ?? "";
      if (guess) this.show(feedOf(this.data.token));
      if (told.later) throw new Error(told.told);
    } catch {
      if (guess) this.repeating.after(AGAIN, () => this.counts(said) && this.say(said));
    }
  }

  /** @param {View} view */
  showNames({ members = [] }) {
    const now = JSON.stringify(members);
    if (now === this.drawn) return;
    this.drawn = now;
    if (!members.length) {
      this.root.replaceChildren(element("p", { className: "note" }, "Nobody is here yet."));
      return;
    }
    const hidden = members.filter(([, name]) => !name).length;
    const chips = members
      .filter(([, name]) => name)
      .map(([, name, here]) => element("li", { className: here ? "" : "away" }, name));
    const more = hidden ? [element("li", {}, `and ${hidden} more`)] : [];
    this.root.replaceChildren(element("ul", { className: "chips" }, ...chips, ...more));
  }
}

export default mount(RoomPart);
