// Names of classes made plain: in the browser what `class_name` and `class_names` are in lib/pictures/own. Both pass the same
// recorded cases.

import { folded, isReserved, isSpace, printable, short } from "../own_files/entry.js";

/** Something that cannot be done; the message is one sentence for the learner. */
export class OwnError extends Error {}

const NAME_LENGTH = 40; // characters of a class's name
// Would be read as a path or as formatting wherever a name is shown; `_` and `#` stay, for C# and hot_dog
const MARKUP = /[/\\\x60*[\]<>$|~{}:;@]/g;
const CLOCK = /(?<=\p{Nd}):(?=\p{Nd}{2}(?![\p{L}\p{N}_]))(?!\p{Nd}{2}:)/gu; // 10:30: no drive, and no emoji
const WEB = /www\./gi; // made a link by whatever reads Markdown
const EDGES = /(?<![\p{L}\p{N}_])_+|_+(?![\p{L}\p{N}_])/gu; // at a word's edge Markdown would set the word in italics
const AT_START = /^[=+\-. ]+/; // a spreadsheet reckons with what begins so, and Markdown makes a list of it

/** A class's name as it is kept: plain characters, nothing that Markdown or a path would read, no space around. Throws an
 * OwnError where nothing is left, it is too long, or Windows keeps the name for itself. @param {string} name */
export function className(name) {
  const kept = printable(name).normalize("NFC").replace(CLOCK, "\0").replace(MARKUP, " ").replaceAll("\0", ":");
  const plain = words(kept.replace(EDGES, " ").replace(WEB, "www "))
    .replace(AT_START, "")
    .replace(/[. ]+$/, "");
  if (!plain) throw new OwnError("A class needs a name with at least one letter or digit.");
  const { length } = [...plain];
  if (length > NAME_LENGTH)
    throw new OwnError(`A class's name may have ${NAME_LENGTH} characters, and ${short(plain)} has ${length}.`);
  if (isReserved(plain)) throw new OwnError(`Windows keeps the name ${plain} for a device. Choose another one.`);
  return plain;
}

/** What classes are called whose folders have these names: the name of each (null: left out), and a sentence for whatever
 * was left out or changed. No two folders become one class, and none gets another name, without a sentence.
 * @param {Iterable<string>} given */
export function classNames(given) {
  /** @type {Map<string, string | null>} */
  const names = new Map();
  /** @type {Map<string, string>} folded name -> the folder that has it */
  const first = new Map();
  /** @type {string[]} */
  const leftOut = [];
  /** @type {string[]} */
  const told = [];
  const folders = [...new Set(given)];
  for (const folder of [...folders.filter((one) => !changes(one)), ...folders.filter(changes)]) {
    let name;
    try {
      name = className(folder);
    } catch (error) {
      names.set(folder, null);
      leftOut.push(`The folder ${short(folder)} is left out: ${refusal(error)}`);
      continue;
    }
    const meant = words(folder.normalize("NFC"));
    const taken = first.get(folded(name));
    if (taken !== undefined && folded(meant) === folded(words(taken.normalize("NFC")))) {
      names.set(folder, names.get(taken) ?? null);
      told.push(`The folders ${short(taken)} and ${short(folder)} are taken for one class, ${names.get(taken)}.`);
      continue;
    }
    const plain = [...name]
      .slice(0, NAME_LENGTH - 5)
      .join("")
      .trimEnd();
    for (let number = 2; first.has(folded(name)); number++) name = `${plain} (${number})`;
    names.set(folder, name);
    first.set(folded(name), folder);
    if (name !== meant)
      told.push(
        `The folder ${short(folder)} is called ${name} here: a class's name cannot have all of its signs. ` +
          "Rename the class if another name is better.",
      );
  }
  return { names, leftOut, told };
}

/** What is told of folders that may be classes or parts. @param {string[]} folders */
export function unsure(folders) {
  const several = [...folders.slice(0, 3).map(short), ...(folders.length > 3 ? ["..."] : [])].join(", ");
  return folders.length
    ? [
        `The folders ${several} may be classes, or parts of a set with the classes inside. Look at the classes, and say how ` +
          "they are meant.",
      ]
    : [];
}

/** The sentence of an OwnError; whatever else was thrown goes on. @param {unknown} error */
export function refusal(error) {
  if (error instanceof OwnError) return error.message;
  throw error;
}

/** @param {string} text */
function words(text) {
  return [...text]
    .map((letter) => (isSpace(letter) ? " " : letter))
    .join("")
    .split(" ")
    .filter(Boolean)
    .join(" ");
}

/** Whether a class cannot have the folder's name as it is. @param {string} folder */
function changes(folder) {
  try {
    return className(folder) !== folder;
  } catch (error) {
    refusal(error);
    return true;
  }
}
