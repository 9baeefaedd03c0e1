// A question to the room: as a member answers it, and what was guessed once the lecturer shows it. It asks nobody anything.

import { element } from "../shared/elements.js";

/**
 * What `lib.screen.room.views.told` gives.
 * @typedef {object} Question
 * @property {number} number
 * @property {number} round
 * @property {string} text
 * @property {string} lesson the page that asks it
 * @property {[key: string, words: string][]} options
 * @property {boolean} shown
 * @property {string} correct
 * @property {number[][]} counts of each option, a list a round; none before they are shown
 */

/** @param {Question} question */
export const roundOf = ({ number, round }) => `${number}.${round}`;

/** The option that counts as this member's; "" for none. What was taken on this page goes before what the server knew when
 * it drew the page, but once it is shown: another tab of the member may have guessed later.
 * @param {Question} question @param {Record<string, string>} taken here, by question and round
 * @param {{ mine: Record<string, string>, given: number }} data */
export function counted(question, taken, { mine, given }) {
  const round = roundOf(question);
  return (question.shown && given === question.number && mine[round]) || (taken[round] ?? mine[round] ?? "");
}

/** Whether a guess that was not heard is to be said again: not where another one was taken since, or its round is over.
 * @param {Record<string, unknown>} said @param {Question | null | undefined} asked now @param {Record<string, string>} taken */
export function stands(said, asked, taken) {
  const open = !!asked && !asked.shown && asked.number === said.question && asked.round === said.round;
  return open && taken[roundOf(asked)] === said.option;
}

/** The options of which a member takes one.
 * @param {Question} question @param {string} mine the option taken; "" for none @param {(option: string) => void} take */
export function choices({ options, number, round }, mine, take) {
  return options.map(([key, words]) => {
    const input = element("input", {
      type: "radio",
      name: `room${number}.${round}`,
      value: key,
      checked: key === mine,
    });
    input.addEventListener("change", () => take(key));
    return element("label", { className: "option" }, input, element("span", {}, words));
  });
}

/** The options as a projector shows them before anything else. @param {Question} question */
export function plainly({ options }) {
  return options.map(([, words]) => element("div", { className: "option" }, words));
}

/** What was guessed, a bar a round for each option, and which is right where the lecturer has named it.
 * @param {Question} question @param {string} mine */
export function outcome({ options, counts, correct }, mine) {
  const totals = counts.map((round) => round.reduce((sum, count) => sum + count, 0));
  return options.map(([key, words], i) => {
    const bars = counts.map((round, n) => {
      const share = totals[n] ? round[i] / totals[n] : 0;
      const fill = element("div", { className: "fill" });
      fill.style.width = `${100 * share}%`;
      const before = counts.length > 1 ? (n + 1 < counts.length ? "before: " : "now: ") : "";
      const told = element("span", { className: "count" }, `${before}${inWords(round[i], totals[n])}`);
      const latest = n === counts.length - 1;
      return element(
        "div",
        { className: latest ? "bar" : "bar earlier" },
        element("div", { className: "track" }, fill),
        told,
      );
    });
    const marks = [key === correct ? " ✓ right" : "", key === mine ? " · your guess" : ""].join("");
    const said = element("div", { className: "words" }, words, element("span", { className: "mark" }, marks));
    const className = key === correct ? "answer right" : "answer";
    return element("div", { className }, said, element("div", { className: "bars" }, ...bars));
  });
}

/** @param {number} count @param {number} total */
export function inWords(count, total) {
  return total ? `${count} · ${Math.round((100 * count) / total)} %` : "0";
}

/** Says on the page that the room is asked something: a lecture view shows the question alone then.
 * @param {Question | null} question */
export function markAsked(question) {
  const { dataset } = document.documentElement;
  if (question) dataset.roomAsks = `${question.number}.${question.round}.${question.shown}`;
  else delete dataset.roomAsks;
}
