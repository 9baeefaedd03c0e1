// Which script a letter belongs to, as the first word of its Unicode name says it: of letters that a zip's code pages have.

/** @type {[string, RegExp][]} the first that fits */
const SCRIPTS = [
  ["KATAKANA-HIRAGANA", /ー/u],
  ["HALFWIDTH", /[\uff66-\uff9f]/u],
  ["FULLWIDTH", /[\uff21-\uff5a]/u],
  ["IDEOGRAPHIC", /[々〆]/u],
  ["MODIFIER", /[ˆ-ˍː]/u],
  ["ARABIC", /[\u0600-\u06ff]/u],
  ["LATIN", /\p{Script=Latin}/u],
  ["CYRILLIC", /\p{Script=Cyrillic}/u],
  ["GREEK", /\p{Script=Greek}/u],
  ["HEBREW", /\p{Script=Hebrew}/u],
  ["THAI", /\p{Script=Thai}/u],
  ["HIRAGANA", /\p{Script=Hiragana}/u],
  ["KATAKANA", /\p{Script=Katakana}/u],
  ["HANGUL", /\p{Script=Hangul}/u],
  ["CJK", /\p{Script=Han}/u],
  ["BOPOMOFO", /\p{Script=Bopomofo}/u],
];
const ALONE = "ªºⁿµℓˇ"; // their names begin with words of their own

/** Of the first letter. @param {string} text */
export function scriptOf(text) {
  const letter = String.fromCodePoint(text.codePointAt(0) ?? 32);
  if (ALONE.includes(letter)) return letter;
  return SCRIPTS.find(([, fits]) => fits.test(letter))?.[0] ?? "?";
}
