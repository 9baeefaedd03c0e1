// What the backward pass says in sentences. It draws nothing.

import { largest } from "../shared/forward.js";
import { shareInWords } from "../shared/proportion.js";
import { plain, signed } from "../shared/signed.js";

/** @import { Net, Line } from "../network_view/network_maths.js" */
/** @import { Score } from "../network_view/network_score.js" */

/** A probability as it is shown. @param {number} value */
export function shown(value) {
  return value > 0.9995 ? "> 0.999" : value < 0.0005 ? "< 0.001" : value.toFixed(3);
}

/** A small step with two digits that count. @param {number} value */
export function small(value) {
  const size = Math.abs(value);
  if (size === 0) return "0";
  const text =
    size < 1e-6 ? "0.000001" : size >= 0.1 ? size.toFixed(2) : size.toFixed(1 - Math.floor(Math.log10(size)));
  return `${size < 1e-6 ? "below " : value < 0 ? "−" : "+"}${text}`;
}

/** @param {number} number */
const updates = (number) => `${number} ${number === 1 ? "update" : "updates"}`;

/** @param {string | null} label @param {string} read @param {string} what "Digit 1 of 4", or "" for a drawing */
export function digitInWords(label, read, what) {
  if (what) return `${what}: right answer ${label}, read as ${read}`;
  return `Your drawing, read as ${read}`;
}

/** @param {Net} net @param {Line[][]} lines that are drawn; none before the error was sent back @param {number} steps that were made */
export function noteInWords(net, lines, steps) {
  const all = net.weights.reduce((sum, w) => sum + w.length, 0).toLocaleString("en");
  const drawn = lines.reduce((sum, each) => sum + each.length, 0);
  const next = steps ? "the next update" : "one update";
  return `Blue goes up, orange goes down. Of ${all} weights you see the ${drawn} that ${next} moves farthest. A grey node gave 0: it gets no error.`;
}

/** @param {Score | undefined} score @param {number} steps */
export function scoreInWords(score, steps) {
  if (!score) return "";
  const n = score.n.toLocaleString("en");
  if (score.before === undefined || score.ready < score.n) return `Reading ${n} test digits …`;
  const now = `Test digits read correctly: ${shareInWords(score.correct, score.n)}.`;
  if (!steps) return now;
  const difference = score.correct - score.before;
  const change =
    difference === 0 ? "just as many as" : `${Math.abs(difference)} ${difference > 0 ? "more" : "fewer"} than`;
  return `${now} That is ${change} before, when it got ${score.before.toLocaleString("en")}.`;
}

/** @param {Net} net @param {string[]} labels @param {number} target @param {number} first its probability before @param {number} steps */
export function spokenWords(net, labels, target, first, steps) {
  const read = `Read as ${labels[largest(net.probabilities)]}.`;
  const now = `The right answer, ${labels[target]}, has probability ${shown(net.probabilities[target])}`;
  return steps ? `After ${updates(steps)}: ${read} ${now}, before ${shown(first)}.` : `${read} ${now}.`;
}

/** @param {number} steps */
export const nowInWords = (steps) => (steps ? updates(steps) : "no update");

/** @param {string} label @param {number} probability @param {boolean} right */
export function outputInWords(label, probability, right) {
  const error = probability - (right ? 1 : 0);
  const sum = `Error = probability − target = ${plain(probability, 3)} − ${right ? 1 : 0} = ${signed(error, 3)}. `;
  if (Math.abs(error) < 0.0005) return `${sum}There is almost nothing to mend.`;
  return `${sum}The answer ${label} got too ${right ? "little. Its logit should go up." : "much. Its logit should go down."}`;
}

/** @param {number} gave @param {number} error */
export function hiddenInWords(gave, error) {
  if (gave <= 0)
    return "It gave 0 for this digit. So it gets no error: ReLU lets nothing back. Its weights stay as they are.";
  const way = error > 0 ? "It gave too much, so it should go down." : "It gave too little, so it should go up.";
  return `It gave ${plain(gave, 2)}. The errors come back to it through its weights: weight × error, added up. That is ${signed(error, 3)}. ${way}`;
}

/** @param {number} value @param {number} nodes of the first layer */
export function inputInWords(value, nodes) {
  if (value === 0) return "This pixel is paper, 0. A step is −rate × error × 0 = 0. So none of its weights moves.";
  return `This pixel is ${plain(value, 2)}. The step of each of its ${nodes} weights is −rate × the error of the node × ${plain(value, 2)}.`;
}

export const OVERVIEW =
  "Error = probability − target. The target is 1 for the right answer, and 0 for all others. An error above 0: the answer got too much.";
