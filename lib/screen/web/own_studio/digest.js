// A number for a set of pictures: the same for the same set in this tab, and it tells nobody which pictures they are.

/** @import { OwnSet } from "../own_learning/own_set.js" */

/** @param {OwnSet} set @param {string} salt a random text that is kept with the set and never sent @returns {Promise<string>} 64 hexadecimal digits */
export async function digest(set, salt) {
  const hex = (/** @type {Uint8Array} */ bytes) =>
    [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  if (!crypto.subtle) return hex(crypto.getRandomValues(new Uint8Array(32))); // a page that came without HTTPS
  const pictures = set.pictures.map(({ label, jpeg }) => new Blob([`${label} ${jpeg.size} `, jpeg]));
  const bytes = await new Blob([salt, JSON.stringify(set.classes), ...pictures]).arrayBuffer();
  return hex(new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)));
}
