// Code pages of zips' names: read strictly, so that a name that a page does not have is no name in it. Browsers know most; what
// they decode beyond what Windows has in these pages is refused.

import { DOS } from "./dos_pages.js";

/** Code page, in words, and what it loses: Windows packs with the page of its command line (OEM), others with that of its windows.
 * @type {[string, string, number][]} */
export const PAGES = [
  ["cp437", "Western", 0],
  ["cp850", "Western", 0.01],
  ["cp852", "Central European", 0.05],
  ["cp866", "Cyrillic", 0],
  ["cp737", "Greek", 0],
  ["cp857", "Turkish", 0.05],
  ["cp775", "Baltic", 0.1],
  ["cp862", "Hebrew", 0],
  ["cp720", "Arabic", 0],
  ["cp932", "Japanese", 0],
  ["gbk", "Chinese", 0],
  ["cp950", "Chinese", 0.05],
  ["cp949", "Korean", 0],
  ["cp874", "Thai", 0],
  ["cp1252", "Western", 0.25],
  ["cp1250", "Central European", 0.25],
  ["cp1251", "Cyrillic", 0.05],
  ["koi8_r", "Cyrillic", 0.1],
  ["cp1253", "Greek", 0.05],
  ["cp1254", "Turkish", 0.3],
  ["cp1255", "Hebrew", 0.05],
  ["cp1256", "Arabic", 0.05],
  ["cp1257", "Baltic", 0.3],
];

/** @type {Record<string, string>} what browsers call them */
const LABELS = {
  cp866: "ibm866",
  koi8_r: "koi8-r",
  cp874: "windows-874",
  cp932: "shift_jis",
  cp950: "big5",
  cp949: "euc-kr",
};
// A browser's GBK has signs of four bytes, its Big5 those of Hong Kong
/** @type {Record<string, RegExp>} */
const STRICT = {
  gbk: /^(?:[^\x80-\xff]|[\x81-\xfe][\x40-\xfe])*$/,
  cp950: /^(?:[^\x80-\xff]|[\xa1-\xc5\xc9-\xf8][\x40-\xfe]|\xc6[\x40-\x7e]|\xf9[\x40-\xd5])*$/,
  cp1255: /^[^\xca]*$/,
};
// Browsers give control characters where a page has nothing, and private ones for what its owners added
const NOTHING = /[\x80-\x9f\ue000-\uf8ff\ufffd]/;

/** The name in this page; null where it is none. @param {Uint8Array} name @param {string} page */
export function decoded(name, page) {
  if (DOS[page]) {
    const text = Array.from(name, (byte) => (byte < 128 ? String.fromCharCode(byte) : DOS[page][byte - 128])).join("");
    return text.includes("\ufffd") ? null : text;
  }
  if (STRICT[page] && !STRICT[page].test(Array.from(name, (byte) => String.fromCharCode(byte)).join(""))) return null;
  try {
    const text = new TextDecoder(LABELS[page] ?? page.replace(/^cp/, "windows-"), {
      fatal: true,
      ignoreBOM: true,
    }).decode(name);
    return page !== "utf-8" && NOTHING.test(text) ? null : text;
  } catch {
    return null;
  }
}

const LINE = 10; // a line's end, which no letter has in it
/** @type {Map<string, Map<string, [number, number]>>} */
const codes = new Map();

/** The two bytes of a letter in a page of two bytes a letter. @param {string} letter @param {string} page */
export function bytesOf(letter, page) {
  let known = codes.get(page);
  if (!known) {
    known = new Map();
    /** @type {number[]} */
    const pairs = [];
    for (let first = 0x81; first < 0xff; first++)
      for (let last = 0x40; last < 0xff; last++) pairs.push(first, last, LINE);
    const letters = new TextDecoder(LABELS[page] ?? page).decode(Uint8Array.from(pairs)).split("\n");
    letters.forEach((text, i) => known?.set(text, [pairs[3 * i], pairs[3 * i + 1]]));
    codes.set(page, known);
  }
  return known.get(letter);
}
