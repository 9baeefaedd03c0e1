// Folders as learners may drop them: deep, endless, unreadable. They come to an end, and what is left out is told.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { OwnSet } from "../../lib/screen/web/own_learning/own_set.js";
import { dropped } from "../../lib/screen/web/own_studio/dropped.js";
import { fromFolder } from "../../lib/screen/web/own_studio/ways_in.js";

const { limits } = JSON.parse(readFileSync(new URL("../recorded/own_files.json", import.meta.url), "utf-8"));

/** @typedef {{ [name: string]: Folder | File | null }} Folder null: a file that cannot be read */

/** What a browser gives of a folder. @param {string} path @param {Folder | File | null} what @returns {any} */
function entry(path, what) {
  const name = path.split("/").at(-1);
  if (what === null || what instanceof File)
    return {
      ...{ name, isFile: true, fullPath: `/${path}` },
      file: (/** @type {Function} */ done, /** @type {Function} */ failed) => (what ? done(what) : failed(new Error())),
    };
  const all = Object.keys(what).map((name) => entry.bind(null, `${path}/${name}`, what[name]));
  const createReader = () => {
    let at = 0; // a hundred at a time
    /** @param {Function} done */
    const readEntries = (done) => {
      done(all.slice(at, at + 100).map((one) => one()));
      at += 100;
    };
    return { readEntries };
  };
  return { name, isDirectory: true, fullPath: `/${path}`, createReader };
}

/** @param {Folder} folder */
async function drop(folder) {
  const items = [{ webkitGetAsEntry: () => entry("set", folder) }];
  return dropped(/** @type {any} */ ({ items, files: [] }));
}

/** What is said of a drop in which no picture is. @param {Folder} folder */
async function said(folder, most = limits.entries) {
  const bounds = { ...limits, entries: most };
  const join = await fromFolder(await drop(folder), new OwnSet(), bounds, () => {}).catch((error) => error.message);
  return typeof join === "string" ? join : "";
}

const file = (name = "x.jpg") => new File(["no picture"], name);

test("a folder that holds itself comes to an end and is told", async () => {
  /** @type {Folder} */
  const endless = { "a.jpg": file("a.jpg") };
  endless.again = endless;
  endless.once_more = endless;
  const found = await drop(endless);
  assert.ok(found.length < 2100, `${found.length}`);
  assert.ok(found.every(({ path }) => path.split("/").length <= 12));
});

test("files without number are cut off and told", async () => {
  const files = { a: Object.fromEntries(Array.from({ length: 7000 }, (_, i) => [`${i}.jpg`, file()])) };
  const found = await drop(files);
  assert.equal(found.length, limits.entries + 1);
  assert.match(await said(files, 0), /set has more than 0 files and folders; the rest is left out/);
});

test("what lies too deep or cannot be read is told", async () => {
  /** @type {Folder} */
  let deep = { "x.jpg": file() };
  for (let i = 0; i < 8; i++) deep = { [`${i}`]: deep };
  assert.match(await said(deep), /lies 9 folders deep, and at most 8 are looked into/);
  assert.match(await said({ a: { "x.jpg": null } }), /x\.jpg is empty/);
});
