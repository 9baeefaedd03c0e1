// Two drawings: what retraining changes, as two dots with their intervals; and a stored race, as curves with bands.

import { drawn } from "../shared/svg.js";
import { perCent } from "./against_counts.js";

/** @import { allSeeds, Race } from "./against_counts.js" */
/** @typedef {{ name: string, share: number, low: number, high: number }} Side */
/** @typedef {{ method: number, photos: number, share: number }} Mine a run of the learner's own */

const TICKS = [0, 0.2, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1];

/** The lower end of the axis: the largest tick below all that is shown. @param {number[]} values */
export function floorOf(values) {
  return TICKS.filter((tick) => tick < Math.min(...values)).at(-1) ?? 0;
}

/** @param {number} low @param {number} from @param {number} to pixels of `low` and of 100 % */
function scale(low, from, to) {
  return (/** @type {number} */ share) => from + ((share - low) / (1 - low)) * (to - from);
}

/**
 * @param {[Side, Side]} sides @param {number} chance @param {number} width pixels @param {number} em pixels of a letter
 */
export function figure(sides, chance, width, em) {
  const narrow = width < 36 * em;
  const low = floorOf([chance, sides[0].low, sides[1].low]);
  const left = narrow ? em : 2 + em * Math.max(...sides.map((side) => side.name.length)) * 0.62;
  const [top, row] = [em * 1.2, em * (narrow ? 4 : 3.4)];
  const [bottom, height] = [top + 2 * row, top + 2 * row + em * 2.2];
  const x = scale(low, left + em, width - 2.4 * em);
  const svg = drawn("svg", { viewBox: `0 0 ${width} ${height}`, width, height, role: "img" });
  const every = x(0.1) - x(0) < 2.4 * em ? 2 : 1; // as many as have room
  for (const tick of TICKS.filter((each) => each >= low && Math.round(10 - 10 * each) % every === 0)) {
    svg.append(
      drawn("line", { x1: x(tick), x2: x(tick), y1: top, y2: bottom, class: "grid" }),
      drawn("text", { x: x(tick), y: bottom + 1.5 * em, class: "tick" }, `${Math.round(100 * tick)} %`),
    );
  }
  svg.append(
    drawn("line", { x1: x(chance), x2: x(chance), y1: top, y2: bottom, class: "chance" }),
    drawn("text", { x: x(chance) + 0.5 * em, y: bottom - 0.5 * em, class: "word" }, "chance"),
  );
  const [before, after] = [top + row * 0.55, top + row * 1.55];
  const [a, b] = [x(sides[0].share), x(sides[1].share)];
  svg.append(
    drawn("path", { d: `M${a} ${before + em}C${a} ${after} ${b} ${before} ${b} ${after - em * 1.1}`, class: "way" }),
    drawn("path", {
      d: `M${b - 0.4 * em} ${after - 1.6 * em}L${b} ${after - 0.9 * em}L${b + 0.4 * em} ${after - 1.6 * em}`,
      class: "way",
    }),
  );
  sides.forEach((side, i) => {
    const y = [before, after][i];
    const name = {
      x: narrow ? x(chance) + 0.5 * em : left - 0.4 * em, // beside the line of chance, which would cross it
      y: narrow ? y - 1.1 * em : y + 0.35 * em,
      class: narrow ? "name" : "name end",
    };
    svg.append(
      drawn("text", name, side.name),
      drawn("line", { x1: x(side.low), x2: x(side.high), y1: y, y2: y, class: `interval side${i}` }),
      drawn("circle", { cx: x(side.share), cy: y, r: 0.62 * em, class: `dot side${i}` }),
    );
  });
  svg.setAttribute(
    "aria-label",
    `${sides.map((side) => `${side.name} ${perCent(side.share)}`).join(", ")}; chance ${perCent(chance)}.`,
  );
  return svg;
}

/**
 * @param {Race} race @param {ReturnType<typeof allSeeds>} found @param {number} method the one that the dial moves @param {number} at its place
 * @param {{ original: number, mine: Mine | null, width: number, em: number }} with_
 */
export function raceChart(race, found, method, at, { original, mine, width, em }) {
  const low = floorOf([original, ...found.flat().map((each) => each.low)]);
  const [top, left, height] = [0.8 * em, 3.6 * em, 12.5 * em];
  const bottom = height - 2.4 * em;
  const y = scale(low, bottom, top);
  const last = Math.log(race.photos.at(-1) ?? 1);
  const first = Math.log(race.photos[0]);
  const x = (/** @type {number} */ photos) =>
    left + em + ((Math.log(photos) - first) / (last - first)) * (width - left - 3 * em);
  const svg = drawn("svg", { viewBox: `0 0 ${width} ${height}`, width, height, role: "img" });
  for (const tick of TICKS.filter((each) => each >= low)) {
    svg.append(
      drawn("line", { x1: left, x2: width, y1: y(tick), y2: y(tick), class: "grid" }),
      drawn("text", { x: left - 0.5 * em, y: y(tick) + 0.35 * em, class: "tick end" }, `${Math.round(100 * tick)} %`),
    );
  }
  race.photos.forEach((photos, p) => {
    if (width > 40 * em || p % 3 === 0)
      svg.append(drawn("text", { x: x(photos), y: bottom + 1.6 * em, class: "tick" }, photos.toLocaleString("en")));
  });
  svg.append(
    drawn("line", { x1: left, x2: width, y1: y(original), y2: y(original), class: "original" }),
    drawn("line", { x1: x(race.photos[at]), x2: x(race.photos[at]), y1: top, y2: bottom, class: "here" }),
    drawn("text", { x: width, y: y(original) + 1.3 * em, class: "word end" }, `original ${perCent(original)}`),
  );
  found.forEach((line, m) => {
    const path = (/** @type {"mean" | "low" | "high"} */ of) =>
      line.map((each, p) => `${x(race.photos[p])} ${y(each[of])}`);
    const chosen = m === method ? "chosen" : "other";
    svg.append(
      drawn("path", {
        d: `M${[...path("high"), ...path("low").reverse()].join("L")}Z`,
        class: `band ${chosen} method${m}`,
      }),
      drawn("path", { d: `M${path("mean").join("L")}`, class: `line ${chosen} method${m}` }),
    );
  });
  for (const share of found[method][at].shares)
    svg.append(drawn("circle", { cx: x(race.photos[at]), cy: y(share), r: 0.22 * em, class: `seed method${method}` }));
  svg.append(
    drawn("circle", {
      cx: x(race.photos[at]),
      cy: y(found[method][at].mean),
      r: 0.5 * em,
      class: `dot method${method}`,
    }),
  );
  if (mine) {
    const [at, high] = [x(mine.photos), y(mine.share)];
    const below = high + 2 * em < bottom; // beside it runs the line
    svg.append(
      drawn("circle", { cx: at, cy: high, r: 0.55 * em, class: "mine" }),
      drawn("text", { x: at + 0.6 * em, y: high + (below ? 1.7 : -0.9) * em, class: "name end" }, "yours"),
    );
  }
  const told = race.methods.map(([, name], m) => `${name} ${perCent(found[m][at].mean)}`).join(", ");
  svg.setAttribute(
    "aria-label",
    `With ${race.photos[at].toLocaleString("en")} photos: ${told}; original ${perCent(original)}.`,
  );
  return svg;
}
