// The class folder of each picture of an archive, in each way in which its folders and their names can be read, and what is to be
// told of them: as in lib/pictures/own/readings.py. It knows nothing of the set that the pictures come into.

import { classFolders } from "./class_folders.js";
import { many, short } from "./entry.js";

/** @import { Found } from "./class_folders.js" */
/** @typedef {{ name: string, folders: string[], others: string[][] }} Lying a picture, and the folders that it lay in */

/** The class folder of each picture, null where it lies in none: as it is read, then in each other way (`readings`); a sentence
 * for what lies in no class folder (`beside`); folders that may be classes or parts (`doubtful`). @param {Lying[]} fresh */
export function classed(fresh) {
  const found = classFolders(fresh.map(({ folders }) => folders));
  return {
    readings: readingsOf(fresh, found),
    beside: beside(fresh, found.level),
    doubtful: found.other.length ? found.parts : [],
  };
}

/** @param {Lying[]} fresh @param {Found} found */
function readingsOf(fresh, found) {
  /** @param {(one: Lying) => string[]} foldersOf @param {(number | null)[]} level @returns {(string | null)[]} */
  const read = (foldersOf, level) =>
    fresh.map((one, i) => {
      const at = level[i];
      return at === null ? null : (foldersOf(one)[at] ?? null);
    });
  const first = read((one) => one.folders, found.level);
  const others = found.other.length ? [read((one) => one.folders, found.other)] : [];
  const ways = fresh.reduce((most, { others }) => Math.max(most, others.length), 0);
  for (let way = 0; way < ways; way++) others.push(read((one) => one.others[way], found.level));
  const known = new Set(first);
  const differs = others.filter((other) => {
    const named = new Set(other);
    return named.size !== known.size || other.some((name) => !known.has(name));
  });
  return [first, ...differs];
}

/** A sentence for each folder of pictures that lie in no class folder, and for each picture without any folder.
 * @param {Lying[]} fresh @param {(number | null)[]} level */
function beside(fresh, level) {
  const loose = fresh.filter((_, i) => level[i] === null);
  /** @type {Map<string, number>} */
  const folders = new Map();
  for (const { folders: path } of loose)
    if (path.length) folders.set(path.join("/"), (folders.get(path.join("/")) ?? 0) + 1);
  return [
    ...loose
      .filter(({ folders }) => !folders.length)
      .map(({ name }) => `${short(name)} lies in no class folder. Put it into the folder of its class.`),
    ...Array.from(folders, ([name, count]) =>
      count === 1
        ? `1 picture in ${short(name)} lies in no class folder. Put it into the folder of its class.`
        : `${many(count)} pictures in ${short(name)} lie in no class folder. Put them into the folder of their class.`,
    ),
  ];
}
