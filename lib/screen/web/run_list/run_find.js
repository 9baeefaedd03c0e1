// Which runs a search and the filters leave, in which order. It knows no page.

/** @typedef {[correct: number, total: number]} Count */
/**
 * @typedef {object} Line one run of the list
 * @property {string} id
 * @property {string} name
 * @property {string} when
 * @property {string} how the method in words
 * @property {string} role whose colour its curve has
 * @property {string} differs the settings in which the runs of its set differ
 * @property {string} state
 * @property {string} mark what must stand beside its result; "" of a run that was trained by the course
 * @property {Count | null} validation
 * @property {Count | null} test
 * @property {string} time
 * @property {number[]} curve validation accuracy by epoch
 * @property {number[]} places its place in each order
 */
/** @typedef {{ title: string, runs: Line[] }} Group runs on one picture set */
/** @typedef {{ search: string, set: string, how: string, state: string, order: number }} Wanted "" leaves all */

/** The groups that have a run left, each in the order asked for.
 * @param {Group[]} groups @param {Wanted} wanted @returns {Group[]} */
export function found(groups, { search, set, how, state, order }) {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  return groups
    .filter(({ title }) => !set || title === set)
    .map(({ title, runs }) => ({
      title,
      runs: runs
        .filter((run) => (!how || run.how === how) && (!state || run.state === state) && says(title, run, words))
        .sort((one, other) => one.places[order] - other.places[order]),
    }))
    .filter(({ runs }) => runs.length);
}

/** @param {string} title @param {Line} run @param {string[]} words */
function says(title, { id, name, when, how, differs, state, mark }, words) {
  const text = [title, name, when, how, differs, state, mark, `#${id.slice(0, 4)}`].join(" ").toLowerCase();
  return words.every((word) => text.includes(word));
}

/** What a filter offers: each value once, as it comes. @param {string[]} values */
export function offered(values) {
  return [...new Set(values)];
}

/** A validation curve as points of a polyline, the highest at the top; "" of fewer than two.
 * @param {number[]} curve @param {number} width @param {number} height */
export function line(curve, width, height) {
  if (curve.length < 2) return "";
  const low = Math.min(...curve);
  const span = Math.max(...curve) - low || 1;
  const step = width / (curve.length - 1);
  return curve.map((y, i) => `${(i * step).toFixed(1)},${(height * (1 - (y - low) / span)).toFixed(1)}`).join(" ");
}
