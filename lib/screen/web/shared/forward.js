// A dense network's forward pass in the browser, in 32-bit floats as Keras computes it: ReLU inside, softmax
// last. Fast enough for every animation frame, because a zero input costs nothing and most pixels are paper.

/**
 * What a forward pass needs; `outputs` and `probabilities` are filled by it.
 * @typedef {object} Layers
 * @property {Float32Array[]} weights of each layer that computes, (inputs, nodes), row by row
 * @property {Float32Array[]} biases
 * @property {Float32Array[]} outputs of each layer, the last one's before softmax
 * @property {Float32Array} probabilities
 */
/** @typedef {Layers & { digest: string, sizes: number[] }} Network `sizes` counts the inputs too. */

/** The network in the bytes that lib/screen/kit/weights.py packs. @param {Uint8Array} bytes @returns {Network} */
export function unpackNetwork(bytes) {
  const { buffer } = bytes.slice(); // a copy of its own starts at offset 0, as Float32Array needs
  const digest = new TextDecoder().decode(bytes.subarray(0, 16));
  const [count] = new Uint32Array(buffer, 16, 1);
  const sizes = [...new Uint32Array(buffer, 20, count)];
  const [step] = new Uint32Array(buffer, 20 + 4 * count, 1);
  let offset = 24 + 4 * count;
  const biases = sizes.slice(1).map((nodes) => {
    const layer = new Float32Array(buffer, offset, nodes);
    offset += 4 * nodes;
    return layer;
  });
  const weights = sizes.slice(1).map((nodes, i) => {
    const n = sizes[i] * nodes;
    const layer = step ? fromSteps(buffer, offset, n, step) : new Float32Array(buffer, offset, n);
    offset += (step ? 3 : 4) * n;
    return layer;
  });
  const outputs = sizes.slice(1).map((n) => new Float32Array(n));
  return { digest, sizes, weights, biases, outputs, probabilities: new Float32Array(sizes[count - 1]) };
}

/** `n` multiples of 2 ** -step in three planes of bytes, lowest first; the last bit is the sign.
 * @param {ArrayBuffer} buffer @param {number} offset @param {number} n @param {number} step */
function fromSteps(buffer, offset, n, step) {
  const [low, middle, high] = [0, 1, 2].map((plane) => new Uint8Array(buffer, offset + plane * n, n));
  const layer = new Float32Array(n);
  const unit = 2 ** -step;
  for (let i = 0; i < n; i++) {
    const folded = low[i] | (middle[i] << 8) | (high[i] << 16);
    layer[i] = unit * ((folded >> 1) ^ -(folded & 1));
  }
  return layer;
}

/** Reads `x` (784 numbers): fills `network.outputs` (logits last) and returns `network.probabilities`.
 * @param {Layers} network @param {Float32Array} x */
export function forward(network, x) {
  const last = network.weights.length - 1;
  network.weights.forEach((weights, layer) => {
    const out = network.outputs[layer];
    const nodes = out.length;
    out.set(network.biases[layer]);
    for (let i = 0; i < x.length; i++) {
      const value = x[i];
      if (value === 0) continue;
      for (let j = 0, k = i * nodes; j < nodes; j++, k++) out[j] += value * weights[k];
    }
    if (layer < last) for (let j = 0; j < nodes; j++) if (out[j] < 0) out[j] = 0;
    x = out;
  });
  return softmax(x, network.probabilities);
}

/** @param {Float32Array} logits @param {Float32Array} probabilities filled and returned */
export function softmax(logits, probabilities) {
  const highest = Math.max(...logits);
  let total = 0;
  for (let i = 0; i < logits.length; i++) {
    probabilities[i] = Math.exp(logits[i] - highest);
    total += probabilities[i];
  }
  for (let i = 0; i < logits.length; i++) probabilities[i] /= total;
  return probabilities;
}

/** Where the largest stands. @param {ArrayLike<number>} values */
export function largest(values) {
  let best = 0;
  for (let i = 1; i < values.length; i++) if (values[i] > values[best]) best = i;
  return best;
}
