// What came out of a training, in words made from its own numbers: each class, the guess, how sure the share is.

import { element } from "../shared/elements.js";
import { largest } from "../shared/forward.js";
import { perCent, wilson } from "../shared/proportion.js";

/** @import { Outbox, Told } from "./outbox.js" */
/** @import { Question } from "./asking.js" */

/** @param {string} text @param {string} className */
const said = (text, className = "") => element("p", { className }, text);

/** @param {Told} told @param {Question} question
 * @param {Outbox} outbox @returns {HTMLElement[]} */
export function result(told, question, outbox) {
  const { truth, probabilities, classes, state, best_epoch } = told;
  if (state === "stopped" && !best_epoch) return [said("It was stopped before its first epoch ended. Train again.")];
  const guesses = probabilities.map((each) => largest(each));
  const right = classes.map((_, k) => truth.filter((label, i) => label === k && guesses[i] === k).length);
  const totals = classes.map((_, k) => truth.filter((label) => label === k).length);
  const [correct, total] = [right, totals].map((counts) => counts.reduce((sum, one) => sum + one, 0));
  const [low, high] = wilson(correct, total);
  return [
    element(
      "div",
      {},
      said(perCent(correct / total, 0), "share"),
      said(
        `${correct} of ${total} test pictures right, 95 % interval ${perCent(low, 0).replace(" %", "")}–${perCent(high, 0)}`,
      ),
    ),
    ...guessed(told, question, correct / total),
    table(classes, right, totals),
    said(standing(outbox), "mark"),
  ];
}

/** @param {Told} told @param {Question} question @param {number} share */
function guessed({ guess, state }, question, share) {
  const option = question.options.find(({ key }) => key === guess);
  if (!option) return [];
  if (state === "stopped") return [said(`Your guess was ${option.text}. A stopped run gives no answer to it.`)];
  const off = (100 * Math.abs(option.accuracy - share)).toFixed(1);
  return [element("p", {}, "Your guess was ", element("b", {}, option.text), `: ${off} points off.`)];
}

/** @param {string[]} classes @param {number[]} right @param {number[]} totals */
function table(classes, right, totals) {
  const head = element(
    "tr",
    {},
    ...["Class", "Right", "95 % interval"].map((text) => element("th", { scope: "col" }, text)),
  );
  const lines = classes.map((name, k) => {
    const [low, high] = wilson(right[k], totals[k]);
    const cells = [name, `${right[k]} of ${totals[k]}`, `${perCent(low, 0).replace(" %", "")}–${perCent(high, 0)}`];
    return element("tr", {}, ...cells.map((text) => element("td", {}, text)));
  });
  return element("table", {}, element("thead", {}, head), element("tbody", {}, ...lines));
}

/** @param {Outbox} outbox */
function standing(outbox) {
  if (outbox.said) return outbox.said;
  if (outbox.isWaiting) return "Trained on this device. The numbers go into your lab book when the course answers.";
  return "Trained on this device. Your lab book has its numbers and no picture. The server has not checked them.";
}
