// A zip: its table of contents, and its files one by one, each unpacked to what the table says and checked by its sum.

import { starts } from "./bare.js";
import { checked } from "./content.js";
import { crc32 } from "./crc32.js";
import { badPath, invisible, many, short, split, tooLarge, tooMany, tooMuch } from "./entry.js";
import { bytes, Damaged, unpacked } from "./stream.js";
import { names } from "./zip_names.js";

/** @import { Entry, Limits } from "./entry.js" */
/** @import { Names } from "./zip_names.js" */
/** `at`: where it begins; `end`: where it must have ended.
 * @typedef {{ flags: number, method: number, sum: number, packed: number, size: number, kind: number, at: number, end: number,
 *   raw: Uint8Array, extra: Uint8Array }} Info */

const MOST_CONTENTS = 4_000_000; // bytes of a table of contents
const SMALL = 100_000; // bytes: below this a compression ratio harms nobody
const [STORED, DEFLATED] = [0, 8];
const REGULAR_FILE = 0o100000;
const [END, END_64, WHERE_64] = ["PK\x05\x06", "PK\x06\x06", "PK\x06\x07"]; // each begins with its letters
const [END_SIZE, END_64_SIZE, WHERE_64_SIZE, LINE_SIZE, HEAD_SIZE] = [22, 56, 20, 46, 30]; // bytes
const ALL_ONES = 0xffffffff; // stands for a number of 64 bits in a field of its own
const NEWEST = 63; // the version of the format that is understood

/** @param {Blob} blob @param {string} name @param {Limits} limits @returns {AsyncGenerator<Entry>} */
export async function* zipEntries(blob, name, limits) {
  const all = await contents(blob);
  const more = all.length - limits.entries;
  if (more > 0) yield { folders: [], name, refused: tooMany(name, limits, more) };
  const infos = all.slice(0, limits.entries);
  const read = readNames(infos);
  const said = told(read, name);
  if (said) yield { folders: [], name, told: said };
  let left = limits.unpacked_bytes;
  for (const [i, info] of infos.entries()) {
    const [path, ...others] = read.paths.map((paths) => paths[i]);
    if (/[/\\]$/.test(path) || invisible(path)) continue; // a name may be empty
    const [folders, file] = split(path);
    const refused =
      badPath(path, limits) || badInfo(info, path, limits) || (info.size > left ? tooMuch(path, limits) : "");
    if (refused) {
      yield { folders, name: file, refused };
      continue;
    }
    try {
      const content = await contentOf(blob, info);
      left -= content.length;
      yield { ...checked(folders, file, content), others: others.map((other) => split(other)[0]) };
    } catch (error) {
      if (!(error instanceof Damaged)) throw error;
      yield { folders, name: file, refused: `${short(file)} is damaged inside the archive. Pack it again.` };
    }
  }
}

/** @param {Info[]} infos */
function readNames(infos) {
  try {
    return names(infos);
  } catch {
    throw new Damaged();
  }
}

/** What is to be said of the names, where the archive does not say in which letters they are. @param {Names} read
 * @param {string} name */
function told({ unread, pages }, name) {
  if (unread)
    return (
      `${short(name)} does not say in which letters its names are written, and they could not be read with certainty. ` +
      "Where a class has the wrong name, rename it."
    );
  if (!pages[0]) return "";
  return (
    `${short(name)} does not say in which letters its names are written; they were read as ${pages[0]}. Where a ` +
    "class has the wrong name, rename it."
  );
}

/** Why an entry is not read, as far as its line in the table of contents tells; "" where it is. @param {Info} info
 * @param {string} path @param {Limits} limits */
function badInfo({ kind, flags, method, size, packed }, path, limits) {
  const name = short(path);
  if (kind !== 0 && kind !== REGULAR_FILE)
    return `${name} is not a file but a link or a device, which is not followed. Put the picture itself there.`;
  if (flags & 1) return `${name} is locked with a password. Pack it again without one.`;
  if (method !== STORED && method !== DEFLATED)
    return `${name} is packed in a way that is not read here. Pack it again as an ordinary zip.`;
  if (size > limits.file_bytes) return tooLarge(name, size, limits);
  if (size > Math.max(SMALL, packed * limits.ratio))
    return (
      `${name} would unpack to ${many(size / Math.max(1, packed))} times its packed size, which no photo does. ` +
      "It stays packed."
    );
  return "";
}

/** The table of contents. @param {Blob} blob @returns {Promise<Info[]>} */
async function contents(blob) {
  const tailAt = Math.max(0, blob.size - (1 << 16) - END_SIZE);
  const tail = await bytes(blob.slice(tailAt));
  let at = tail.length - END_SIZE;
  if (at < 0) throw new Damaged();
  if (!starts(tail, at, END) || tail[at + 20] || tail[at + 21]) while (at >= 0 && !starts(tail, at, END)) at--;
  if (at < 0) throw new Damaged();
  const end = new DataView(tail.buffer, at);
  let [size, offset, start] = [end.getUint32(12, true), end.getUint32(16, true), tailAt + at];
  const before = await bytes(blob.slice(Math.max(0, start - WHERE_64_SIZE - END_64_SIZE), start));
  const where = before.length - WHERE_64_SIZE;
  if (where >= END_64_SIZE && starts(before, where, WHERE_64)) {
    const look = new DataView(before.buffer);
    if (look.getUint32(where + 4, true) || look.getUint32(where + 16, true) > 1) throw new Damaged(); // of several disks
    if (starts(before, 0, END_64)) {
      size = Number(look.getBigUint64(40, true));
      offset = Number(look.getBigUint64(48, true));
      start -= WHERE_64_SIZE + END_64_SIZE;
    }
  }
  const moved = start - size - offset; // bytes that were put before the zip
  if (offset + moved < 0 || size > MOST_CONTENTS) throw new Damaged();
  const infos = lines(await bytes(blob.slice(offset + moved, offset + moved + size)), size, moved);
  // No two files may share bytes: a small zip would unpack to very much
  let behind = offset + moved;
  for (const info of [...infos].sort((a, b) => b.at - a.at)) {
    info.end = behind;
    behind = info.at;
  }
  return infos;
}

/** @param {Uint8Array<ArrayBuffer>} table @param {number} size that it should have @param {number} moved @returns {Info[]} */
function lines(table, size, moved) {
  const look = new DataView(table.buffer);
  const infos = [];
  for (let at = 0; at < size; ) {
    if (at + LINE_SIZE > table.length || !starts(table, at, "PK\x01\x02")) throw new Damaged();
    if ((look.getUint16(at + 6, true) & 0xff) > NEWEST) throw new Damaged();
    const [name, extra, comment] = [28, 30, 32].map((field) => look.getUint16(at + field, true));
    const namesAt = at + LINE_SIZE;
    const info = {
      flags: look.getUint16(at + 8, true),
      method: look.getUint16(at + 10, true),
      sum: look.getUint32(at + 16, true),
      packed: look.getUint32(at + 20, true),
      size: look.getUint32(at + 24, true),
      kind: look.getUint16(at + 40, true) & 0o170000,
      at: look.getUint32(at + 42, true),
      end: 0,
      raw: table.subarray(namesAt, namesAt + name),
      extra: table.subarray(namesAt + name, namesAt + name + extra),
    };
    readLarge(info);
    info.at += moved;
    infos.push(info);
    at = namesAt + name + extra + comment;
  }
  return infos;
}

/** Takes numbers of 64 bits from where they stand. @param {Info} info */
function readLarge(info) {
  const { extra } = info;
  const look = new DataView(extra.buffer, extra.byteOffset, extra.length);
  for (let at = 0; at + 4 <= extra.length; ) {
    const [kind, size] = [look.getUint16(at, true), look.getUint16(at + 2, true)];
    if (at + 4 + size > extra.length) throw new Damaged();
    let from = at + 4;
    if (kind === 1)
      for (const field of /** @type {const} */ (["size", "packed", "at"])) {
        if (info[field] !== ALL_ONES) continue;
        if (from + 8 > at + 4 + size) throw new Damaged();
        info[field] = Number(look.getBigUint64(from, true));
        from += 8;
      }
    at += 4 + size;
  }
}

/** A file's bytes: as many as the table says, and with its sum; `Damaged` otherwise. @param {Blob} blob @param {Info} info */
async function contentOf(blob, { at, end, raw, method, packed, size, sum, flags }) {
  const head = await bytes(blob.slice(at, at + HEAD_SIZE));
  if (head.length < HEAD_SIZE || !starts(head, 0, "PK\x03\x04") || flags & 0x60) throw new Damaged(); // patches, or locked
  const look = new DataView(head.buffer);
  const [name, extra] = [look.getUint16(26, true), look.getUint16(28, true)];
  const start = at + HEAD_SIZE + name + extra;
  const same = await bytes(blob.slice(at + HEAD_SIZE, at + HEAD_SIZE + name));
  if (same.length !== raw.length || same.some((byte, i) => byte !== raw[i]) || start + packed > end)
    throw new Damaged();
  if (!size) return new Uint8Array(0);
  const body = blob.slice(start, start + packed);
  const content = method === STORED ? await bytes(body.slice(0, size)) : await inflated(body, size);
  if (content.length !== size || crc32(content) !== sum) throw new Damaged();
  return content;
}

/** @param {Blob} body @param {number} size */
async function inflated(body, size) {
  const stream = unpacked(body, "deflate-raw");
  try {
    return await stream.exactly(size);
  } finally {
    stream.close();
  }
}
