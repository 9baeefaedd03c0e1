// An answer as bars, one a class. What they show follows the answer at every frame of the screen, however often it comes.

import { element, find, isStill, setText } from "../shared/elements.js";
import { Later } from "../shared/later.js";

const FOLLOW = 70; // ms after which a bar has gone two thirds of its way
const SETTLED = 0.002; // of the whole: nobody sees less
const SAID = 1200; // ms that an answer stays before a screen reader hears of it

/** As a probability is told: never quite none, never quite all. @param {number} share */
export function likely(share) {
  if (share > 0.9995) return "more than 99.9 %";
  if (share < 0.0005) return "less than 0.1 %";
  return `${(100 * share).toFixed(1)} %`;
}

export class Bars {
  moving = new Later();
  saying = new Later();
  /** @type {number[]} */
  shown = [];
  /** @type {number[]} */
  wanted = [];
  /** @type {readonly string[]} */
  classes = [];
  /** @type {HTMLElement[]} */
  fills = [];
  best = -1;

  /** @param {HTMLElement} list @param {HTMLElement} said for screen readers */
  constructor(list, said) {
    this.list = list;
    this.said = said;
  }

  /** Bars without an answer. @param {readonly string[]} classes */
  name(classes) {
    this.classes = classes;
    this.moving.stop();
    this.best = -1;
    this.shown = classes.map(() => 0);
    this.fills = [];
    this.list.replaceChildren(
      ...classes.map((name) => {
        const innerHTML = '<span class="name"></span><span class="share"></span><span class="bar"><i></i></span>';
        const line = element("li", { innerHTML });
        find(line, ".name").textContent = name;
        this.fills.push(find(line, "i"));
        return line;
      }),
    );
  }
  /** @param {ArrayLike<number>} shares a probability a class */
  show(shares) {
    this.wanted = Array.from(shares);
    const best = this.wanted.indexOf(Math.max(...this.wanted));
    [...this.list.children].forEach((line, i) => {
      line.classList.toggle("best", i === best);
      setText(find(line, ".share"), likely(this.wanted[i]));
    });
    if (best !== this.best) {
      this.best = best;
      this.saying.after(SAID, () => setText(this.said, `It says ${this.classes[best]}.`));
    }
    let last = performance.now();
    this.moving.frames(() => {
      const now = performance.now();
      const part = isStill() ? 1 : 1 - Math.exp((last - now) / FOLLOW);
      last = now;
      return this.move(part);
    });
  }

  /** @param {number} part of the way @returns {boolean} whether there is more to go */
  move(part) {
    let left = 0;
    this.fills.forEach((fill, i) => {
      const way = this.wanted[i] - this.shown[i];
      this.shown[i] = Math.abs(way) < SETTLED ? this.wanted[i] : this.shown[i] + way * part;
      left = Math.max(left, Math.abs(this.wanted[i] - this.shown[i]));
      fill.style.transform = `scaleX(${this.shown[i].toFixed(4)})`;
    });
    return left > 0;
  }

  clear() {
    this.moving.stop();
    this.saying.stop();
    this.list.replaceChildren();
    setText(this.said, "");
  }
}
