// A lesson as steps for a hall: what stands on the page, from top to bottom, in groups of one idea each. It touches no page.

/**
 * One element of the page's column.
 * @typedef {object} Item
 * @property {"title" | "heading" | "guess" | "check" | "words" | "way" | "small" | "large" | "empty"} kind
 * @property {string} [text] a heading's words
 * @property {boolean} [acts] whether there is something to press, move or draw on
 */

/**
 * @typedef {object} Step
 * @property {"guess" | "do" | "see" | "reason" | "check" | "next"} kind
 * @property {string} title the last heading, "" before there is one
 * @property {number[]} items their places in the column
 */

const REASON = /what just happened/i;

/** Whether an item begins a step of its own. @param {Item} item @param {Item[]} sofar those of the step before it */
function begins(item, sofar) {
  if (!sofar.length) return true;
  const has = (/** @type {Item["kind"]} */ kind) => sofar.some((one) => one.kind === kind);
  const asked = has("check") || has("words");
  switch (item.kind) {
    case "heading":
    case "check":
      return true;
    case "words":
      return !has(item.kind);
    case "way":
      return sofar.some((one) => one.kind !== "small");
    case "large":
      return has("large") || has("guess") || asked || has("way");
    case "guess":
      return !has("title") || has("large");
    default:
      return (asked && !has("way")) || (item.acts === true && has("guess")); // what is done after a guess stands with what is seen then
  }
}

/** @param {Item[]} items @returns {Step["kind"]} */
function kindOf(items) {
  const has = (/** @type {Item["kind"]} */ kind) => items.some((one) => one.kind === kind);
  if (has("guess")) return "guess";
  if (has("check") || has("words")) return "check";
  if (has("way")) return "next";
  if (items.some((one) => one.kind === "heading" && REASON.test(one.text ?? ""))) return "reason";
  return items.some((one) => one.acts) ? "do" : "see";
}

/** @param {Item[]} column @returns {Step[]} */
export function stepsOf(column) {
  /** @type {Step[]} */
  const steps = [];
  /** @type {Item[]} */
  let sofar = [];
  let title = "";
  column.forEach((item, place) => {
    if (item.kind === "empty") return;
    if (begins(item, sofar)) {
      sofar = [];
      steps.push({ kind: "see", title, items: [] });
    }
    sofar.push(item);
    const step = steps[steps.length - 1];
    if (item.kind === "heading") step.title = title = item.text ?? "";
    step.items.push(place);
    step.kind = kindOf(sofar);
  });
  return steps;
}

const COLUMN = 800; // pixels of the page that fill the window's width, where the step is low enough
const WIDE = 1200; // and of a step so high that it is scrolled: letters must still be read from the last row
const MOST = 3;

/** By how much a step is enlarged: as wide as the hall's screen allows, less where it would not fit into it.
 * @param {number} width of the window @param {number} height that a step may take @param {number} needed by it at `scale`, 0 before it was seen
 * @param {number} scale */
export function fitting(width, height, needed, scale) {
  const [least, most] = [WIDE, COLUMN].map((column) => Math.min(MOST, Math.max(1, width / column)));
  return needed ? Math.max(least, Math.min(most, (scale * height) / needed)) : most;
}
