// One picture of the wall, opened: at once what this page knows of it, and then what Python adds: the picture in full, where
// the model looked, and what it has seen that is like it.

import { element, pen } from "../shared/elements.js";
import { lossOf, NONE, TOP } from "./wall_data.js";
import { percent } from "./wall_layout.js";

/** @import { Atlas } from "./wall_atlas.js" */
/** @import { Wall } from "./wall_data.js" */

/**
 * What Python knows of a picture.
 * @typedef {object} Detail
 * @property {number} position
 * @property {{ url: string, label: string }[]} near
 * @property {string} among
 * @property {string} [picture]
 * @property {string} [map]
 * @property {boolean} [over]
 * @property {string} [title]
 * @property {string} [words]
 * @property {string} [further] how the map is made
 * @property {string} [why] there is no map
 */

/** @param {HTMLElement} root @param {Wall} wall @param {number} i
 * @param {{ names: string[], thing: string, sharp: boolean, detail: Detail | null, atlases: (Atlas | null)[] }} known
 * @param {() => void} close */
export function showOne(root, wall, i, { names, thing, sharp, detail, atlases }, close) {
  const truth = names[wall.truth[i]];
  const says = names[wall.best[i]];
  const right = wall.truth[i] === wall.best[i];
  root.className = sharp ? "one sharp" : "one";
  const head = element(
    "header",
    {},
    element(
      "p",
      {},
      `It is ${truth}. It says ${says}: `,
      element("span", { className: right ? "" : "wrong-word", textContent: right ? "right ✓" : "wrong ✗" }),
    ),
    element("button", { type: "button", className: "close", textContent: "Close", onclick: close }),
  );
  const looks = element("div", { className: "looks" });
  looks.append(...pictureOf(i, truth, detail, atlases));
  root.replaceChildren(head, looks, likeliest(wall, i, names));
  const loss = `Loss ${lossOf(wall, i).toFixed(2)}: probability of ${truth} ${percent(wall.ofTruth[i])}.`;
  root.append(element("p", { className: "small", textContent: `${thing} ${i + 1}. ${loss}` }));
  if (!detail) {
    root.append(
      element("p", {
        className: "small",
        textContent: "Looking for the map, and for training pictures like this…",
      }),
    );
    return;
  }
  root.append(element("p", { className: "map-words", textContent: detail.words ?? detail.why ?? "" }));
  if (detail.further) {
    const words = element("p", { className: "small", textContent: detail.further });
    root.append(element("details", {}, element("summary", { textContent: `Going further: ${detail.title}` }), words));
  }
  root.append(element("p", {}, element("b", { textContent: "Training pictures like this" })));
  if (detail.near.length) root.append(nearOf(detail));
  root.append(element("p", { className: "small", textContent: detail.among }));
}

/** @param {number} i @param {string} truth @param {Detail | null} detail @param {(Atlas | null)[]} atlases */
function pictureOf(i, truth, detail, atlases) {
  if (detail?.picture) {
    const picture = () => element("img", { src: detail.picture ?? "", alt: truth });
    const map = element("img", { src: detail.map ?? "", alt: `${detail.title}: what counted most` });
    if (!detail.over) return [element("div", {}, picture()), element("div", {}, map)];
    map.className = "map-over map";
    return [element("div", {}, picture()), element("div", {}, picture(), map)];
  }
  const found = atlases.map((atlas) => atlas?.at(i)).find((each) => each);
  if (!found) return [];
  const canvas = element("canvas", { width: found.side, height: found.side });
  pen(canvas).drawImage(found.image, found.x, found.y, found.side, found.side, 0, 0, found.side, found.side);
  canvas.setAttribute("role", "img");
  canvas.setAttribute("aria-label", truth);
  return [element("div", {}, canvas)];
}

/** Its three best predictions. @param {Wall} wall @param {number} i @param {string[]} names */
function likeliest(wall, i, names) {
  const list = element("ol");
  list.setAttribute("aria-label", "Its best predictions");
  for (let rank = 0; rank < TOP; rank++) {
    const k = wall.best[rank * wall.n + i];
    if (k === NONE) break;
    const share = wall.likely[rank * wall.n + i];
    const fill = element("i", { className: "fill" });
    fill.style.width = `${100 * share}%`;
    const item = element("li", { className: k === wall.truth[i] ? "true" : "" });
    item.append(
      element("span", { textContent: names[k], title: names[k] }),
      element("span", { className: "track" }, fill),
      element("span", { textContent: percent(share) }),
    );
    list.append(item);
  }
  return list;
}

/** @param {Detail} detail */
function nearOf(detail) {
  const near = element("div", { className: "near" });
  for (const { url, label } of detail.near) {
    const shown = url ? [element("img", { src: url, alt: `training picture: ${label}` })] : [];
    near.append(element("figure", {}, ...shown, element("figcaption", { textContent: label, title: label })));
  }
  return near;
}
