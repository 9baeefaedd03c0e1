// Twenty pictures beside a training, each with what the model makes of it. It knows nothing of epochs.

import { element, find, finder, setText } from "../shared/elements.js";

/**
 * @typedef {object} Shown
 * @property {string[]} urls of the pictures; none where they may not be shown
 * @property {number[]} labels
 * @property {string[]} names of the classes
 * @property {string} things
 */

export class Pictures {
  /** @type {HTMLElement[]} */
  figures = [];

  /** @param {HTMLElement} root */
  constructor(root) {
    this.root = root;
    this.find = finder(root);
  }

  /** @param {Shown} shown */
  layOut({ urls, labels, names }) {
    this.root.hidden = !labels.length;
    this.figures = labels.map((label, i) => {
      const picture = urls.length
        ? element("img", { src: urls[i], alt: "" })
        : element("span", { className: "label" }, names[label]);
      return element("figure", {}, picture, element("figcaption"));
    });
    this.find(".tiles").replaceChildren(...this.figures);
  }

  /** @param {Shown} shown @param {number[] | null | undefined} guesses of the model
   * @param {number | null} read how many an untrained model has read so far; null for one that trains or has trained */
  draw({ labels, names, things }, guesses, read) {
    let right = 0;
    this.figures.forEach((figure, i) => {
      const [truth, guess] = [labels[i], guesses?.[i]];
      const known = guess !== undefined && (read === null || i < read);
      const isRight = known && guess === truth;
      right += Number(isRight);
      const was = figure.className;
      const state = known ? (isRight ? "right" : "wrong") : "";
      if (state !== was.replace(" turned", "")) figure.className = state && was ? `${state} turned` : state;
      const picture = figure.firstElementChild;
      if (picture instanceof HTMLImageElement)
        picture.alt = known ? `a ${names[truth]}, read as ${names[guess]}` : `a ${names[truth]}`;
      setText(find(figure, "figcaption"), known ? `${names[guess]} ${isRight ? "✓" : "✗"}` : "–");
    });
    const count = labels.length;
    const what = `${count} ${things} that it does not train on`;
    const reads = things === "digits";
    let words = what;
    if (guesses && read !== null) {
      const these = `${right} of these ${count} ${things}`;
      words = `${reads ? `Untrained, it reads ${these}` : `Untrained, it gets ${these} right`}: chance gives about ${Math.round(count / names.length)}`;
    } else if (guesses) words = reads ? `It reads ${right} of ${what}` : `It gets ${right} right of ${what}`;
    setText(this.find(".caption"), words);
  }
}
