// Which folders are the classes, judged by how they lie: around them may be a folder for all, and parts (train, test). Where
// folders can be read the other way round, both readings are handed on. Rules are those of lib/pictures/own/class_folders.py;
// both pass the same recorded cases.

import { folded } from "./entry.js";

/** For each file the place of its class among its folders, null where it lies in none. `other`: the same, read the other way
 * round; empty where there is no doubt. `parts`: the folders that were doubtful.
 * @typedef {{ level: (number | null)[], other: (number | null)[], parts: string[] }} Found */
/** @typedef {Map<number, number>} At how many folders of each file are passed over */

// What parts are called in English. Each text can be taken apart in one way only: a long name would keep a page busy for hours.
const PART =
  /^(x|y|the|my|data(set)?|images?|pictures?|photos?)*(train(ing)?|test(ing)?|val(id(ation)?)?|dev|eval(uation)?|holdout|fold|split|part)s?(sets?|data|images?|pictures?|photos?)*\p{Nd}*$/u;
const LONGEST = 60; // letters of such a name
const ALIKE = 0.6; // of a part's folders lie in another part too: a rare class may be in one alone

/** The classes of files that lie in these folders. @param {string[][]} folders @returns {Found} */
export function classFolders(folders) {
  return find(
    folders,
    new Map(folders.map((_, i) => [i, 0])),
    folders.map(() => null),
  );
}

/** Whether a folder is called as parts are: train, test_set, fold 3. @param {string} name */
export function isPart(name) {
  return Array.from(name).length <= LONGEST && PART.test(folded(name).replace(/[^\p{L}\p{N}]/gu, ""));
}

/** The classes of the files in `at`; the others' are in `level`. @param {string[][]} folders @param {At} at
 * @param {(number | null)[]} level @returns {Found} */
function find(folders, at, level) {
  at = inner(folders, at);
  const named = byName(folders, at);
  const inside = new Map(
    [...named].map(([name, files]) => [name, inner(folders, new Map(files.map((i) => [i, passed(at, i) + 1])))]),
  );
  const holds = new Map([...inside].map(([name, below]) => [name, [...byName(folders, below).keys()]]));
  /** @param {string} name */
  const held = (name) => holds.get(name) ?? [];
  const parted = [...named.keys()].filter((name) => held(name).length);
  const here = [...level];
  for (const files of named.values()) for (const i of files) here[i] = passed(at, i);
  const plain = { level: here, other: [], parts: [] };
  if (!parted.length) return plain;
  const sure = parted.every(isPart) && (parted.length > 1 || named.size > 1);
  if (!sure && parted.every((name) => held(name).every(isPart))) return plain; // cats/train, dogs/train
  /** @type {Map<string, number>} */
  const below = new Map();
  for (const each of parted.flatMap(held)) below.set(folded(each), (below.get(folded(each)) ?? 0) + 1);
  const shared = parted.map((name) => held(name).filter((each) => (below.get(folded(each)) ?? 0) > 1).length);
  const grid = parted.length > 1 && shared.every((n, i) => n > 1 && n >= ALIKE * held(parted[i]).length);
  const alone = parted.length === 1 && named.size > 1 && held(parted[0]).length > 1;
  if (!sure && !grid && !alone) return plain;
  const found = find(folders, new Map(parted.flatMap((name) => [...(inside.get(name) ?? [])])), level);
  if (sure) return found;
  const parts = [...named.keys()];
  return grid ? { level: found.level, other: here, parts } : { level: here, other: found.level, parts };
}

/** @param {At} at @param {number} i */
const passed = (at, i) => at.get(i) ?? 0;

/** The files with all folders passed over that are alone at their place and hold further folders.
 * @param {string[][]} folders @param {At} at */
function inner(folders, at) {
  for (;;) {
    const named = byName(folders, at);
    const deeper = [...at].some(([i, start]) => folders[i].length > start + 1);
    if (named.size !== 1 || !deeper) return at;
    const before = at;
    at = new Map([...named.values()].flat().map((i) => [i, passed(before, i) + 1]));
  }
}

/** The files in each folder at the place reached; those that lie beside the folders are in none.
 * @param {string[][]} folders @param {At} at */
function byName(folders, at) {
  /** @type {Map<string, number[]>} */
  const named = new Map();
  for (const [i, start] of at) {
    const name = folders[i][start];
    if (name === undefined) continue;
    const files = named.get(name);
    if (files) files.push(i);
    else named.set(name, [i]);
  }
  return named;
}
