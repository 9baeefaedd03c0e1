// The files that lib/models/browser_base.py writes: a head of JSON, then arrays of numbers.

/** @param {ArrayBuffer} file @returns {{ head: unknown, arrays: number }} `arrays`: where they begin */
export function opened(file) {
  const length = new DataView(file).getUint32(0, true);
  return { head: JSON.parse(new TextDecoder().decode(new Uint8Array(file, 4, length))), arrays: 4 + length };
}

/** Numbers of half precision (IEEE 754), given by their 16 bits: browsers before 2025 have no such arrays.
 * @param {Uint16Array} bits @returns {Float32Array<ArrayBuffer>} */
export function widened(bits) {
  table ??= Float32Array.from({ length: 65536 }, (_, each) => {
    const exponent = (each >> 10) & 31;
    const part = (each & 1023) / 1024;
    const size = exponent ? 2 ** (exponent - 15) * (1 + part) : 2 ** -14 * part;
    return each & 32768 ? -size : size;
  });
  const wide = new Float32Array(bits.length);
  for (let i = 0; i < bits.length; i++) wide[i] = table[bits[i]];
  return wide;
}
/** @type {Float32Array | undefined} */
let table;
