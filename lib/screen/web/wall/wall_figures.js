// The figures beside the wall: the matrix, how sure against how right, precision and recall. They draw what
// `wall_data.js` has counted, and say which of it was clicked.

import { arrow, element, fit, pen } from "../shared/elements.js";
import { interval } from "./wall_data.js";
import { percent } from "./wall_layout.js";

/** @import { Colours } from "./wall_paint.js" */
/** @import { Figures } from "./wall_data.js" */

const NAMES = 14; // classes whose names stand beside the matrix

/** "9,817 of 10,000 right, 98.2 %, 97.9–98.4 %". @param {number} right @param {number} total */
export function shareOf(right, total) {
  if (!total) return "none";
  const [low, high] = interval(right, total);
  return `${thousands(right)} of ${thousands(total)}, ${percent(low).replace(/ %$/, "")}–${percent(high)}`;
}

/** @param {number} value */
export const thousands = (value) => value.toLocaleString("en");

/** The confusion matrix on a canvas: cells are clicked, or chosen by arrow keys and Enter. */
export class Matrix {
  /** @type {[number, number] | null} row and column that the keyboard or the pointer is at */
  at = null;
  /** @type {Figures | null} */
  figures = null;
  /** @type {[number | null, number | null]} */
  chosen = [null, null];
  left = 0;
  cell = 1;

  /** @param {HTMLCanvasElement} canvas @param {string[]} names @param {(truth: number, guess: number) => void} choose
   * @param {(words: string) => void} tell what is pointed at */
  constructor(canvas, names, choose, tell) {
    this.canvas = canvas;
    this.context = pen(canvas);
    this.names = names;
    this.tell = tell;
    canvas.onpointermove = (event) => this.#point(this.#cellAt(event));
    canvas.onpointerleave = () => this.#point(null);
    canvas.onclick = (event) => {
      const cell = this.#cellAt(event);
      if (cell) choose(...cell);
    };
    canvas.onkeydown = (event) => {
      const step = arrow(event);
      const last = names.length - 1;
      const [row, column] = this.at ?? [0, 0];
      if (step) {
        const moved = /** @type {[number, number]} */ ([row + step[0], column + step[1]]);
        this.#point(
          this.at ? /** @type {[number, number]} */ (moved.map((k) => Math.max(0, Math.min(last, k)))) : [0, 0],
        );
      } else if ((event.key === "Enter" || event.key === " ") && this.at) choose(row, column);
      else return;
      event.preventDefault();
    };
  }

  /** @param {PointerEvent | MouseEvent} event @returns {[number, number] | null} */
  #cellAt(event) {
    const box = this.canvas.getBoundingClientRect();
    const column = Math.floor((event.clientX - box.left - this.left) / this.cell);
    const row = Math.floor((event.clientY - box.top - this.top) / this.cell);
    const last = this.names.length;
    return row >= 0 && column >= 0 && row < last && column < last ? [row, column] : null;
  }

  /** @param {[number, number] | null} cell */
  #point(cell) {
    if (cell?.join() === this.at?.join()) return;
    this.at = cell;
    this.tell(cell ? this.words(...cell) : "");
    this.draw();
  }

  /** @param {number} truth @param {number} guess */
  words(truth, guess) {
    const count = this.figures?.counts[truth * this.names.length + guess] ?? 0;
    return `It is ${this.names[truth]}, and it says ${this.names[guess]}: ${thousands(count)}`;
  }

  top = 0;

  /** @param {Figures} figures @param {[number | null, number | null]} chosen @param {Colours} colours @param {string} face */
  show(figures, chosen, colours, face) {
    this.figures = figures;
    this.chosen = chosen;
    this.colours = colours;
    this.face = face;
    this.draw();
  }

  draw() {
    const { context, canvas, figures, colours, names } = this;
    const width = canvas.clientWidth;
    if (!figures || !colours || !width) return;
    const n = names.length;
    const named = n <= NAMES;
    context.font = `600 12px ${this.face}`;
    this.left = named ? Math.min(96, 30 + Math.max(...names.map((name) => context.measureText(name).width))) : 20;
    this.top = 34;
    if (!named) this.top = 20;
    this.cell = Math.min(72, (width - this.left) / n);
    const height = this.top + this.cell * n;
    canvas.style.height = `${height}px`;
    fit(context, width, height);
    context.clearRect(0, 0, width, height);
    this.#drawCells(context, figures, colours, n);
    this.#drawNames(context, colours, named, n);
  }

  /** @param {CanvasRenderingContext2D} context @param {Figures} figures @param {Colours} colours @param {number} n */
  #drawCells(context, figures, colours, n) {
    const { cell, left, top } = this;
    let mistakes = 1;
    let hits = 1;
    figures.counts.forEach((count, at) => {
      if (at % (n + 1)) mistakes = Math.max(mistakes, count);
      else hits = Math.max(hits, count);
    });
    const gap = cell > 8 ? 2 : cell > 4 ? 0.5 : 0;
    context.textAlign = "center";
    context.textBaseline = "middle";
    context.font = `${Math.min(13, cell / 2.3)}px ${this.face}`;
    context.fillStyle = colours.line;
    context.globalAlpha = 0.35;
    for (let k = 0; k < n; k++) {
      if (n > NAMES) context.fillRect(left + k * cell, top + k * cell, cell - gap, cell - gap);
      else
        for (let row = 0; row < n; row++) context.fillRect(left + k * cell, top + row * cell, cell - gap, cell - gap);
    }
    figures.counts.forEach((count, at) => {
      if (!count) return;
      const row = Math.floor(at / n);
      const column = at % n;
      const diagonal = row === column;
      const x = left + column * cell;
      const y = top + row * cell;
      const share = Math.sqrt(count / (diagonal ? hits : mistakes));
      context.globalAlpha = diagonal ? 0.12 + 0.3 * share : 0.15 + 0.85 * share;
      context.fillStyle = diagonal ? colours.accent : colours.wrong;
      context.fillRect(x, y, cell - gap, cell - gap);
      context.globalAlpha = 1;
      if (cell < 17) return;
      context.fillStyle = !diagonal && share > 0.6 ? colours.raised : colours.ink;
      context.fillText(String(count), x + (cell - gap) / 2, y + (cell - gap) / 2, cell - gap - 2);
    });
    context.globalAlpha = 1;
    for (const [mark, colour] of /** @type {[(number | null)[] | null, string][]} */ ([
      [this.chosen, colours.ink],
      [this.at, colours.accent],
    ])) {
      const [row, column] = mark ?? [null, null];
      if (row === null || column === null) continue;
      context.strokeStyle = colour;
      context.lineWidth = 2.5;
      context.strokeRect(left + column * cell - 1, top + row * cell - 1, cell, cell);
    }
  }

  /** @param {CanvasRenderingContext2D} context @param {Colours} colours @param {boolean} named @param {number} n */
  #drawNames(context, colours, named, n) {
    const { cell, left, top, names } = this;
    context.fillStyle = colours.muted;
    context.font = `12px ${this.face}`;
    context.textBaseline = "middle";
    context.textAlign = "left";
    context.fillText("it says →", left, 7);
    context.save();
    context.translate(7, top + 4);
    context.rotate(Math.PI / 2);
    context.fillText("it is →", 0, 0);
    context.restore();
    if (!named) return;
    context.fillStyle = colours.ink;
    context.font = `600 12px ${this.face}`;
    for (let k = 0; k < n; k++) {
      context.textAlign = "right";
      context.fillText(names[k], left - 6, top + (k + 0.5) * cell, left - 24);
      context.textAlign = "center";
      context.fillText(names[k], left + (k + 0.5) * cell, 24, cell - 2);
    }
  }
}

/** How sure against how right, a button a group: its bar is the share that is right, its mark how sure it was.
 * @param {HTMLElement} root @param {Figures} figures @param {{ low: number, high: number }} brush @param {(low: number, high: number) => void} choose */
export function showBins(root, figures, brush, choose) {
  /** @type {Map<string, HTMLButtonElement>} */
  const kept = new Map([...root.querySelectorAll("button")].map((button) => [button.dataset.low ?? "", button]));
  root.replaceChildren(
    ...figures.bins.map((bin) => {
      const button = kept.get(String(bin.low)) ?? element("button", { type: "button", className: "bin" });
      button.dataset.low = String(bin.low);
      const right = bin.right / bin.total;
      const [low, high] = interval(bin.right, bin.total);
      const range = `${Math.round(100 * bin.low)}–${Math.round(100 * bin.high)} %`;
      const words = `${range} sure: ${thousands(bin.total)} pictures, ${percent(right)} right, ${percent(bin.sure)} sure on average`;
      button.setAttribute("aria-label", words);
      button.title = words;
      button.setAttribute("aria-pressed", String(brush.low === bin.low && brush.high === bin.high));
      button.innerHTML =
        `<span class="range">${range}</span><span class="track"><i class="right" style="width:${100 * right}%"></i>` +
        `<i class="luck" style="left:${100 * low}%;width:${100 * (high - low)}%"></i><i class="sure" style="left:${100 * bin.sure}%"></i></span>` +
        `<span class="count">${thousands(bin.total)}</span>`;
      button.onclick = () => choose(bin.low, bin.high);
      return button;
    }),
  );
}

/** Precision and recall of each class, the lowest recall first. @param {HTMLElement} root table body @param {Figures} figures
 * @param {string[]} names @param {number | null} of the class that is brushed @param {(k: number) => void} choose */
export function showClasses(root, figures, names, of, choose) {
  const order = names.map((_, k) => k).filter((k) => figures.lines[k].count || figures.lines[k].named);
  const recall = (/** @type {number} */ k) =>
    figures.lines[k].count ? figures.lines[k].right / figures.lines[k].count : 2;
  order.sort((a, b) => recall(a) - recall(b));
  root.replaceChildren(
    ...order.map((k) => {
      const { count, right, named } = figures.lines[k];
      const button = element("button", {
        type: "button",
        className: "class",
        textContent: names[k],
        onclick: () => choose(k),
      });
      button.setAttribute("aria-pressed", String(of === k));
      return element(
        "tr",
        {},
        element("th", { scope: "row" }, button),
        cell(right, count, "none here"),
        cell(right, named, "never said"),
      );
    }),
  );
}

/** @param {number} right @param {number} total @param {string} none */
function cell(right, total, none) {
  if (!total) return element("td", { textContent: none });
  const bar = element("i", { className: "share" });
  bar.style.setProperty("--share", `${(100 * right) / total}%`);
  return element(
    "td",
    {},
    bar,
    element("b", { textContent: percent(right / total) }),
    ` ${thousands(right)} of ${thousands(total)}`,
  );
}
