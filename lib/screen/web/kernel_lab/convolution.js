// A 3 x 3 kernel over a square grey picture, and pooling: the arithmetic of the kernel lab.

/** The sum of kernel x patch at every place where the kernel fits: (side - 2) x (side - 2) numbers.
 * @param {Float32Array} grey @param {number} side @param {number[]} kernel */
export function convolve(grey, side, kernel) {
  const n = side - 2;
  const out = new Float32Array(n * n);
  const reach = kernel.map((_, i) => Math.floor(i / 3) * side + (i % 3)); // from a patch's corner to its pixels
  for (let row = 0, k = 0; row < n; row++) {
    for (let col = 0; col < n; col++, k++) {
      const corner = row * side + col;
      let sum = 0;
      for (let i = 0; i < 9; i++) sum += kernel[i] * grey[corner + reach[i]];
      out[k] = sum;
    }
  }
  return out;
}

/** The largest of every 2 x 2, `n` even or its last row and column left out. @param {Float32Array} values @param {number} n */
export function pool(values, n) {
  const m = Math.floor(n / 2);
  const out = new Float32Array(m * m);
  for (let row = 0, k = 0; row < m; row++) {
    for (let col = 0; col < m; col++, k++) {
      const at = 2 * row * n + 2 * col;
      out[k] = Math.max(values[at], values[at + 1], values[at + n], values[at + n + 1]);
    }
  }
  return out;
}
