// A browser's picture becomes pixels: by a whole part of its size, what is transparent on white (or on black, where white would
// hide it), and turned as the camera was held. It is read in stripes, so that no second copy of a large picture is made,
// and the page gets its turn between them. It does as lib/pictures/prepare/upright.py does.

import { turn } from "../shared/later.js";

/** @import { Pixels } from "./intake.js" */

const HARDLY_SEEN = 215; // of 255, the mean of each pixel's darkest colour: a yellow pen has less, and is seen on white
const STRIPE = 500_000; // pixels read at once: some 4 ms

/** The picture with each side divided by `factor`, RGBA with nothing transparent. @param {ImageBitmap} bitmap
 * @param {number} factor @param {boolean} mayBeClear whether a picture of its kind can be transparent
 * @returns {Promise<Pixels>} */
export async function reduced(bitmap, factor, mayBeClear) {
  const { width, height } = bitmap;
  const [w, h] = [Math.ceil(width / factor), Math.ceil(height / factor)];
  const data = new Uint8ClampedArray(4 * w * h);
  const paper = mayBeClear ? await paperFor(bitmap) : null;
  for await (const { stripe, top } of stripes(bitmap, factor)) {
    if (paper !== null) onPaper(stripe, paper);
    reduceInto(data.subarray((4 * w * top) / factor), stripe, width, factor);
  }
  return { width: w, height: h, data };
}

/** The bitmap's pixels from top to bottom, whole rows of blocks at a time. @param {ImageBitmap} bitmap @param {number} factor */
async function* stripes(bitmap, factor) {
  const { width, height } = bitmap;
  const most = factor * Math.max(1, Math.floor(STRIPE / (width * factor)));
  const context = new OffscreenCanvas(width, Math.min(most, height)).getContext("2d", { willReadFrequently: true });
  if (!context) throw new Error("no memory for a canvas");
  context.globalCompositeOperation = "copy";
  for (let top = 0; top < height; top += most) {
    const rows = Math.min(most, height - top);
    context.drawImage(bitmap, 0, -top);
    yield { stripe: context.getImageData(0, 0, width, rows).data, top };
    await turn();
  }
}

/** How bright the paper is on which the picture lies; null where nothing of it is transparent. @param {ImageBitmap} bitmap */
async function paperFor(bitmap) {
  let [covered, light, clear] = [0, 0, false];
  for await (const { stripe } of stripes(bitmap, 1))
    for (let i = 0; i < stripe.length; i += 4) {
      const covers = stripe[i + 3];
      covered += covers;
      light += Math.min(stripe[i], stripe[i + 1], stripe[i + 2]) * covers;
      clear ||= covers < 255;
    }
  if (!clear) return null;
  return light > HARDLY_SEEN * Math.max(covered, 1) ? 0 : 255;
}

/** Fills what is transparent, in place. @param {Uint8ClampedArray} data RGBA @param {number} paper */
export function onPaper(data, paper) {
  for (let i = 0; i < data.length; i += 4) {
    const covers = data[i + 3];
    for (let k = i; k < i + 3; k++) data[k] = (data[k] * covers + paper * (255 - covers)) / 255;
    data[i + 3] = 255;
  }
}

/** Means of `factor` x `factor` pixels; of what there is of them at the right and lower edge. @param {Uint8ClampedArray} out
 * @param {Uint8ClampedArray} data RGBA rows of `width` @param {number} width @param {number} factor */
function reduceInto(out, data, width, factor) {
  const height = data.length / (4 * width);
  let at = 0;
  for (let top = 0; top < height; top += factor)
    for (let left = 0; left < width; left += factor) {
      const [bottom, right] = [Math.min(top + factor, height), Math.min(left + factor, width)];
      const half = ((bottom - top) * (right - left)) / 2;
      let [r, g, b] = [half, half, half];
      for (let y = top; y < bottom; y++)
        for (let i = 4 * (y * width + left), end = 4 * (y * width + right); i < end; i += 4) {
          r += data[i];
          g += data[i + 1];
          b += data[i + 2];
        }
      out[at++] = Math.floor(r / (2 * half));
      out[at++] = Math.floor(g / (2 * half));
      out[at++] = Math.floor(b / (2 * half));
      out[at++] = 255;
    }
}

/** The picture upright, by EXIF's number for how the camera was held. @param {Pixels} pixels @param {number} orientation
 * @returns {Pixels} */
export function turned(pixels, orientation) {
  if (orientation === 1) return pixels;
  const { width, height } = pixels;
  const [w, h] = orientation > 4 ? [height, width] : [width, height];
  const from = new Uint32Array(pixels.data.buffer, pixels.data.byteOffset, width * height);
  const to = new Uint32Array(w * h);
  const acrossBack = [2, 3, 7, 8].includes(orientation); // x of the old picture runs backwards
  const downBack = [3, 4, 6, 7].includes(orientation); // and y
  for (let y = 0, at = 0; y < h; y++)
    for (let x = 0; x < w; x++) {
      const [a, b] = orientation > 4 ? [y, x] : [x, y]; // of the old picture
      to[at++] = from[(downBack ? height - 1 - b : b) * width + (acrossBack ? width - 1 - a : a)];
    }
  return { width: w, height: h, data: new Uint8ClampedArray(to.buffer) };
}
