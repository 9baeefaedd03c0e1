// What the plane says: of a network, of a try, of what to do next. It knows numbers, and no page.

import { shareInWords } from "../shared/proportion.js";
import { plain } from "../shared/signed.js";
import { folded, score } from "./plane_fold.js";
import { NEW, SETS, TRAINING } from "./plane_points.js";

/** @import { Line as Folded, Place } from "./plane_fold.js" */
/** @import { PlaneNetwork } from "./plane_network.js" */
/** @import { Choice, Line } from "./plane_training.js" */
/** A kind of network on XOR. @typedef {"flat" | "bent" | "linear"} Kind */
/** Best of the tries on XOR that ended, by kind. @typedef {Partial<Record<Kind, { right: number, layers: number, nodes: number }>>} Seen */

/** @param {Choice} choice @returns {Kind} */
export function kindOf({ layers, relu }) {
  return layers === 0 ? "flat" : relu ? "bent" : "linear";
}

/** As in "one hidden layer of 8 nodes, without ReLU". @param {Choice} choice */
export function networkInWords({ layers, nodes, relu }) {
  if (!layers) return "no hidden layer";
  const each = `${nodes} ${nodes === 1 ? "node" : "nodes"}${layers > 1 ? " each" : ""}`;
  return `${layers === 1 ? "1 hidden layer" : `${layers} hidden layers`} of ${each}${relu ? "" : ", without ReLU"}`;
}

/** Its sizes and its numbers: "2 → 8 → 1: 33 weights and biases". @param {Choice} choice */
export function sizesInWords({ layers, nodes }) {
  const sizes = [2, ...Array(layers).fill(nodes), 1];
  const numbers = sizes.slice(1).reduce((sum, to, i) => sum + (sizes[i] + 1) * to, 0);
  return `${sizes.join(" → ")}: ${numbers} weights and biases`;
}

/** The picture for who cannot see it. @param {Choice} choice @param {Line} last @param {number} pieces of the border */
export function pictureInWords(choice, last, pieces) {
  const straight = choice.layers === 0 || !choice.relu;
  const border = pieces
    ? straight
      ? "Its border is one straight line."
      : "Its border has bends."
    : "It has no border here: one class everywhere.";
  return (
    `${SETS[choice.points].title}: ${TRAINING} points to learn from and ${NEW} new points, of two classes. The network has ${networkInWords(choice)}. ` +
    `After epoch ${last.epoch} it has ${last.newRight} of ${NEW} new points right. ${border}`
  );
}

/** @param {Line} line */
export function newInWords({ newRight }) {
  return shareInWords(newRight, NEW);
}

/** What to try next: a function of what was tried alone. @param {Seen} seen @param {Choice} choice */
export function next(seen, { points, layers, relu }) {
  if (!seen.flat)
    return points === "xor" && layers === 0
      ? "Press Play: this network has no hidden layer."
      : "First try XOR with 0 hidden layers.";
  if (!seen.bent) return "Now choose 1 hidden layer with ReLU on XOR. Press Play.";
  if (!seen.linear)
    return layers && !relu && points === "xor"
      ? "Press Play: what border is left?"
      : "Now take ReLU away on XOR, and press Play.";
  return "Now try rings and spirals: what do they need?";
}

/** The layers folded into one, in lines. @param {PlaneNetwork} network @param {Folded} line */
export function productInWords(network, line = folded(network)) {
  const sizes = network.layers.map(({ inputs, nodes }) => `(${inputs} × ${nodes})`);
  const sign = (/** @type {number} */ value) => (value < 0 ? "−" : "+");
  return {
    shapes: `${sizes.join(" · ")} = (2 × 1)`,
    formula: `${plain(line.across, 4)} · x ${sign(line.up)} ${Math.abs(line.up).toFixed(4)} · y ${sign(line.bias)} ${Math.abs(line.bias).toFixed(4)}`,
  };
}

/** A place with both scores, six decimals each. @param {PlaneNetwork} network @param {Folded} line @param {Place} place */
export function placeInWords(network, line, place) {
  return [
    `(${place.map((one) => plain(one, 1)).join(", ")})`,
    plain(network.logit(...place), 6),
    plain(score(line, place), 6),
  ];
}

/** @param {number} apart */
export function apartInWords(apart) {
  return apart <= 1e-6 ? "less than 0.000001" : apart.toPrecision(3);
}
