// What comes of a learner's archives, paths and folders: the same as in Python, from the same recorded cases.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { inflateSync } from "node:zlib";
import { entries } from "../../lib/screen/web/own_files/archive.js";
import { bare, Overgrown } from "../../lib/screen/web/own_files/bare.js";
import { classFolders, isPart } from "../../lib/screen/web/own_files/class_folders.js";
import { crc32 } from "../../lib/screen/web/own_files/crc32.js";
import { badPath, invisible, Refused, short, split } from "../../lib/screen/web/own_files/entry.js";
import { classed } from "../../lib/screen/web/own_files/readings.js";
import { onPaper, turned } from "../../lib/screen/web/own_files/reduce.js";
import { recordingOf, save } from "../../lib/screen/web/own_files/zip_writer.js";
import { OwnSet } from "../../lib/screen/web/own_learning/own_set.js";
import { resampled } from "../../lib/screen/web/shared/resample.js";

/** @import { Limits } from "../../lib/screen/web/own_files/entry.js" */
/** @typedef {[string[], string, string, [number, number] | null, string[][]]} Line */
/**
 * @type {{ limits: Limits, archives: { why: string, data: string, read: { first: Line[], count: number, digest: string, refused: string } }[],
 *   pictures: { why: string, data: string, overgrown?: boolean, kept: [number, number], orientation: number, size: number[] | null }[],
 *   paths: { path: string, short: string, split: [string[], string], invisible: boolean, bad: string }[],
 *   parts: Record<string, boolean>, folders: { folders: string[][], found: object }[],
 *   resized: { before: [number, number], after: [number, number], data: [string, string] }[],
 *   read: { fresh: import("../../lib/screen/web/own_files/readings.js").Lying[], readings: object, beside: string[], doubtful: string[] }[] }}
 */
const recorded = JSON.parse(readFileSync(new URL("../recorded/own_files.json", import.meta.url), "utf-8"));
const { limits } = recorded;

/** All that comes of an archive, as tests/support/own_cases.py writes it. @param {Blob} blob */
async function read(blob) {
  /** @type {Line[]} */
  const lines = [];
  let refused = "";
  try {
    for await (const { folders, name, data, refused, told, others = [] } of entries(blob, "mine.zip", limits)) {
      const content = data ? new Uint8Array(await data.arrayBuffer()) : null;
      lines.push([folders, name, refused ?? told ?? "", content && [content.length, crc32(content)], others]);
    }
  } catch (error) {
    assert.ok(error instanceof Refused, String(error));
    refused = error.message;
  }
  const digest = createHash("sha256").update(JSON.stringify(lines)).digest("hex").slice(0, 16);
  return { first: lines.slice(0, 3), count: lines.length, digest, refused };
}

test("what lies in an archive, hostile or broken, is what Python finds in it", async () => {
  for (const { why, data, read: wanted } of recorded.archives)
    assert.deepEqual(await read(new Blob([inflateSync(Buffer.from(data, "base64"))])), wanted, why);
});

test("of a picture's file the first picture is left, and its size and how it was held are known", async () => {
  for (const { why, data, overgrown, kept, orientation, size } of recorded.pictures) {
    const file = new Uint8Array(inflateSync(Buffer.from(data, "base64")));
    if (overgrown) {
      assert.throws(() => bare(file), Overgrown, why);
      continue;
    }
    const found = bare(file);
    if (!found && !size) continue; // no picture, on both sides
    assert.ok(found, why);
    const left = await bytes(new Blob(found.parts));
    assert.deepEqual([[left.length, crc32(left)], found.orientation], [kept, orientation], why);
    if (size) assert.deepEqual([found.width, found.height], size, why);
  }
});

test("a picture of another size is Pillow's to the last bit", async () => {
  for (const { before, after, data } of recorded.resized) {
    const [given, wanted] = data.map((text) => Uint8ClampedArray.from(Buffer.from(text, "base64")));
    const found = await resampled({ width: before[0], height: before[1], data: given }, ...after);
    assert.deepEqual(found, { width: after[0], height: after[1], data: wanted });
  }
});

test("a picture is turned as the camera was held, and lies on paper that shows it", () => {
  const data = new Uint8ClampedArray(new Uint32Array([1, 2, 3, 4, 5, 6]).buffer);
  const turns = Array.from({ length: 8 }, (_, i) => turned({ width: 3, height: 2, data }, i + 1));
  assert.deepEqual(
    turns.map(({ width, data }) => [width, [...new Uint32Array(data.buffer)].join("")]),
    [
      ...[
        [3, "123456"],
        [3, "321654"],
        [3, "654321"],
        [3, "456123"],
      ],
      ...[
        [2, "142536"],
        [2, "415263"],
        [2, "635241"],
        [2, "362514"],
      ],
    ],
  );
  const clear = Uint8ClampedArray.of(200, 100, 0, 0, 200, 100, 0, 255, 200, 100, 0, 51);
  onPaper(clear, 255);
  assert.deepEqual([...clear], [255, 255, 255, 255, 200, 100, 0, 255, 244, 224, 204, 255]);
});

test("paths are split, shortened, passed over and refused as in Python", () => {
  for (const wanted of recorded.paths) {
    const { path } = wanted;
    const found = {
      path,
      short: short(path),
      split: split(path),
      invisible: invisible(path),
      bad: badPath(path, limits),
    };
    assert.deepEqual(found, wanted);
  }
});

test("classes are found among folders as in Python", () => {
  for (const [name, is] of Object.entries(recorded.parts)) assert.equal(isPart(name), is, name);
  for (const { folders, found } of recorded.folders) assert.deepEqual(classFolders(folders), found);
  for (const { fresh, ...wanted } of recorded.read) assert.deepEqual(classed(fresh), wanted);
});

test("a saved set is read again with its classes, pictures and recordings", async () => {
  const classes = ["Äpfel", "C#", "10:30", "train", "thumbs.db", "hot_dog", "日本"];
  const pictures = Array.from({ length: 30 }, (_, i) => ({
    ...{ id: `${i}`, name: "x", label: i % 7, jpeg: new Blob([`picture ${i}`]), fingerprint: new Uint8Array(0) },
    take: i % 3 ? 0 : 1000 + (i % 2),
  }));
  const zip = await save({ classes, pictures });
  assert.equal(crc32(await bytes(zip)), crc32(await bytes(await save({ classes, pictures }))));
  const found = [];
  for await (const entry of entries(zip, "mine.zip", limits)) {
    assert.ok(entry.data, entry.refused);
    found.push({ folders: entry.folders, name: entry.name, others: [], text: await entry.data.text() });
  }
  assert.deepEqual(
    found.map(({ text }) => text),
    pictures.map((_, i) => `picture ${i}`),
  );
  const { readings, beside, doubtful } = classed(found);
  const kept = classes.map((name) => (name === "thumbs.db" ? "thumbs.db (class)" : name));
  assert.deepEqual(readings, [pictures.map(({ label }) => kept[label])]);
  assert.deepEqual([beside, doubtful], [[], []]);
  const joined = new OwnSet({ classes: ["old"], pictures: [{ ...pictures[0], take: 7 }] }).addRead(
    found.map(({ name }) => ({ name, take: recordingOf(name), jpeg: new Blob(), fingerprint: new Uint8Array(32) })),
    readings,
  );
  assert.deepEqual(joined.classes, ["old", ...kept]);
  assert.deepEqual(
    joined.pictures.slice(1).map(({ take }) => take),
    pictures.map(({ take }) => (take ? take - 992 : 0)),
  );
  const takes = pictures.map(({ take }) => (take ? take - 999 : 0));
  assert.deepEqual(
    found.map(({ name }) => recordingOf(name)),
    takes,
  );
});

/** @param {Blob} blob */
const bytes = async (blob) => new Uint8Array(await blob.arrayBuffer());
