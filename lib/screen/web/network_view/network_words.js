// What the network view says in sentences: the reading, what is drawn, and the accuracy. It draws nothing.

import { largest } from "../shared/forward.js";
import { shareInWords } from "./network_score.js";

/** @import { Layout } from "./network_layout.js" */
/** @import { Line, Net } from "./network_maths.js" */
/** @import { Score } from "./network_score.js" */

/** @param {Net} net @param {string[]} labels */
export function readingInWords(net, labels) {
  const best = largest(net.probabilities);
  const probability = net.probabilities[best];
  return `Read as ${labels[best]}, probability ${probability > 0.9995 ? "over 0.999" : probability.toFixed(3)}`;
}

/** @param {Net} net @param {Layout} layout @param {Line[][]} lines that are drawn */
export function noteInWords(net, layout, lines) {
  if (layout.small)
    return "Every connection is drawn, with its weight. Blue lines push a node up, orange lines pull it down.";
  const all = net.weights.reduce((sum, w) => sum + w.length, 0);
  const shown = lines.reduce((sum, each) => sum + each.length, 0);
  return `Every node is drawn. Of the ${all.toLocaleString("en")} connections you see the ${shown} that carry most for this picture: blue pushes a node up, orange pulls it down.`;
}

/** @param {Net} net @param {Score | undefined} score */
export function scoreInWords(net, score) {
  if (!score) return "";
  if (score.before === undefined) return `Reading ${score.n.toLocaleString("en")} test digits …`;
  const now = `Test digits read correctly: ${shareInWords(score.correct, score.n)}.`;
  if (!net.edits) return now;
  const difference = score.correct - score.before;
  const change = difference === 0 ? "as many as" : `${Math.abs(difference)} ${difference > 0 ? "more" : "fewer"} than`;
  return `${now} That is ${change} before your changes.`;
}
