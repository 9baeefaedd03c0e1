// What may be a file that a learner hands in: bounds, names and paths, and the words of each refusal. It knows nothing of
// archive formats or of pictures. Rules and sentences are those of lib/pictures/own/own_entry.py.

/**
 * How much a learner may hand in: lib/pictures/own/own_entry.py says why, and Python sends its own numbers.
 * @typedef {{ archive_bytes: number, file_bytes: number, unpacked_bytes: number, entries: number, ratio: number, depth: number,
 *   name_length: number, pixels: number, classes: number, pictures: number, kept_bytes: number }} Limits
 */

/**
 * One file of an archive or a folder, or the sentence that says why it is left out. `told`: of the archive as a whole.
 * `others`: the folders in the other readings of the archive's names.
 * @typedef {{ folders: string[], name: string, data?: Blob, refused?: string, told?: string, others?: string[][] }} Entry
 */

const RESERVED = /^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\..*)?$/isu; // by Windows
// Control characters, and those that turn the writing round
const DECEIVING = /[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069\p{Cs}]/u;
const DRIVE = /^[A-Za-z]:$/; // all of a path's first part: `10:30` is a folder
const LEFT_BEHIND = new Set(
  "__macosx thumbs.db ehthumbs.db desktop.ini icon\r @eadir $recycle.bin"
    .split(" ")
    .concat("system volume information"),
);
const SPACES = "\x1c\x1d\x1e\x1f\x85"; // besides what `\s` says
const UNSHOWN = /[\p{C}\p{Z}]/u;

/** What cannot be used; the message is one sentence for the learner, and says what to do. */
export class Refused extends Error {}

/** As Python's `isspace`. @param {string} letter */
export const isSpace = (letter) => SPACES.includes(letter) || (/\s/u.test(letter) && letter !== "\ufeff");

/** With plain spaces for all others, and `instead` for what no font can show. @param {string} text */
export function printable(text, instead = "") {
  return Array.from(text, (letter) => (isSpace(letter) ? " " : UNSHOWN.test(letter) ? instead : letter)).join("");
}

/** A name from outside as it may stand in a sentence. @param {string} name */
export function short(name) {
  const clean = [...printable(name, "?")];
  return clean.length <= 60 ? clean.join("") : `${clean.slice(0, 40).join("")}...${clean.slice(-16).join("")}`;
}

/** As Python's `casefold`: letters that differ by case alone become the same. @param {string} text */
export function folded(text) {
  return Array.from(text, (letter) => (letter === "ı" ? letter : letter.toUpperCase().toLowerCase())).join("");
}

/** Whether Windows keeps the name for a device. @param {string} name */
export const isReserved = (name) => RESERVED.test(name);

/** 1,234 @param {number} value */
export const many = (value, places = 0) =>
  value.toLocaleString("en-US", { minimumFractionDigits: places, maximumFractionDigits: places });

/** @param {string} path */
const partsOf = (path) => path.replaceAll("\\", "/").split("/");

/** The folders and the file's name. @param {string} path @returns {[string[], string]} */
export function split(path) {
  const parts = partsOf(path).filter((part) => part && part !== ".");
  return [parts.slice(0, -1), parts.at(-1) ?? "?"];
}

/** Whether it is what a system leaves behind rather than a learner: macOS' second halves, dot files, thumbnails.
 * @param {string} path */
export function invisible(path) {
  return partsOf(path).some(
    (part) => (part.startsWith(".") && part !== "." && part !== "..") || LEFT_BEHIND.has(folded(part)),
  );
}

/** Why a path inside an archive is refused; "" where it is not. @param {string} path @param {Limits} limits */
export function badPath(path, limits) {
  const parts = partsOf(path);
  const told = short(path);
  const length = [...path].length;
  if (/^[/\\]/.test(path) || DRIVE.test(parts[0]))
    return `${told} wants to lie at a fixed place of the computer, and is left out. Pack the folders themselves.`;
  if (parts.includes(".."))
    return `${told} points out of the archive with .., and is left out. Pack the folders themselves.`;
  if (length > limits.name_length)
    return `${told} has a name of ${many(length)} characters, and at most ${limits.name_length} fit. Make it shorter.`;
  if (DECEIVING.test(path)) return `${told} has characters in its name that cannot be shown. Give it a plain name.`;
  if (parts.length - 1 > limits.depth)
    return `${told} lies ${parts.length - 1} folders deep, and at most ${limits.depth} are looked into. Move it up.`;
  if (parts.some((part) => isReserved(part.replace(/^[ .]+|[ .]+$/g, ""))))
    return `${told} has a name that Windows reserves for a device. Give it another name.`;
  return "";
}

/** @param {string} name @param {number} size @param {Limits} limits */
export const tooLarge = (name, size, limits) =>
  `${short(name)} has ${many(size / 1e6)} MB, and at most ${many(limits.file_bytes / 1e6)} MB a file fit. Make it smaller first.`;

/** @param {string} name @param {Limits} limits */
export const tooMuch = (name, limits) =>
  `${short(name)} does not fit any more: the files together would unpack to more than ` +
  `${many(limits.unpacked_bytes / 1e6)} MB, or to far more than they take packed. Hand in fewer.`;

/** @param {string} name @param {Limits} limits */
export const tooMany = (name, limits, more = 0) =>
  `${short(name)} has more than ${many(limits.entries)} files and folders; ` +
  `${more ? `the last ${many(more)} are` : "the rest is"} left out. Hand in fewer.`;
