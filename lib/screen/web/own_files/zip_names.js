// Names inside a zip, read as they were meant. A zip says of a name whether it is UTF-8; where it says nothing, the name is in
// whatever code page its maker's computer had. Which one is judged by the letters, over all names of the archive together;
// where two pages give sensible names, both readings are handed on. Rules are those of lib/pictures/own/zip_names.py.

import { crc32 } from "./crc32.js";
import { bytesOf, decoded, PAGES } from "./pages.js";
import { scriptOf } from "./scripts.js";

/** @typedef {{ flags: number, raw: Uint8Array, extra: Uint8Array }} Named an entry of a zip's table of contents */
/** The paths of an archive's entries in each reading, the likeliest first; of each its pages in words, "" where the archive says
 * how they are meant. @typedef {{ paths: string[][], pages: string[], unread: boolean }} Names */

const UTF8 = 0x800; // a zip's flag for names in UTF-8
const UNICODE_PATH = 0x7075; // the field in which Info-ZIP, 7-Zip and WinRAR keep a name in UTF-8
const MOST_LETTERS = 20_000; // of names that are judged
const SENSIBLE = 0.45; // of a score of 1: less is no reading
const CLEAR = 0.2; // a reading this far ahead needs no question
const NONSENSE = -1; // the weight of what no language writes: a piece of a frame, two scripts in a word, large after small
const MOST_READINGS = 3;

// Letters from the most frequent to the rarest, and the letters beside ASCII of each language's alphabet
/** @type {Record<string, string>} */
const USUAL = {
  CYRILLIC: "оаеинтсрвлкмдпуяыьгзбчйхжшюцщэфіїєћђјљњґўѓќ",
  GREEK: "αοιετσνηυρπκμλςωγδβχθφξζψ",
  HEBREW: "יוהלאתרבמשנםעקדחפסטצגזכןףךץ",
  ARABIC: "اليمنوترةبعدسفهكقحجشصخطأذضزثىإغئظءؤآ",
  THAI: "านรอกเ่งมยลว้ดทีัสติบหปแคุจ์ืพไชขู็โใผถำซะธณญฟศภฉษฮ",
};
const FINAL = "םןףךץς"; // forms that stand at a word's end alone
const ALPHABETS =
  `äöüß éèêëàâçîïôûùœ áéíóúüñ ãõáâàçéêíóôú åäöæøé àèéìòù ąćęłńóśźż áčďéěíňóřšťúůýž áäčďéíĺľňóôŕšťúýž áéíóöőúüű ăâîșțşţ çğıöşü čćđšž āčēģīķļņšūž ąčęėįšųūž äöõüšž áðéíóúýþæö`.split(
    " ",
  );
const JAPANESE = ["CJK", "HIRAGANA", "KATAKANA", "KATAKANA-HIRAGANA"]; // scripts of one word
/** @type {Record<string, [number, number]>} first bytes of the characters that are in use every day */
const COMMON = { cp932: [0x88, 0x97], gbk: [0xb0, 0xd7], cp950: [0xa4, 0xc6], cp949: [0xb0, 0xc8] };

/** How the entries are called. Throws where a name that is said to be UTF-8 is not. @param {Named[]} infos @returns {Names} */
export function names(infos) {
  const told = infos.map(toldName);
  const asked = infos.filter(({ raw }, i) => told[i] === null && raw.some((byte) => byte > 127)).map(({ raw }) => raw);
  /** @param {string} page */
  const inPage = (page) => infos.map(({ raw }, i) => told[i] ?? cut(decoded(raw, page) ?? ""));
  if (asked.every((name) => decoded(name, "utf-8") !== null))
    return { paths: [inPage("utf-8")], pages: [""], unread: false };
  const found = readings(asked);
  if (!found.length) return { paths: [inPage("cp437")], pages: [""], unread: true };
  return { paths: found.map(({ page }) => inPage(page)), pages: found.map(({ words }) => words), unread: false };
}

/** @param {string} name */
const cut = (name) => name.split("\0")[0];

/** The name where the zip says how it is meant. @param {Named} info */
function toldName({ flags, raw, extra }) {
  if (flags & UTF8) {
    const name = decoded(raw, "utf-8");
    if (name === null) throw new Error("not UTF-8");
    return cut(name);
  }
  const look = new DataView(extra.buffer, extra.byteOffset, extra.length);
  for (let at = 0; at + 4 <= extra.length; ) {
    const size = look.getUint16(at + 2, true);
    const end = Math.min(at + 4 + size, extra.length);
    // Version 1, and a checksum of the other name: whoever renames an entry without knowing the field leaves it wrong
    if (look.getUint16(at, true) === UNICODE_PATH && end >= at + 9 && extra[at + 4] === 1) {
      const name = decoded(extra.subarray(at + 9, end), "utf-8");
      if (name !== null && look.getUint32(at + 5, true) === crc32(raw)) return cut(name);
    }
    at += 4 + size;
  }
  return null;
}

/** The sensible readings, the likeliest first; more than one where letters do not decide. @param {Uint8Array[]} given */
function readings(given) {
  const asked = [...new Map(given.map((name) => [name.join(), name])).values()].sort(order);
  const slashes = asked.some((name) => name.includes(0x2f));
  /** @type {Map<string, { score: number, page: string, words: string }>} */
  const scored = new Map();
  for (const [page, words, less] of PAGES) {
    const read = asked.map((name) => decoded(name, page));
    if (!read.every((name) => name !== null)) continue;
    // A \ beside / is no separator but half of a letter that another page has there
    const score = slashes && read.some((name) => name.includes("\\")) ? 0 : scoreOf(read, page) - less;
    const key = JSON.stringify(read);
    if (score > (scored.get(key)?.score ?? SENSIBLE)) scored.set(key, { score, page, words });
  }
  const best = [...scored.values()].sort((a, b) => b.score - a.score); // of equal ones the first page of the table
  return best.slice(0, MOST_READINGS).filter(({ score }) => score > best[0].score - CLEAR);
}

/** As Python sorts bytes. @param {Uint8Array} a @param {Uint8Array} b */
function order(a, b) {
  for (let i = 0; i < Math.min(a.length, b.length); i++) if (a[i] !== b[i]) return a[i] - b[i];
  return a.length - b.length;
}

/** How much these are names in a language that the page is for, 0 to 1, from all that is not ASCII in them.
 * @param {string[]} read @param {string} page */
function scoreOf(read, page) {
  const text = Array.from(read.join("/").normalize("NFC")).slice(0, MOST_LETTERS);
  const small = text.map((letter) => (letter === "İ" ? "ı" : letter.toLowerCase()));
  const latin = small.filter((letter) => scriptOf(letter) === "LATIN");
  const accents = latin.filter(isStrange);
  const known = ALPHABETS.some((alphabet) => accents.every((letter) => alphabet.includes(letter)));
  const few = accents.length <= Math.max(2, 0.6 * latin.length); // in no language are most letters accented
  let [sum, count] = [0, 0];
  for (const [word] of text.join("").matchAll(/[\p{L}\p{M}]+|[^\p{L}\p{M}]+/gu)) {
    const strange = Array.from(word).filter(isStrange);
    count += strange.length;
    if (!/^[\p{L}\p{M}]/u.test(word))
      for (const sign of strange) sum += /\p{P}/u.test(sign) ? 0.3 : NONSENSE; // a dash or a quotation mark says little
    else if (isNonsense(word)) sum += NONSENSE * strange.length;
    else if (scriptOf(word) === "LATIN") sum += (known && few ? 0.9 : 0.2) * strange.length;
    else for (const letter of strange) sum += weight(letter, page);
  }
  return count ? sum / count : 0;
}

/** @param {string} letter */
const isStrange = (letter) => letter.charCodeAt(0) > 127 || letter.length > 1;

/** Whether it is of two scripts, or of letters in an order that no language has. @param {string} word */
function isNonsense(word) {
  const letters = Array.from(word);
  const scripts = new Set(letters.map(scriptOf).map((script) => (JAPANESE.includes(script) ? "CJK" : script)));
  if (scripts.size > 1 || /^\p{M}/u.test(word)) return true;
  return letters
    .slice(0, -1)
    .some((a, i) => FINAL.includes(a) || (/\p{Lowercase}/u.test(a) && /\p{Uppercase}/u.test(letters[i + 1])));
}

/** How usual a letter is in what its page was made for, 0 to 1. @param {string} letter @param {string} page */
function weight(letter, page) {
  const script = scriptOf(letter);
  const usual = USUAL[script];
  if (usual) {
    const small = letter.toLowerCase().replace("ё", "е");
    const place = usual.indexOf(script === "GREEK" ? small.normalize("NFD")[0] : small);
    const value = place < 0 ? 0 : 1 - (0.9 * place) / usual.length;
    return /\p{Uppercase}/u.test(letter) ? 0.85 * value : value;
  }
  if (JAPANESE.includes(script, 1)) return page === "cp932" ? 0.95 : 0.3;
  const common = COMMON[page];
  const code = common && bytesOf(letter, page);
  if (!code || code[0] < common[0] || code[0] > common[1]) return 0.1;
  if ((page === "gbk" || page === "cp949") && code[1] < 0xa1) return 0.1; // GBK and Korean have rare ones between
  return script === "CJK" ? 0.85 : script === "HANGUL" ? 0.9 : 0.1;
}
