// A photo as it is sent, where the learner asked for that: small, a JPEG that holds nothing else, as text.

import { element, pen } from "../shared/elements.js";

/** @import { Pixels } from "../own_files/intake.js" */

const QUALITY = 0.92;

/** In base64. @param {Pixels} pixels @param {number} side pixels of its short side, at most */
export function asJpegText({ width, height, data }, side) {
  const scale = Math.min(1, side / Math.min(width, height));
  const whole = element("canvas", { width, height });
  pen(whole).putImageData(new ImageData(data, width, height), 0, 0);
  const small = element("canvas", { width: Math.round(width * scale), height: Math.round(height * scale) });
  const context = pen(small);
  context.imageSmoothingQuality = "high";
  context.drawImage(whole, 0, 0, small.width, small.height);
  return small.toDataURL("image/jpeg", QUALITY).split(",")[1];
}
