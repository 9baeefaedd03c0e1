// Bytes that Python sends once and that never change: by HTTP, so that the browser keeps them, or with the message.

import { fromBase64 } from "./elements.js";
import { page } from "./page.js";

/** @typedef {Uint8Array<ArrayBuffer> | { address: string }} Delivery what lib/screen/kit/files.py mounts a component with */

/** @typedef {{ address: string } | { text: string }} Sent what `sent` of lib/screen/kit/files.py gives; `text`: base64 */

/** @param {Delivery} data */
export const addressOf = (data) => (data instanceof Uint8Array ? "" : data.address);

/** The bytes, for whoever shows them and keeps them no longer than that: the next one fetches them again, from the browser's own
 * store. Throws where they could not be fetched. @param {Sent} from */
export async function bytesOf(from) {
  return "text" in from ? fromBase64(from.text) : fetched(from.address);
}

/** The bytes, for a shelf of the page. Null where there is nothing new: this page has them or waits for them already, or they could not be
 * fetched, in which case Python sends them with the next message.
 * @param {Delivery} data @param {(name: string, value: unknown) => void} setStateValue */
export async function delivered(data, setStateValue) {
  if (data instanceof Uint8Array) return data;
  if (page.fetched.has(data.address)) return null;
  page.fetched.add(data.address);
  try {
    return await fetched(data.address);
  } catch {
    page.fetched.delete(data.address);
    setStateValue("missing", true);
    return null;
  }
}

/** @param {string} address */
async function fetched(address) {
  const answer = await fetch(new URL(address, document.baseURI));
  const type = answer.headers.get("content-type") ?? "";
  if (!answer.ok || !type.startsWith("application/octet-stream")) throw new Error(answer.statusText); // a page, perhaps
  return new Uint8Array(await answer.arrayBuffer());
}
