// A set as a zip with a folder a class, that anybody can open, and that `archive.js` reads again with the same classes. Which
// recording a picture is a frame of stands in its name: frames that are read again are still kept in one part.

import { crc32 } from "./crc32.js";
import { invisible } from "./entry.js";

/** @import { KeptSet } from "./store.js" */

const UTF8 = 0x800; // names are in UTF-8
const VERSION = 20; // of the format: folders, and files as they are
const FIRST_DAY = 0x21; // 1 January 1980, the first that a zip knows: the same pictures give the same bytes
const RECORDING = /^recording (\d{1,6}) - \d+\.jpg$/;

/** @param {KeptSet} set @returns {Promise<Blob>} */
export async function save({ classes, pictures }) {
  /** @type {BlobPart[]} */
  const files = [];
  /** @type {BlobPart[]} */
  const contents = [];
  const counts = classes.map(() => 0);
  const takes = [...new Set(pictures.map(({ take }) => take))].filter(Boolean);
  let [at, listed] = [0, 0];
  for (const { label, jpeg, take } of pictures) {
    counts[label] += 1;
    const number = String(counts[label]).padStart(4, "0");
    const recording = take ? `recording ${takes.indexOf(take) + 1} - ` : "";
    const name = new TextEncoder().encode(`${folderOf(classes[label])}/${recording}${number}.jpg`);
    const sum = crc32(new Uint8Array(await jpeg.arrayBuffer()));
    const told = [VERSION, UTF8, 0, 0, FIRST_DAY];
    const sizes = [sum, jpeg.size, jpeg.size];
    const head = numbers("PK\x03\x04", told, sizes, [name.length, 0]);
    const line = numbers("PK\x01\x02", [VERSION, ...told], sizes, [name.length, 0, 0, 0, 0], [0, at]);
    files.push(head, name, jpeg);
    contents.push(line, name);
    at += head.length + name.length + jpeg.size;
    listed += line.length + name.length;
  }
  const end = numbers("PK\x05\x06", [0, 0, pictures.length, pictures.length], [listed, at], [0]);
  return new Blob([...files, ...contents, end], { type: "application/zip" });
}

/** The recording that a file's name tells of; 0 where it tells of none. @param {string} name */
export const recordingOf = (name) => Number(RECORDING.exec(name)?.[1] ?? 0);

/** A few names are passed over in every archive, as systems leave such files behind. @param {string} name */
const folderOf = (name) => (invisible(name) ? `${name} (class)` : name);

/** Letters, then numbers of 2 bytes, of 4, of 2 and of 4. @param {string} letters @param {number[][]} groups */
function numbers(letters, ...groups) {
  const bytes = [...letters].map((letter) => letter.charCodeAt(0));
  groups.forEach((group, i) => {
    for (const value of group) for (let k = 0; k < (i % 2 ? 4 : 2); k++) bytes.push((value >>> (8 * k)) & 255);
  });
  return Uint8Array.from(bytes);
}
