// From files to pictures of the set: photos for one class, or an archive or a folder with a folder for each class.

import { entries } from "../own_files/archive.js";
import { badPath, invisible, Refused, short, split, tooMany } from "../own_files/entry.js";
import { read } from "../own_files/intake.js";
import { classed } from "../own_files/readings.js";
import { fingerprint } from "../own_learning/near_duplicates.js";

/** @import { Entry, Limits } from "../own_files/entry.js" */
/** @import { Fresh } from "../own_files/intake.js" */
/** @import { OwnSet } from "../own_learning/own_set.js" */
/** @import { Found } from "./dropped.js" */
/** @typedef {(set: OwnSet) => OwnSet} Join puts what was read into a set */
/** @typedef {(words: string) => void} Tell */

const ARCHIVE = /\.(zip|tar|tgz|tar\.gz)$/i;

/** Whether it is an archive, which says its classes itself. @param {Found} found */
export const isArchive = ({ path }) => ARCHIVE.test(path);

/** @param {Found[]} found @param {string} name of their class @param {OwnSet} set @param {Limits} limits @param {Tell} tell
 * @returns {Promise<Join>} */
export async function fromFiles(found, name, set, limits, tell) {
  const { fresh, notes, told } = await taken(loose(found), set, limits, tell, found.length);
  return (set) => set.add(name, fresh).withNotes(told, notes);
}

/** @param {Found[]} found @param {OwnSet} set @param {Limits} limits @param {Tell} tell @returns {Promise<Join>} */
export async function fromFolder(found, set, limits, tell) {
  const whole = found[0].path.split("/")[0];
  const over =
    found.length > limits.entries ? [{ folders: [whole], name: whole, refused: tooMany(whole, limits) }] : [];
  const lying = loose(found.slice(0, limits.entries), (path) => badPath(path, limits)).concat(over);
  if (lying.every(({ folders }) => !folders.length))
    throw new Refused(
      "Drop photos on their class. A folder may come here as a whole, with a folder for each class in it.",
    );
  return joined(await taken(lying, set, limits, tell, lying.length), whole);
}

/** @param {Found} found @param {OwnSet} set @param {Limits} limits @param {Tell} tell @returns {Promise<Join>} */
export async function fromArchive({ file }, set, limits, tell) {
  return joined(await taken(entries(file, file.name, limits), set, limits, tell, 0), file.name);
}

/** @param {Found[]} found @param {(path: string) => string} why a path is refused, where it is @returns {Entry[]} */
function loose(found, why = () => "") {
  return found
    .filter(({ path }) => !invisible(path))
    .map(({ path, file }) => ({ folders: split(path)[0], name: file.name, data: file, refused: why(path) }));
}

/** @param {AsyncIterable<Entry> | Entry[]} found @param {OwnSet} set @param {Limits} limits @param {Tell} tell
 * @param {number} all how many there are; 0: nobody knows yet */
function taken(found, set, limits, tell, all) {
  const roomBytes = limits.kept_bytes - set.keptBytes;
  const room = limits.pictures - set.pictures.length;
  return read(found, limits, room, roomBytes, fingerprint, (done) =>
    tell(all ? `Reading ${done} of ${all} …` : `Reading: ${done} pictures so far …`),
  );
}

/** @param {{ fresh: Fresh[], notes: string[], told: string[] }} read @param {string} whole name of the archive or folder
 * @returns {Join} */
function joined({ fresh, notes, told }, whole) {
  if (!fresh.length) {
    const reason = notes.length ? ` The first reason: ${notes[0]}` : "";
    throw new Refused(`There is no picture to use in ${short(whole)}.${reason}`);
  }
  const { readings, beside, doubtful } = classed(fresh);
  return (set) => set.addRead(fresh, readings, { told, leftOut: [...notes, ...beside], doubtful });
}
