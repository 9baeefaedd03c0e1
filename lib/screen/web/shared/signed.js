// Signed numbers: as a learner reads them, and as colours.

/** With a true minus sign. @param {number} value @param {number} digits */
export function plain(value, digits) {
  const text = Math.abs(value).toFixed(digits);
  return value < 0 && Number(text) !== 0 ? `−${text}` : text;
}

/** @param {number} value @param {number} digits */
export function signed(value, digits) {
  const text = plain(value, digits);
  return text.startsWith("−") || Number(text) === 0 ? text : `+${text}`;
}

/** The number that lies farthest from zero, without its sign. @param {ArrayLike<number>} values */
export function farthest(values) {
  let most = 0;
  for (let i = 0; i < values.length; i++) most = Math.max(most, Math.abs(values[i]));
  return most;
}

/** Numbers as pixels, row by row: white for zero, blue above, orange below, nothing for NaN.
 * @param {HTMLCanvasElement} canvas @param {ArrayLike<number>} values @param {number} columns
 * @param {number} most what has full colour */
export function paintSigned(canvas, values, columns, most = farthest(values), rows = values.length / columns) {
  const image = new ImageData(columns, rows);
  for (let i = 0, at = 0; i < values.length; i++, at += 4) {
    if (Number.isNaN(values[i])) continue;
    const strength = most ? Math.min(1, Math.abs(values[i]) / most) : 0;
    const [r, g, b] = values[i] >= 0 ? [29, 95, 209] : [194, 87, 12];
    image.data[at] = 255 + (r - 255) * strength;
    image.data[at + 1] = 255 + (g - 255) * strength;
    image.data[at + 2] = 255 + (b - 255) * strength;
    image.data[at + 3] = 255;
  }
  canvas.width = columns;
  canvas.height = rows;
  canvas.getContext("2d")?.putImageData(image, 0, 0);
}
