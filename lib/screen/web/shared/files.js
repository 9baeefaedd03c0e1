// Bytes that Python sends once and that never change: by HTTP, so that the browser keeps them, or with the message.

import { page } from "./page.js";

/** @typedef {Uint8Array<ArrayBuffer> | { address: string }} Delivery what lib/screen/kit/files.py mounts a component with */

/** @param {Delivery} data */
export const addressOf = (data) => (data instanceof Uint8Array ? "" : data.address);

/** The bytes. Null where there is nothing new: this page has them or waits for them already, or they could not be
 * fetched, in which case Python sends them with the next message.
 * @param {Delivery} data @param {(name: string, value: unknown) => void} setStateValue */
export async function delivered(data, setStateValue) {
  if (data instanceof Uint8Array) return data;
  const { fetched } = page;
  if (fetched.has(data.address)) return null;
  fetched.add(data.address);
  try {
    const answer = await fetch(new URL(data.address, document.baseURI));
    const type = answer.headers.get("content-type") ?? "";
    if (!answer.ok || !type.startsWith("application/octet-stream")) throw new Error(answer.statusText); // a page, perhaps
    return new Uint8Array(await answer.arrayBuffer());
  } catch {
    fetched.delete(data.address);
    setStateValue("missing", true);
    return null;
  }
}
