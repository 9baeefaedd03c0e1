// The same digit read again: the probabilities of two answers with the trained weights, and now.

import { element, find, setText } from "../shared/elements.js";
import { largest } from "../shared/forward.js";
import { nowInWords, shown } from "./back_words.js";

/**
 * @typedef {object} Readings
 * @property {string[]} labels
 * @property {number} target the right answer
 * @property {Float32Array} first probabilities with the trained weights
 * @property {Float32Array} now
 * @property {number} steps updates since
 */

/** Fills the table: the right answer, and the strongest of the others as it was at first.
 * @param {HTMLTableElement} table @param {Readings} readings */
export function showAgain(table, { labels, target, first, now, steps }) {
  const other = largest(first.map((value, i) => (i === target ? -1 : value)));
  setText(find(table, ".now"), nowInWords(steps));
  const [body] = table.tBodies;
  [target, other].forEach((answer, i) => {
    const row = body.rows[i] ?? newRow(body);
    row.className = i === 0 ? "target" : "";
    setText(row.cells[0], i === 0 ? `${labels[answer]}, right` : `${labels[answer]}, wrong`);
    [first[answer], now[answer]].forEach((value, j) => {
      const cell = row.cells[j + 1];
      setText(find(cell, "span"), shown(value));
      find(cell, "i").style.setProperty("--p", String(value));
      cell.dataset.value = String(value);
    });
  });
}

/** @param {HTMLTableSectionElement} body */
function newRow(body) {
  const row = body.insertRow();
  const cells = [1, 2].map(() => element("td", { innerHTML: `<span></span><div class="of"><i></i></div>` }));
  row.append(element("th", { scope: "row" }), ...cells);
  return row;
}
