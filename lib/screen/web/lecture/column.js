// Reads a page's column, from top to bottom, as the items that `stepsOf` groups. It changes nothing.

/** @import { Item } from "./steps.js" */

export const COLUMN = "[data-testid=stMainBlockContainer] > [data-testid=stVerticalBlock]";
const QUIET = /(?:^|\s)st-key-(?:learner|lecture|feed-|weights-)/; // parts that draw nothing
const ROOM = ":is(.st-key-room, :has(> .st-key-room))"; // a room's strip stands above every step and is none
const LARGE = 240; // pixels where letters have their usual size: less is a line of words or of buttons

/** @param {Element} column @returns {Item[]} */
export function itemsOf(column) {
  const letters = Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
  return [...column.children].map((child) => itemOf(child, (16 * child.getBoundingClientRect().height) / letters));
}

/** @param {Element} child @param {number} height @returns {Item} */
function itemOf(child, height) {
  const keys = `${child.className} ${[...child.querySelectorAll("[class*=st-key-]")].map((one) => one.className).join(" ")}`;
  const heading = child.querySelector("h1, h2, h3");
  if (QUIET.test(` ${child.className}`) || child.matches(ROOM) || height < 2) return { kind: "empty" };
  if (/st-key-ask_predict_/.test(keys)) return { kind: "guess" };
  if (/st-key-ask_check_/.test(keys)) return { kind: "check" };
  if (/st-key-explain_/.test(keys)) return { kind: "words" };
  if (/st-key-door_next/.test(keys)) return { kind: "way" };
  const acts = child.querySelector("button, input, canvas, [role=slider]") !== null;
  if (child.matches("[data-testid=stElementContainer]") && heading)
    return { kind: heading.tagName === "H1" ? "title" : "heading", text: heading.textContent ?? "" };
  return { kind: height >= LARGE ? "large" : "small", acts };
}
