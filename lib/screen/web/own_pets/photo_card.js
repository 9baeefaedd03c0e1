// One photo on the page: where the retrained model looked, what it says, what the original said, and what it really was.

import { likely } from "../own_studio/bars.js";
import { element, pen } from "../shared/elements.js";
import { overlay } from "../shared/heat.js";
import { says, verdict } from "./verdict.js";

/** @import { Pixels } from "../own_files/intake.js" */
/** @import { Guess, Answer, Tested } from "./verdict.js" */
/** @import { Data } from "./pets.js" */

const SEEN = 480; // pixels of the longer side as it is shown
export const TRUTHS = ["cat", "dog", "neither"];

/** What is bold stands between two stars. @param {string} text */
function worded(text) {
  const parts = text.split("**").map((part, i) => (i % 2 ? element("b", {}, part) : part));
  return element("p", {}, ...parts);
}

/** As `bars` of lib/screen/kit/pet_tiles.py. @param {{ name: string, share: number, tag?: string, strong: boolean }[]} lines */
function bars(lines) {
  const items = lines.map(({ name, share, tag, strong }) => {
    const fill = element("i");
    fill.style.setProperty("--share", `${(100 * share).toFixed(2)}%`);
    const label = element("span", { className: "name" }, name);
    if (tag) label.append(element("span", { className: "tag" }, tag));
    const told = element(
      "span",
      { className: "share" },
      likely(share).replace("more than", ">").replace("less than", "<"),
    );
    return element(
      "li",
      { className: strong ? "animal" : "" },
      label,
      element("span", { className: "bar" }, fill),
      told,
    );
  });
  return element("ol", { className: "guesses" }, ...items);
}

export class PhotoCard {
  /** @param {string} name @param {{ judge(truth: string): void, remove(): void, send(): void }} acts */
  constructor(name, acts) {
    this.name = name;
    this.photo = element("canvas", { className: "photo" });
    this.map = element("canvas", { className: "map", hidden: true });
    this.photo.setAttribute("role", "img");
    this.photo.setAttribute("aria-label", name);
    this.now = element("div");
    this.before = element("div");
    this.truths = TRUTHS.map((truth) => {
      const button = element("button", { type: "button", onclick: () => acts.judge(truth) }, truth);
      button.setAttribute("aria-pressed", "false");
      return button;
    });
    this.truth = element(
      "fieldset",
      { className: "truth", hidden: true },
      element("legend", {}, "What was it really?"),
    );
    this.truth.append(...this.truths);
    this.sending = element("button", { type: "button", className: "send", onclick: () => acts.send() });
    this.sending.textContent = "Send this photo to the server for this answer. The server does not keep it.";
    const remove = element(
      "button",
      { type: "button", className: "remove", onclick: () => acts.remove() },
      "Take it away",
    );
    remove.setAttribute("aria-label", `Take ${name} away`);
    const seen = element("div", { className: "seen" }, this.photo, this.map);
    const label = element("p", { className: "called" }, name);
    this.root = element(
      "li",
      { className: "photo-card" },
      element("div", {}, seen, label, this.truth, remove),
      this.now,
      this.before,
    );
  }

  /** @param {Pixels} pixels */
  show({ width, height, data }) {
    const scale = Math.min(1, SEEN / Math.max(width, height));
    const whole = element("canvas", { width, height });
    pen(whole).putImageData(new ImageData(data, width, height), 0, 0);
    [this.photo.width, this.photo.height] = [Math.round(width * scale), Math.round(height * scale)];
    const context = pen(this.photo);
    context.imageSmoothingQuality = "high";
    context.drawImage(whole, 0, 0, this.photo.width, this.photo.height);
  }

  /** It waits: for the server, if the model answers there alone. @param {string} why @param {boolean} mayAsk */
  wait(why, mayAsk) {
    this.map.hidden = this.truth.hidden = true;
    this.now.replaceChildren(element("p", {}, why), ...(mayAsk ? [this.sending] : []));
    this.before.replaceChildren();
  }

  /** @param {Answer} answer @param {Data} data @param {Tested | null} tested */
  tell(answer, data, tested) {
    const { dog, original, places } = answer;
    const animal = says(answer);
    const { said, remark } = verdict(answer, data.least, data.least_pets, tested);
    const two = [
      { name: "cat", share: 1 - dog, strong: animal === "cat" },
      { name: "dog", share: dog, strong: animal === "dog" },
    ];
    this.now.replaceChildren(element("p", {}, element("b", {}, "The retrained model")), bars(two), ...said.map(worded));
    if (remark) this.now.append(element("p", { className: "sure" }, remark));
    const guesses = original.map((/** @type {Guess} */ { name, share, animal }) => ({
      name,
      share,
      tag: animal,
      strong: animal !== "",
    }));
    this.before.replaceChildren(element("p", {}, element("b", {}, `The original, ${data.title}`)), bars(guesses));
    this.photo.setAttribute("aria-label", `${this.name}, with the places that spoke for ${animal} marked`);
    const side = Math.sqrt(places.length);
    const { width, height, data: pixels } = overlay(places, side);
    [this.map.width, this.map.height] = [width, height];
    pen(this.map).putImageData(new ImageData(pixels, width, height), 0, 0);
    this.map.hidden = this.truth.hidden = false;
  }

  /** @param {string} truth "" where nothing is said yet */
  judged(truth) {
    this.truths.forEach((button, i) => button.setAttribute("aria-pressed", String(TRUTHS[i] === truth)));
  }
}
