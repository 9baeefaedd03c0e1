// What there is to say of a learner's set before anything learns from it: balance, parts, twins, leakage, what was left out.

import { element } from "../shared/elements.js";

/** @import { OwnSet } from "../own_learning/own_set.js" */
/** @typedef {(act: (set: OwnSet) => OwnSet) => void} Change */

const UNEVEN = 2; // times as many pictures: from here on the balance is worth a word
const KEPT =
  "If one is in training and the other in the test, the test asks what the model has already seen. That is leakage.";

/** @param {number} count @param {string} thing */
export const counted = (count, thing) => `${count.toLocaleString("en")} ${thing}${count === 1 ? "" : "s"}`;

/** @param {number} share */
export const whole = (share) => `${Math.round(100 * share)} %`;

/** A paragraph that begins with a bold word. @param {string} head @param {string} text */
const headed = (head, text) => element("p", {}, element("b", {}, head), ` ${text}`);

/** @param {string} words @param {() => void} act */
const link = (words, act) => element("button", { className: "link", type: "button", onclick: act }, words);

/** @param {OwnSet} set @param {Change} change @returns {HTMLElement[]} a block for each thing that there is to say */
export function told(set, change) {
  if (!set.pictures.length) return notes(set, change);
  return [
    ...readings(set, change),
    ...balance(set),
    ...parts(set),
    ...twins(set, change),
    ...disputed(set),
    ...notes(set, change),
  ];
}

/** @param {string} kind @param {(Node | string)[]} children */
const block = (kind, ...children) => element("div", { className: kind }, ...children);

/** @param {OwnSet} set @param {Change} change */
function readings(set, change) {
  const ways = set.readings;
  if (!ways.length) return [];
  const asked = `There are ${ways.length} ways to read this archive. Now it is the first. Choose the right one:`;
  const buttons = ways.map((classes, way) => {
    const several = classes.slice(0, 4).join(", ") + (classes.length > 4 ? " …" : "");
    return link(several, () => change((set) => (way ? set.readAs(way) : set.sure())));
  });
  return [block("warn", headed("Which classes are meant?", asked), ...buttons)];
}

/** @param {OwnSet} set */
function balance(set) {
  const counts = set.counts;
  const [most, least] = [Math.max(...counts), Math.min(...counts)];
  if (counts.length < 2 || !least || most < UNEVEN * least) return [];
  const name = set.classes[counts.indexOf(most)];
  const share = whole(most / set.pictures.length);
  const said =
    `A model that says “${name}” to every picture gets ${share} of these right. So ${share} is your baseline: a useful model ` +
    "does better. Or add pictures to the small classes.";
  return [block("warn", headed("Uneven.", said))];
}

/** @param {OwnSet} set */
function parts(set) {
  if (set.whyNot) return [];
  const [train, validation, test] = [0, 1, 2].map((part) => set.part.filter((one) => one === part).length);
  const said =
    `The course makes a random split, class by class. ${counted(train, "picture")} are to learn from. ${validation} choose the best ` +
    `epoch (the validation part). ${test} are for the test part, which chooses nothing.`;
  return [block("", element("p", {}, said))];
}

/** @param {OwnSet} set @param {Change} change */
function twins(set, change) {
  const [spare, leaks] = [set.spare, set.leaks];
  const blocks = [];
  if (spare.length) {
    const many = spare.length > 1 ? `${spare.length} pictures look` : "1 picture looks";
    const keepOne = link("Keep one of each", () => change((set) => set.without(set.spare)));
    blocks.push(block("", headed("Twins.", `${many} almost the same as an earlier one (dashed frames).`), keepOne));
  }
  if (leaks.length) {
    const are =
      leaks.length > 1 ? `${leaks.length} test or validation pictures come` : "1 test or validation picture comes";
    const said =
      `${are} from the same recording as training pictures, or a twin is in training. You have too few pictures to keep them ` +
      "apart. So the test result will look too good. Add pictures from other places: three recordings or more for each class.";
    blocks.push(block("warn", headed("Leakage.", said)));
  } else if (spare.length) blocks.push(block("", element("p", {}, `Twins stay in one part. ${KEPT}`)));
  else if (set.pictures.some((picture) => picture.take))
    blocks.push(block("", element("p", {}, `Pictures of one recording stay in one part. ${KEPT}`)));
  return blocks;
}

/** @param {OwnSet} set */
function disputed(set) {
  const groups = set.disputed;
  if (!groups.length) return [];
  const names = [...new Set(groups.flat().map((i) => set.classes[set.pictures[i].label]))].sort();
  const said =
    `${groups.flat().length} pictures are nearly the same, but in different classes (${names.join(", ")}). At most one label is ` +
    "right. Look for these pictures above.";
  return [block("warn", headed("Two labels.", said))];
}

/** @param {OwnSet} set @param {Change} change */
function notes(set, change) {
  if (!set.notes.length) return [];
  const count = counted(set.notes.length, "thing");
  const head = set.told
    ? `${count} to know about what came in.`
    : `${count} ${set.notes.length === 1 ? "was" : "were"} left out.`;
  const list = element("ul", {}, ...set.notes.map((note) => element("li", {}, note)));
  list.tabIndex = 0; // it may scroll
  return [
    block(
      "warn",
      headed(head, ""),
      list,
      link("I have read it", () => change((set) => set.withoutNotes())),
    ),
  ];
}
