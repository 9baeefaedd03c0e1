// A dense network's forward pass in the browser, in 32-bit floats as Keras computes it: ReLU inside, softmax
// last. Fast enough for every animation frame, because a zero input costs nothing and most pixels are paper.

/** The bytes that lib/screen/kit/weights.py packs, as {digest, sizes, weights, biases, outputs, likelihoods}. */
function unpackNetwork(bytes) {
  const buffer = bytes.slice().buffer; // a copy of its own starts at offset 0, as Float32Array needs
  const digest = new TextDecoder().decode(bytes.subarray(0, 16));
  const [count] = new Uint32Array(buffer, 16, 1);
  const sizes = [...new Uint32Array(buffer, 20, count)];
  const weights = [], biases = [];
  let offset = 20 + 4 * count;
  for (let i = 1; i < count; i++) {
    weights.push(new Float32Array(buffer, offset, sizes[i - 1] * sizes[i])); // (inputs, nodes), row by row
    offset += 4 * sizes[i - 1] * sizes[i];
    biases.push(new Float32Array(buffer, offset, sizes[i]));
    offset += 4 * sizes[i];
  }
  const outputs = sizes.slice(1).map((n) => new Float32Array(n));
  return { digest, sizes, weights, biases, outputs, likelihoods: new Float32Array(sizes[count - 1]) };
}

/** Reads `x` (784 numbers): fills `network.outputs` (logits last) and returns `network.likelihoods`. */
function forward(network, x) {
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
  return softmax(x, network.likelihoods);
}

function softmax(logits, likelihoods) {
  const highest = Math.max(...logits);
  let total = 0;
  for (let i = 0; i < logits.length; i++) total += likelihoods[i] = Math.exp(logits[i] - highest);
  for (let i = 0; i < logits.length; i++) likelihoods[i] /= total;
  return likelihoods;
}

function largest(values) {
  let best = 0;
  for (let i = 1; i < values.length; i++) if (values[i] > values[best]) best = i;
  return best;
}
