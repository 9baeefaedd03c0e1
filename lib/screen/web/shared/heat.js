// Where a model with a head on a base's last map looked: how much each place speaks for the answer, and that as a picture to lay
// over the photo. As `class_map` of lib/networks/answer/heatmap.py and lib/charts/cam.py do it.

const SIDE = 192; // pixels; a map of 5 x 5 has no more to show
const FADE = 1.4; // above 1 what speaks little stays clear, so that the photo can be seen
const STOPS = [0, 0.35, 0.7, 1];
const COLOURS = [
  [59, 15, 112],
  [140, 41, 129],
  [241, 96, 93],
  [252, 253, 191],
]; // dark violet, magenta, orange, pale yellow

/** How much each place speaks for a class, the strongest at 1; what speaks against it counts as nothing.
 * @param {Float32Array} map (side, side, channels) @param {number} side
 * @param {Float32Array} kernel (channels, outputs), one output with a sigmoid for two classes @param {number} outputs
 * @param {number} chosen number of the class @returns {Float64Array} (side, side), from 0 to 1; all 0 where no place speaks for it */
export function classMap(map, side, kernel, outputs, chosen) {
  const [output, sign] = outputs === 1 ? [0, chosen ? 1 : -1] : [chosen, 1];
  const channels = map.length / (side * side);
  const places = Float64Array.from({ length: side * side }, (_, place) => {
    let sum = 0;
    for (let c = 0, at = place * channels; c < channels; c++, at++) sum += map[at] * kernel[c * outputs + output];
    return Math.max(0, sign * sum);
  });
  const most = Math.max(...places);
  return most ? places.map((value) => value / most) : places;
}

/** The map, smoothed, as a picture that shows the photo where the map is low: stretch it over the photo. Fast enough for each of a
 * camera's frames. @param {ArrayLike<number>} places (side, side), from 0 to 1 @param {number} side
 * @returns {{ width: number, height: number, data: Uint8ClampedArray<ArrayBuffer> }} RGBA */
export function overlay(places, side) {
  paint ??= painted();
  const bytes = Float64Array.from(places, (value) => Math.round(255 * value));
  const taps = cubic(side);
  const smooth = stretched(stretched(bytes, side, taps), side, taps);
  const data = new Uint8ClampedArray(4 * SIDE * SIDE);
  for (let i = 0; i < smooth.length; i++) for (let c = 0; c < 4; c++) data[4 * i + c] = paint[4 * smooth[i] + c];
  return { width: SIDE, height: SIDE, data };
}

/** @type {Uint8ClampedArray | undefined} RGBA of each byte */
let paint;

function painted() {
  const colours = new Uint8ClampedArray(4 * 256);
  for (let byte = 0; byte < 256; byte++) {
    const value = byte / 255;
    const stop = Math.max(
      1,
      STOPS.findIndex((end) => value <= end),
    );
    const part = (value - STOPS[stop - 1]) / (STOPS[stop] - STOPS[stop - 1]);
    const [from, to] = [COLOURS[stop - 1], COLOURS[stop]];
    for (let c = 0; c < 3; c++) colours[4 * byte + c] = Math.round(from[c] + part * (to[c] - from[c]));
    colours[4 * byte + 3] = Math.round(255 * value ** FADE);
  }
  return colours;
}

/** Rows of `side` values become rows of SIDE, which then stand as columns: twice, and it lies as before. Rounded to bytes, as Pillow does.
 * @param {Float64Array} rows @param {number} side @param {{ first: number, shares: number[] }[]} taps */
function stretched(rows, side, taps) {
  const count = rows.length / side;
  const out = new Float64Array(count * SIDE);
  for (let x = 0; x < SIDE; x++) {
    const { first, shares } = taps[x];
    for (let y = 0; y < count; y++) {
      let sum = 0.5;
      for (let i = 0, at = y * side + first; i < shares.length; i++, at++) sum += shares[i] * rows[at];
      out[x * count + y] = Math.min(255, Math.max(0, Math.floor(sum)));
    }
  }
  return out;
}

/** For each new place of a row the old ones that make it up, by Keys' cubic with a = -0.5, as Pillow's BICUBIC. @param {number} side */
function cubic(side) {
  return Array.from({ length: SIDE }, (_, place) => {
    const scale = side / SIDE;
    const reach = 2 * Math.max(1, scale);
    const centre = (place + 0.5) * scale;
    const first = Math.max(0, Math.trunc(centre - reach + 0.5));
    const end = Math.min(side, Math.trunc(centre + reach + 0.5));
    const plain = Array.from({ length: end - first }, (_, i) =>
      keys(Math.abs((first + i - centre + 0.5) / Math.max(1, scale))),
    );
    const sum = plain.reduce((all, one) => all + one, 0);
    return { first, shares: plain.map((one) => one / sum) };
  });
}

/** @param {number} x from 0 */
function keys(x) {
  if (x < 1) return (1.5 * x - 2.5) * x * x + 1;
  return x < 2 ? ((-0.5 * x + 2.5) * x - 4) * x + 2 : 0;
}
