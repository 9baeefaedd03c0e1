// How a place on a lesson's page is named, so that a lecturer's browser says where the hall is and a learner's finds it there.

const KEY = /(?:^|\s)st-key-([\w-]+)/;
const NAMED = /^(?:ask|card|explain|door|bar)_/; // the course's own parts; other keys are those of single controls
const UNSEEN = /^(?:weights|feed)-/;
const LONGEST = 60; // characters of a heading

/** "#" and the first key among a place's elements, or else its heading; null where it has neither.
 * @param {string[]} classes of the elements, from top to bottom @param {string} heading "" for none */
export function placeOf(classes, heading) {
  const keys = classes.flatMap((one) => KEY.exec(one)?.[1] ?? []).filter((key) => !UNSEEN.test(key));
  const name = keys.find((key) => NAMED.test(key)) ?? (slug(heading) || keys[0]);
  return name ? `#${name}` : null;
}

/** The element at a place, null where the page has it not yet; "#" is the page's top. @param {string} place */
export function elementAt(place) {
  const name = place.slice(1);
  if (!name) return document.querySelector("h1");
  const headings = [...document.querySelectorAll("h2, h3")];
  return (
    document.querySelector(`.st-key-${CSS.escape(name)}`) ??
    headings.find((one) => slug(one.textContent ?? "") === name) ??
    null
  );
}

/** @param {string} words */
function slug(words) {
  return words
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "")
    .slice(0, LONGEST);
}
