// What a stack of layers is without ReLU: one layer, whose weights are the product of all weights. And how far that one
// layer is from the network, wherever one looks.

/** @import { Layer, PlaneNetwork } from "./plane_network.js" */
/** The score of a place (x, y) is `across` x + `up` y + `bias`. @typedef {{ across: number, up: number, bias: number }} Line */
/** @typedef {[x: number, y: number]} Place */

const ALONG = 41; // places along each side of the square that are compared: 1,681 in all
export const COMPARED = ALONG * ALONG;
export const SHOWN = /** @type {Place[]} */ ([
  [-0.5, 0.5],
  [0, 0],
  [0.5, 0.5],
]);

/** The product of the weight matrices, with the biases carried through. @param {PlaneNetwork} network @returns {Line} */
export function folded({ layers }) {
  let [across, up, bias] = [
    [1, 0],
    [0, 1],
    [0, 0],
  ].map((row) => Float64Array.from(row)); // a place as it is
  for (const layer of layers) {
    [across, up] = [times(across, layer), times(up, layer)];
    bias = times(bias, layer).map((sum, j) => sum + layer.biases[j]);
  }
  return { across: across[0], up: up[0], bias: bias[0] };
}

/** A row (inputs) times the weights (inputs, nodes). @param {Float64Array} row @param {Layer} layer */
function times(row, { inputs, nodes, weights }) {
  const out = new Float64Array(nodes);
  for (let i = 0, k = 0; i < inputs; i++) for (let j = 0; j < nodes; j++, k++) out[j] += row[i] * weights[k];
  return out;
}

/** @param {Line} line @param {Place} place */
export function score({ across, up, bias }, [x, y]) {
  return across * x + up * y + bias;
}

/** The largest difference of the two scores at all compared places. @param {PlaneNetwork} network @param {Line} line */
export function farthestApart(network, line) {
  let most = 0;
  for (let i = 0; i < ALONG; i++)
    for (let j = 0; j < ALONG; j++) {
      const place = /** @type {Place} */ ([(2 * i) / (ALONG - 1) - 1, (2 * j) / (ALONG - 1) - 1]);
      most = Math.max(most, Math.abs(network.logit(...place) - score(line, place)));
    }
  return most;
}

/** The lines at which nodes of the first layer are 0: there ReLU bends what the network gives. @param {PlaneNetwork} network @returns {Line[]} */
export function nodeLines({ layers: [{ nodes, weights, biases }] }) {
  return [...biases].map((bias, j) => ({ across: weights[j], up: weights[nodes + j], bias }));
}

/** Where the line's score is 0, from edge to edge of the square; nothing where it passes outside. @param {Line} line @returns {Place[]} */
export function ends({ across, up, bias }) {
  /** @type {Place[]} */
  const found = [];
  for (const side of [-1, 1]) {
    const [x, y] = [-(up * side + bias) / across, -(across * side + bias) / up];
    if (Math.abs(x) <= 1) found.push([x, side]);
    if (Math.abs(y) < 1) found.push([side, y]);
  }
  return found.length === 2 ? found : [];
}
