// The pictures that hang on the wall: which, where, and how they fly to where they hang next. It knows neither what they
// show nor who looks at them.

import { isStill } from "../shared/elements.js";
import { arrange, Orders } from "./wall_layout.js";
import { FLIGHT } from "./wall_paint.js";

/** @import { Later } from "../shared/later.js" */
/** @import { Rule, Said, Wall } from "./wall_data.js" */
/** @import { By, Layout } from "./wall_layout.js" */

export class Hung {
  /** @type {Uint32Array} by place */
  pictures = new Uint32Array();
  /** @type {Layout} */
  layout = { x: new Float32Array(), y: new Float32Array(), side: 1, labels: [] };
  /** @type {Float32Array} where each picture comes from, NaN: it hung nowhere */
  fromX = new Float32Array();
  fromY = new Float32Array();
  fromSide = 1;
  way = 1; // 1: there
  bright = new Float32Array();
  /** @type {Orders | null} */
  #orders = null;
  /** @type {Rule | null} that the order of sureness is by */
  #sorted = null;

  /** @param {Later} flight @param {() => void} paint called at each of its frames, and at the next one where nothing flies */
  constructor(flight, paint) {
    this.flight = flight;
    this.paint = paint;
  }

  /** Another wall, whose pictures come from nowhere. @param {Wall} wall */
  start(wall) {
    this.#orders = new Orders(wall);
    this.pictures = new Uint32Array();
    this.bright = new Float32Array(wall.n);
    this.fromX = new Float32Array(wall.n).fill(Number.NaN);
    this.fromY = new Float32Array(wall.n).fill(Number.NaN);
  }

  /** How sure it is of each is another thing now. @param {Rule | null} rule */
  ruled(rule) {
    if (rule !== this.#sorted) this.#orders?.forget("sure");
    this.#sorted = rule;
  }

  /** How bright each is, is known better now. */
  brightened() {
    this.#orders?.forget("bright");
  }

  /** Puts every picture that is left where it belongs.
   * @param {By} by @param {Uint32Array} left @param {Said} said @param {{ width: number, height: number, names: string[] }} room
   * @param {boolean} flies */
  hang(by, left, said, room, flies) {
    if (!this.#orders) return;
    const { layout, bright } = this;
    this.fromX.fill(Number.NaN);
    this.pictures.forEach((i, place) => {
      this.fromX[i] = layout.x[place];
      this.fromY[i] = layout.y[place];
    });
    this.fromSide = layout.side;
    this.pictures = left;
    this.layout = arrange(by, left, this.#orders, said, { ...room, bright });
    if (!flies || !left.length || isStill()) {
      this.way = 1;
      this.flight.soon(this.paint);
      return;
    }
    this.flight.frames((ms) => {
      const t = Math.min(1, ms / FLIGHT);
      this.way = t < 1 ? 1 - (1 - t) ** 3 : 1;
      this.paint();
      return t < 1;
    });
  }

  /** The place of the picture that is seen there, or -1. @param {number} x @param {number} y */
  at(x, y) {
    const { layout } = this;
    for (let place = this.pictures.length - 1; place >= 0; place--) {
      const [dx, dy] = [x - layout.x[place], y - layout.y[place]];
      if (dx >= 0 && dy >= 0 && dx < layout.side && dy < layout.side) return place;
    }
    return -1;
  }
}
