// What lies in a zip, a tar or a gzipped tar that a learner hands in: its files one by one, within bounds, of which one at a time
// is unpacked. No name inside an archive is ever used as a path. Rules and sentences are those of
// lib/pictures/own/own_archive.py; both pass the same recorded cases. It knows nothing of pictures.

import { starts } from "./bare.js";
import { many, Refused, short } from "./entry.js";
import { bytes, Damaged, Reader, unpacked } from "./stream.js";
import { tarEntries } from "./tar.js";
import { zipEntries } from "./zip.js";

/** @import { Entry, Limits } from "./entry.js" */

const HEAD = 512; // bytes that tell what it is

/** The files of an archive; what cannot be had comes as a refusal. Throws `Refused` where the whole is no archive, damaged, or
 * beyond the bounds; what came before it is fine. @param {Blob} blob @param {string} name @param {Limits} limits
 * @returns {AsyncGenerator<Entry>} */
export async function* entries(blob, name, limits) {
  const { size } = blob;
  if (size > limits.archive_bytes)
    throw new Refused(
      `${short(name)} has ${many(size / 1e6)} MB, and at most ${many(limits.archive_bytes / 1e6)} MB fit. ` +
        "Make the photos smaller, or hand in fewer.",
    );
  try {
    const head = await bytes(blob.slice(0, HEAD));
    if (starts(head, 0, "PK\x03\x04") || starts(head, 0, "PK\x05\x06")) yield* zipEntries(blob, name, limits);
    else if (starts(head, 0, "\x1f\x8b")) yield* tarEntries(unpacked(blob, "gzip"), name, limits, size * limits.ratio);
    else if (starts(head, 257, "ustar") || name.toLowerCase().endsWith(".tar"))
      yield* tarEntries(new Reader(blob.stream()), name, limits, size);
    else throw new Refused(`${short(name)} is neither a zip nor a tar archive. Pack the class folders as a zip.`);
  } catch (error) {
    if (!(error instanceof Damaged)) throw error;
    throw new Refused(`${short(name)} is damaged, cut off, or no archive after all. Pack the folders again.`);
  }
}
