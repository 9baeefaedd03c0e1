// Keeps what arrives in the page apart from the weights, for every view that names it: pictures by the name of their
// source, test digits by their digest. It draws nothing.

import { fromBase64 } from "../shared/elements.js";
import { addressOf, delivered } from "../shared/files.js";
import { page } from "../shared/page.js";

/** @import { Delivery } from "../shared/files.js" */
/** @import { Props } from "../shared/part.js" */

/** @param {Props<Delivery | { name: string, values: string }>} props */
export default function ({ data, setStateValue }) {
  if ("name" in data) page.pictures.put(data.name, new Float32Array(fromBase64(data.values).buffer));
  else takeDigits(data, setStateValue);
}

/** @param {Delivery} data @param {Props<Delivery>["setStateValue"]} setStateValue */
async function takeDigits(data, setStateValue) {
  const body = await delivered(data, setStateValue);
  if (!body) return;
  const digest = new TextDecoder().decode(body.subarray(0, 16));
  if (page.digits.get(digest)) return;
  const [n] = new Uint32Array(body.slice(16, 20).buffer);
  page.digits.put(digest, { labels: body.slice(20, 20 + n), images: body.slice(20 + n) }, addressOf(data));
}
