// The scores of a network all over the square, and its border: the places where the score is 0.

/** @import { PlaneNetwork } from "./plane_network.js" */
/** @import { Place } from "./plane_fold.js" */

export const SIDE = 61; // scores along each side: 3,721, in about a millisecond

/** (SIDE, SIDE) scores, the top row first. @param {PlaneNetwork} network @param {Float32Array} scores filled and returned */
export function scoresOf(network, scores = new Float32Array(SIDE * SIDE)) {
  for (let row = 0, at = 0; row < SIDE; row++)
    for (let column = 0; column < SIDE; column++, at++) scores[at] = network.logit(...placeOf(row, column));
  return scores;
}

/** @param {number} row @param {number} column @returns {Place} */
function placeOf(row, column) {
  return [(2 * column) / (SIDE - 1) - 1, 1 - (2 * row) / (SIDE - 1)];
}

/** The border as short lines, one or two for each cell that it passes (marching squares). @param {Float32Array} scores */
export function borderOf(scores) {
  /** @type {[Place, Place][]} */
  const lines = [];
  for (let row = 0; row < SIDE - 1; row++)
    for (let column = 0; column < SIDE - 1; column++) {
      const crossed = crossings(scores, row, column);
      for (let i = 0; i + 1 < crossed.length; i += 2) lines.push([crossed[i], crossed[i + 1]]);
    }
  return lines;
}

/** Where the border cuts the four sides of a cell, one after the other around it.
 * @param {Float32Array} scores @param {number} row @param {number} column */
function crossings(scores, row, column) {
  const corners = [
    [row, column],
    [row, column + 1],
    [row + 1, column + 1],
    [row + 1, column],
  ];
  /** @type {Place[]} */
  const found = [];
  corners.forEach(([r, c], i) => {
    const [nextR, nextC] = corners[(i + 1) % 4];
    const [from, to] = [scores[r * SIDE + c], scores[nextR * SIDE + nextC]];
    if (from > 0 === to > 0) return;
    const part = from / (from - to);
    found.push(placeOf(r + part * (nextR - r), c + part * (nextC - c)));
  });
  return found;
}
