// A 3 x 3 kernel over a grey photo, then ReLU, then pooling: all of it at every change, in the browser.

import { arrow, element, fromBase64, isStill, pen, within } from "../shared/elements.js";
import { mount, Part } from "../shared/part.js";
import { farthest, paintSigned, plain } from "../shared/signed.js";
import { convolve, pool } from "./convolution.js";

/** @import { Props } from "../shared/part.js" */
/** @typedef {{ grey: string, side: number }} Data `grey`: side x side bytes */

/** @type {Record<string, number[]>} */
const PRESETS = {
  "Vertical edges": [-1, 0, 1, -2, 0, 2, -1, 0, 1], // Sobel
  "Horizontal edges": [-1, -2, -1, 0, 0, 0, 1, 2, 1],
  "All edges": [-1, -1, -1, -1, 8, -1, -1, -1, -1],
  Blur: Array(9).fill(1 / 9),
  Sharpen: [0, -1, 0, -1, 5, -1, 0, -1, 0],
};
const SLIDE = 6000; // ms for the whole photo

/** @extends {Part<Data>} */
class KernelLab extends Part {
  sliding = this.later();
  telling = this.later();
  speaking = this.later();
  whole = this.find(".out", HTMLCanvasElement);
  kernel = [...PRESETS["Vertical edges"]];
  grey = new Float32Array();
  out = new Float32Array();
  at = [0, 0]; // row and column of the output

  /** @param {Props<Data>} props */
  constructor(props) {
    super(props);
    this.presets = Object.entries(PRESETS).map(([name, kernel]) =>
      element("button", { type: "button", textContent: name, onclick: () => this.set([...kernel], true) }),
    );
    this.fields = this.kernel.map((_, i) => {
      const field = element("input", { type: "number", step: "0.5", oninput: () => this.edit(i, field) });
      field.setAttribute("aria-label", `Row ${Math.floor(i / 3) + 1}, column ${(i % 3) + 1}`);
      return field;
    });
    this.find(".presets").replaceChildren(...this.presets);
    this.find(".grid").replaceChildren(...this.fields);
    const { whole } = this;
    whole.onpointermove = whole.onpointerdown = (event) => this.point(event);
    whole.onkeydown = (event) => {
      const step = arrow(event);
      if (!step) return;
      event.preventDefault();
      this.move(this.at[0] + step[0], this.at[1] + step[1]);
    };
    this.find(".slide").onclick = () => this.slide();
  }

  /** @param {Data | undefined} before */
  update(before) {
    const { grey, side } = this.data;
    if (before?.grey !== grey) {
      this.grey = Float32Array.from(fromBase64(grey), (value) => value / 255);
      this.paintPhoto();
      this.at = [Math.round(side / 3), Math.round(side / 2)];
      this.set(this.kernel, true);
    }
    this.find(".kernels").hidden = false;
  }

  paintPhoto() {
    const { side } = this.data;
    const photo = this.find(".in", HTMLCanvasElement);
    photo.width = photo.height = side;
    const image = new ImageData(side, side);
    this.grey.forEach((value, i) => image.data.set([255 * value, 255 * value, 255 * value, 255], 4 * i));
    pen(photo).putImageData(image, 0, 0);
  }

  /** @param {number} i @param {HTMLInputElement} field */
  edit(i, field) {
    const value = Number(field.value);
    if (field.value === "" || !Number.isFinite(value) || Math.abs(value) > 100) return;
    this.kernel[i] = value;
    this.set(this.kernel, false);
  }

  /** @param {number[]} kernel @param {boolean} fill whether the fields show it anew */
  set(kernel, fill) {
    const start = performance.now();
    const n = this.data.side - 2;
    this.kernel = kernel;
    this.out = convolve(this.grey, this.data.side, kernel);
    const relu = this.out.map((v) => Math.max(0, v));
    const most = farthest(this.out);
    paintSigned(this.whole, this.out, n, most);
    paintSigned(this.find(".relu", HTMLCanvasElement), relu, n, most);
    paintSigned(this.find(".pool", HTMLCanvasElement), pool(relu, n), Math.floor(n / 2), most);
    this.showKernel(fill);
    this.move(this.at[0], this.at[1]);
    performance.measure("layers-kernel", { start, end: performance.now() });
    this.telling.after(600, () => this.props.setStateValue("kernel", [...this.kernel]));
  }

  /** @param {boolean} fill */
  showKernel(fill) {
    const { kernel } = this;
    this.fields.forEach((field, i) => {
      if (fill) field.value = String(Number(kernel[i].toFixed(2)));
      field.className = kernel[i] < 0 ? "minus" : kernel[i] > 0 ? "plus" : "";
    });
    Object.values(PRESETS).forEach((preset, i) => {
      this.presets[i].setAttribute("aria-pressed", String(preset.every((v, i) => v === kernel[i])));
    });
    const total = kernel.reduce((a, b) => a + b, 0);
    this.find(".sum").textContent = `They add up to ${plain(total, 2)}.`;
  }

  /** @param {PointerEvent} event */
  point(event) {
    const box = this.whole.getBoundingClientRect();
    const scale = (this.data.side - 2) / box.width;
    this.sliding.stop();
    this.move(Math.floor((event.clientY - box.top) * scale), Math.floor((event.clientX - box.left) * scale));
  }

  /** The kernel stands at (row, col) of the output: which nine pixels it reads, and what it makes of them.
   * @param {number} row @param {number} col */
  move(row, col) {
    const { side } = this.data;
    const n = side - 2;
    const r = within(row, 0, n - 1);
    const c = within(col, 0, n - 1);
    this.at = [r, c];
    place(this.find(".in + *"), r, c, 3, side);
    place(this.find(".out + *"), r, c, 1, n);
    const terms = this.kernel.flatMap((w, i) => {
      if (w === 0) return [];
      const value = this.grey[(r + Math.floor(i / 3)) * side + c + (i % 3)];
      return [`${plain(value, 2)} × ${w < 0 ? `(${plain(w, 2)})` : plain(w, 2)}`];
    });
    const sum = plain(this.out[r * n + c], 2);
    this.find(".formula").textContent = `${terms.join(" + ") || "0"} = ${sum}`;
    this.speaking.after(500, () => {
      this.find(".spoken").textContent = `Row ${r + 1}, column ${c + 1}: ${sum}`;
    });
  }

  slide() {
    const n = this.data.side - 2;
    const full = this.out;
    const most = farthest(full);
    const share = isStill() ? () => 1 : (/** @type {number} */ ms) => Math.min(1, ms / SLIDE);
    this.sliding.frames((ms) => {
      const done = Math.min(n * n - 1, Math.floor(share(ms) * n * n));
      this.move(Math.floor(done / n), done % n);
      const isOver = share(ms) === 1;
      paintSigned(this.whole, isOver ? full : full.map((v, i) => (i <= done ? v : 0)), n, most);
      return !isOver;
    });
  }
}

/** Lays a frame of `size` cells over a picture of `side` x `side`.
 * @param {HTMLElement} frame @param {number} row @param {number} col @param {number} size @param {number} side */
function place(frame, row, col, size, side) {
  const [left, top, width] = [col, row, size].map((cells) => `${(100 * cells) / side}%`);
  Object.assign(frame.style, { left, top, width, height: width });
}

export default mount(KernelLab);
