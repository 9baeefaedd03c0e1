// Choose from which probability on a photo is called a dog, and what each kind of mistake costs. All of it is counted here,
// on the validation photos; the test's counts stay with Python until they are asked for, once.

import { element, setText } from "../shared/elements.js";
import { mount, Part } from "../shared/part.js";
import { drawn } from "../shared/svg.js";
import { BIN, cheapest, cost, stacks } from "./costs.js";

/** @import { Counts } from "./costs.js" */
/**
 * @typedef {Counts & { of: [number, number], opened: number }} Data `of`: cats and dogs; `opened`: the threshold at which the
 * test was opened, 0 while it is closed
 */

const [WIDTH, MIDDLE] = [600, 95];
const ACROSS = 6; // photos beside each other in a bin

/** @extends {Part<Data>} */
class Threshold extends Part {
  place = this.find(".place", HTMLInputElement);
  prices = [this.find(".cost-cat", HTMLInputElement), this.find(".cost-dog", HTMLInputElement)];
  drawing = this.find("svg", SVGElement);
  speaking = this.later();

  /** @param {Data | undefined} _before */
  update(_before) {
    for (const input of [this.place, ...this.prices]) input.oninput = () => this.show();
    this.find(".go").onclick = () => {
      this.place.value = String(this.least());
      this.show();
    };
    this.find(".open", HTMLButtonElement).onclick = () => {
      const [cat, dog] = this.costs();
      this.props.setStateValue("opened", { threshold: Number(this.place.value), cat, dog });
    };
    this.find(".threshold").hidden = false;
    this.show();
  }

  costs() {
    return this.prices.map((input) => Number(input.value));
  }

  least() {
    const [cat, dog] = this.costs();
    return cheapest(this.data, cat, dog);
  }

  show() {
    const { data } = this;
    const at = Number(this.place.value);
    const [cat, dog] = this.costs();
    const name = `It says dog from ${at} % on`;
    setText(this.find(".cat"), points(cat));
    setText(this.find(".dog"), points(dog));
    setText(this.find(".name"), name);
    this.place.setAttribute("aria-valuetext", name);
    for (const [i, price] of [cat, dog].entries()) this.prices[i].setAttribute("aria-valuetext", points(price));
    const whole = cost(data, at, cat, dog);
    this.find(".counted").replaceChildren(
      key("cats", `${data.cats[at]} of ${data.of[0]} cats`),
      ` are called dog, and `,
      key("dogs", `${data.dogs[at]} of ${data.of[1]} dogs`),
      ` are called cat. ${data.cats[at]} × ${cat} + ${data.dogs[at]} × ${dog} = `,
      element("b", { textContent: points(whole) }),
    );
    const best = this.least();
    const lowest = cost(data, best, cat, dog);
    setText(this.find(".least"), `The cheapest threshold for these costs: ${best} %, with ${points(lowest)}.`);
    this.find(".go", HTMLButtonElement).disabled = at === best;
    const open = this.find(".open", HTMLButtonElement);
    open.disabled = data.opened > 0;
    setText(open, data.opened ? `The test was opened at ${data.opened} %` : `Open the test at ${at} %`);
    this.draw(at);
    this.speaking.after(500, () =>
      setText(
        this.find(".spoken"),
        `${name}: ${data.cats[at]} cats called dog, ${data.dogs[at]} dogs called cat, ${points(whole)}.`,
      ),
    );
  }

  /** A square a photo, cats above the line and dogs below it, by their probability; the mistakes in full colour. @param {number} at */
  draw(at) {
    const { data } = this;
    const bins = stacks(data, at);
    const rows = Math.ceil(Math.max(1, ...bins.flatMap(({ cats, dogs }) => [cats.all, dogs.all])) / ACROSS);
    const high = Math.min(6, (MIDDLE - 3) / rows);
    const side = (WIDTH * BIN) / 100 / ACROSS;
    const bars = bins.flatMap(({ cats, dogs, low }) =>
      Object.entries({ cats, dogs }).flatMap(([kind, { all, wrong }]) =>
        Array.from({ length: all }, (_, i) => {
          const row = Math.floor(i / ACROSS) + 1;
          return drawn("rect", {
            class: i < wrong ? kind : `${kind} right`,
            x: (WIDTH * low) / 100 + side * (i % ACROSS) + 0.5,
            width: side - 1,
            y: kind === "cats" ? MIDDLE - row * high : MIDDLE + row * high - high + 1,
            height: Math.max(1, high - 1),
          });
        }),
      ),
    );
    const x = (WIDTH * at) / 100;
    this.drawing.replaceChildren(
      ...bars,
      drawn("path", { class: "middle", d: `M0 ${MIDDLE}H${WIDTH}` }),
      drawn("path", { class: "line", d: `M${x} 0V190` }),
    );
    this.drawing.setAttribute(
      "aria-label",
      `Cats above and dogs below a line, by the probability of dog. The threshold stands at ${at} %. ` +
        `${data.cats[at]} cats lie right of it and ${data.dogs[at]} dogs left of it: these are the mistakes.`,
    );
  }
}

/** @param {number} count */
function points(count) {
  return `${count.toLocaleString("en")} point${count === 1 ? "" : "s"}`;
}

/** @param {string} kind @param {string} text */
function key(kind, text) {
  return element("span", { className: `key ${kind}`, textContent: text });
}

export default mount(Threshold);
