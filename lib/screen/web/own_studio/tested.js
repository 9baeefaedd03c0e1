// The pictures of the test part below a result, those that it got wrong first: press one, and the third column shows it with the places
// that spoke for its answer.

import { element } from "../shared/elements.js";
import { largest } from "../shared/forward.js";
import { likely } from "./bars.js";

/** @import { OwnPicture } from "../own_learning/own_set.js" */
/** @import { Told } from "./outbox.js" */
/** @import { Studio } from "./studio.js" */

const SHOWN = 12;

export class Tested {
  /** @type {string[]} */
  urls = [];

  /** @param {Studio} studio */
  constructor(studio) {
    this.studio = studio;
  }

  /** @param {Told} told @returns {HTMLElement[]} none where the pictures are gone */
  of({ ids, truth, probabilities, classes }) {
    this.close();
    const here = new Map(this.studio.set.pictures.map((picture) => [picture.id, picture]));
    const lines = ids.flatMap((id, i) => {
      const picture = here.get(id);
      const said = largest(probabilities[i]);
      return picture
        ? [{ picture, said, share: probabilities[i][said], isWrong: said !== truth[i], truth: truth[i] }]
        : [];
    });
    if (!lines.length) return [];
    lines.sort((a, b) => Number(b.isWrong) - Number(a.isWrong) || b.share - a.share);
    const wrong = lines.filter(({ isWrong }) => isWrong).length;
    const words = wrong ? "The wrong ones come first, with a mark." : "All of them are right.";
    return [
      element("h4", {}, "What spoke for the answer?"),
      element("p", {}, `Press a test picture to see it. ${words}`),
      element(
        "ul",
        { className: "tested" },
        ...lines.slice(0, SHOWN).map((line) => {
          const told = `${classes[line.truth]}, it says ${classes[line.said]}, ${likely(line.share)}`;
          return element("li", {}, this.tile(line.picture, told, line.isWrong));
        }),
      ),
    ];
  }

  /** @param {OwnPicture} picture @param {string} told @param {boolean} isWrong */
  tile({ jpeg }, told, isWrong) {
    const src = URL.createObjectURL(jpeg);
    this.urls.push(src);
    const button = element("button", { type: "button", title: told }, element("img", { src, alt: told }));
    button.classList.toggle("wrong", isWrong);
    button.onclick = () => this.studio.show(jpeg);
    return button;
  }

  close() {
    for (const url of this.urls.splice(0)) URL.revokeObjectURL(url);
  }
}
