// A tar from front to back. Headers of any size, sparse maps and links are refused or passed over, never followed.

import { checked } from "./content.js";
import { badPath, invisible, short, split, tooLarge, tooMany, tooMuch } from "./entry.js";
import { Damaged } from "./stream.js";

/** @import { Entry, Limits } from "./entry.js" */
/** @import { Reader } from "./stream.js" */

const BLOCK = 512; // bytes
const SMALL = 100_000; // bytes: below this a compression ratio harms nobody
const LONG_NAME = 65_536; // bytes of an entry that only holds the next entry's name
const [FILE, OLD_FILE, FOLDER, LONG, PAX, PAX_FOR_ALL] = ["0", "\0", "5", "L", "x", "g"];
const [SUM_AT, SUM_END] = [148, 156];
/** Where a header's numbers stand, all of which must be numbers */
const NUMBERS = [
  [100, 108],
  [108, 116],
  [116, 124],
  [136, 148],
  [329, 337],
  [337, 345],
];

/** @param {Reader} stream @param {string} name @param {Limits} limits @param {number} allowed bytes for its packed size
 * @returns {AsyncGenerator<Entry>} */
export async function* tarEntries(stream, name, limits, allowed) {
  let left = Math.min(limits.unpacked_bytes, allowed + SMALL);
  let longName = "";
  try {
    for (let told = 1; ; told++) {
      const block = await stream.upTo(BLOCK);
      if (block.every((byte) => !byte)) return; // the end, marked or not
      const info = header(block);
      const padded = Math.ceil(info.size / BLOCK) * BLOCK;
      if (told > limits.entries) {
        yield { folders: [], name, refused: tooMany(name, limits) };
        return;
      }
      if (info.size < 0 || padded > left) {
        yield { folders: [], name, refused: tooMuch(longName || info.name, limits) };
        return;
      }
      left -= padded + BLOCK;
      if ((info.type === LONG || info.type === PAX) && info.size <= LONG_NAME) {
        longName = longNameIn((await stream.exactly(padded)).subarray(0, info.size), info.type);
        continue;
      }
      const path = longName || info.name;
      longName = "";
      const noFile = [FOLDER, PAX_FOR_ALL].includes(info.type) || path.endsWith("/") || invisible(path);
      const refused = noFile ? "" : badMember(info, path, limits);
      if (noFile || refused) await stream.over(padded);
      const [folders, file] = split(path);
      if (refused) yield { folders, name: file, refused };
      else if (!noFile) yield checked(folders, file, (await stream.exactly(padded)).slice(0, info.size));
    }
  } finally {
    stream.close();
  }
}

/** Why an entry is not read, as far as its header tells; "" where it is. @param {{ type: string, size: number }} info
 * @param {string} path @param {Limits} limits */
function badMember({ type, size }, path, limits) {
  if (type !== FILE && type !== OLD_FILE)
    return `${short(path)} is not a file but a link or a device, which is not followed. Put the picture itself there.`;
  return badPath(path, limits) || (size > limits.file_bytes ? tooLarge(path, size, limits) : "");
}

/** @param {Uint8Array} block */
function header(block) {
  if (block.length < BLOCK) throw new Damaged();
  for (const [start, end] of NUMBERS) number(block.subarray(start, end));
  const sum = number(block.subarray(SUM_AT, SUM_END));
  let [unsigned, signed] = [0, 0]; // both are in use
  for (let i = 0; i < BLOCK; i++) {
    const byte = i >= SUM_AT && i < SUM_END ? 32 : block[i];
    unsigned += byte;
    signed += byte > 127 ? byte - 256 : byte;
  }
  if (sum !== unsigned && sum !== signed) throw new Damaged();
  const type = String.fromCharCode(block[156]);
  const short = text(block.subarray(0, 100));
  const isFolder = type === FOLDER || (type === OLD_FILE && short.endsWith("/"));
  const plain = isFolder ? short.replace(/\/+$/, "") : short;
  const before = ["L", "K", "S"].includes(type) ? "" : text(block.subarray(345, 500));
  const size = number(block.subarray(124, 136));
  return { type: isFolder ? FOLDER : type, name: before ? `${before}/${plain}` : plain, size };
}

/** @param {Uint8Array} data up to its first zero */
function text(data) {
  const end = data.indexOf(0);
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(end < 0 ? data : data.subarray(0, end));
}

/** A header's number: octal digits, or bytes where they would not do. @param {Uint8Array} field */
function number(field) {
  if (field[0] === 0x80 || field[0] === 0xff) {
    const value = field.subarray(1).reduce((all, byte) => 256 * all + byte, 0);
    return field[0] === 0xff ? value - 256 ** (field.length - 1) : value;
  }
  const digits = text(field).trim() || "0";
  if (!/^[+-]?(0[oO]_?)?[0-7]+(_[0-7]+)*$/.test(digits)) throw new Damaged();
  const value = Number.parseInt(digits.replace(/^[+-]|0[oO]|_/g, ""), 8);
  return digits.startsWith("-") ? -value : value;
}

/** @param {Uint8Array} data @param {string} type */
function longNameIn(data, type) {
  const all = new TextDecoder("utf-8", { ignoreBOM: true }).decode(data);
  const path = type === PAX ? (/(?:^|\n)\d+ path=([^\n]*)\n/.exec(all)?.[1] ?? "") : all;
  return path.replace(/\0+$/, "");
}
