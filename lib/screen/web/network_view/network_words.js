// What the network view says in sentences: the reading, what is drawn, and the accuracy. It draws nothing.

import { largest } from "../shared/forward.js";
import { shareInWords } from "../shared/proportion.js";
import { plain } from "../shared/signed.js";
import { nodeName } from "./network_panel.js";

/** @import { At, Layout } from "./network_layout.js" */
/** @import { Line, Net } from "./network_maths.js" */
/** @import { Score } from "./network_score.js" */
/**
 * @typedef {object} Data
 * @property {string} network digest
 * @property {string} picture name
 * @property {string | null} digits digest of test digits
 * @property {string[]} labels of the output nodes
 * @property {number | null} [named] a node of layer 1 that the page speaks of, from 0: one click opens it
 * @property {string[] | null} inputs names of the input nodes where they are no pixels; their values can then be changed
 */
/** @typedef {{ net: Net, x: Float32Array, layout: Layout, at: At | null } & Pick<Data, "labels" | "inputs">} Reading */

/** @param {Net} net @param {string[]} labels */
export function readingInWords(net, labels) {
  const best = largest(net.probabilities);
  const probability = net.probabilities[best];
  return `Read as ${labels[best]}, probability ${probability > 0.9995 ? "over 0.999" : probability.toFixed(3)}`;
}

/** @param {Net} net @param {Layout} layout @param {Line[][]} lines that are drawn */
export function noteInWords(net, layout, lines) {
  if (layout.small)
    return "You see every connection with its weight. Blue lines push a node up, orange lines pull it down.";
  const all = net.weights.reduce((sum, w) => sum + w.length, 0);
  const shown = lines.reduce((sum, each) => sum + each.length, 0);
  return `You see every node. Of ${all.toLocaleString("en")} connections you see the ${shown} that carry most for this picture. Blue pushes a node up, orange pulls it down.`;
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

/** What a screen reader hears. @param {Reading} reading @param {string} words of what was read @param {Score} [score] */
export function spokenWords(reading, words, score) {
  const { net, x, at } = reading;
  if (!at) return `${words}. ${scoreInWords(net, score)}`;
  const value = at.layer === 0 ? x[at.node] : net.outputs[at.layer - 1][at.node];
  return `${nodeName(reading, at)} of ${net.sizes[at.layer]}: output ${plain(value, 3)}. ${words}.`;
}
