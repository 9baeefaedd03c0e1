// Where the wall is looked at from: dragged, pinched, zoomed by wheel, buttons and keys. It knows no pictures.

import { within } from "../shared/elements.js";

/** @import { View } from "./wall_paint.js" */

const MOST = 40; // times that the wall can be enlarged
const STEP = 1.5; // of a button or a key
const STILL = 5; // pixels: a pointer that moved less has clicked

export class Looking {
  /** @type {View} */
  view = { x: 0, y: 0, scale: 1 };
  width = 1;
  height = 1;
  /** @type {Map<number, { x: number, y: number }>} by pointer, on the canvas */
  #held = new Map();
  #moved = 0;

  /** @param {HTMLCanvasElement} canvas @param {() => void} look @param {(x: number, y: number) => void} click on the wall */
  constructor(canvas, look, click) {
    this.canvas = canvas;
    this.look = look;
    canvas.onpointerdown = (event) => {
      canvas.setPointerCapture(event.pointerId);
      if (!this.#held.size) this.#moved = 0;
      this.#held.set(event.pointerId, this.#place(event));
    };
    canvas.onpointermove = (event) => this.#drag(event);
    canvas.onpointercancel = (event) => this.#held.delete(event.pointerId);
    canvas.onpointerup = (event) => {
      const known = this.#held.delete(event.pointerId);
      if (!known || this.#held.size || this.#moved > STILL) return;
      const { x, y } = this.#place(event);
      click(this.view.x + x / this.view.scale, this.view.y + y / this.view.scale);
    };
    canvas.addEventListener(
      "wheel",
      (event) => {
        const root = /** @type {Document | ShadowRoot} */ (canvas.getRootNode());
        if (!event.ctrlKey && root.activeElement !== canvas) return; // else the page scrolls
        event.preventDefault();
        const { x, y } = this.#place(event);
        this.zoom(Math.exp(-event.deltaY / 400), x, y);
      },
      { passive: false },
    );
  }

  /** @param {MouseEvent} event */
  #place(event) {
    const box = this.canvas.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  }

  /** @param {PointerEvent} event */
  #drag(event) {
    const before = this.#held.get(event.pointerId);
    if (!before) return;
    const now = this.#place(event);
    const others = [...this.#held].filter(([id]) => id !== event.pointerId);
    this.#held.set(event.pointerId, now);
    this.#moved += Math.hypot(now.x - before.x, now.y - before.y);
    if (others.length) {
      const [, other] = others[0];
      const apart = (/** @type {{ x: number, y: number }} */ at) =>
        Math.max(1, Math.hypot(at.x - other.x, at.y - other.y));
      this.zoom(apart(now) / apart(before), (now.x + other.x) / 2, (now.y + other.y) / 2);
    } else if (this.#moved > STILL) {
      const { view } = this;
      this.to({ ...view, x: view.x - (now.x - before.x) / view.scale, y: view.y - (now.y - before.y) / view.scale });
    }
  }

  /** About a place on the canvas, its middle where none is named. @param {number} times */
  zoom(times, x = this.width / 2, y = this.height / 2) {
    const { view } = this;
    const scale = within(view.scale * times, 1, MOST);
    this.to({ scale, x: view.x + x / view.scale - x / scale, y: view.y + y / view.scale - y / scale });
  }

  in() {
    this.zoom(STEP);
  }

  out() {
    this.zoom(1 / STEP);
  }

  whole() {
    this.to({ x: 0, y: 0, scale: 1 });
  }

  /** Never off the wall. @param {View} view */
  to({ x, y, scale }) {
    const { width, height } = this;
    this.view = { scale, x: within(x, 0, width - width / scale), y: within(y, 0, height - height / scale) };
    this.canvas.style.touchAction = scale > 1 ? "none" : "pan-y"; // a wall seen whole lets the page scroll
    this.look();
  }

  /** Moves as little as brings this square into sight. @param {number} x @param {number} y @param {number} side */
  reach(x, y, side) {
    const { view, width, height } = this;
    const [across, down] = [width / view.scale, height / view.scale];
    this.to({
      scale: view.scale,
      x: within(view.x, x + side - across, x),
      y: within(view.y, y + side - down, y),
    });
  }
}
