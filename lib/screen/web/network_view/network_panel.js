// The panel beside the drawing: one node's arithmetic with this picture's numbers, or the whole reading.
// It fills elements that stand in network_view.html and tells what the learner wants; it knows nothing of the drawing.

import { element, finder, setText } from "../shared/elements.js";
import { largest } from "../shared/forward.js";
import { farthest, paintSigned, plain, signed } from "../shared/signed.js";
import { cellOf } from "./network_layout.js";
import { nodePictures, nodeTerms, roundTogether } from "./network_maths.js";

/** @import { At, Shape } from "./network_layout.js" */
/** @import { Reading } from "./network_words.js" */
/**
 * What the learner wants.
 * @typedef {object} Wishes
 * @property {(by: number) => void} step to the node before or after
 * @property {(at: At | null) => void} open
 * @property {() => void} silence
 * @property {(value: number) => void} set the input node's value
 * @property {(input: number | null, value: number) => void} change a weight, or with null the bias
 * @property {(input: number | null) => void} mark one term on the drawing
 */
/** @typedef {{ product: number, input: number, value: number, weight: number }[]} Terms */

const PANEL_TERMS = 5; // products shown one by one; the rest is one line

export class NetworkPanel {
  /** @type {string | null} the term that is marked */
  marked = null;
  rows = 0; // of the table that are filled
  powers = false; // whether softmax's own numbers are shown

  /** @param {HTMLElement} root @param {Wishes} wishes */
  constructor(root, wishes) {
    this.find = finder(root);
    this.root = root;
    this.wishes = wishes;
    this.find(".before").onclick = () => wishes.step(-1);
    this.find(".after").onclick = () => wishes.step(1);
    this.find(".close").onclick = () => wishes.open(null);
    this.find(".silence").onclick = () => wishes.silence();
    this.find(".powers").onclick = () => this.showPowers();
    const value = this.find(".value input", HTMLInputElement);
    value.oninput = () => wishes.set(Number(value.value));
    this.body = this.find(".terms tbody", HTMLTableSectionElement);
    this.body.onchange = ({ target }) => target instanceof HTMLInputElement && this.changed(target);
    for (const part of [this.body, this.find(".formula")]) {
      for (const on of ["mouseover", "focusin"]) part.addEventListener(on, ({ target }) => this.mark(termOf(target)));
      for (const off of ["mouseout", "focusout"]) part.addEventListener(off, () => this.mark(null));
    }
  }

  /** @param {Reading} reading */
  show(reading) {
    this.reading = reading;
    const { at, net, x } = reading;
    const computes = at && at.layer > 0;
    const input = at && at.layer === 0;
    const last = net.sizes.length - 1;
    this.toggle(".steps", at);
    this.toggle(".pictures", computes && net.sizes[at.layer - 1] > 16);
    this.toggle(".terms", computes);
    this.toggle(".silence", computes && at.layer < last);
    this.toggle(".value", input && reading.inputs);
    this.toggle(".softmax", !at || at.layer === last);
    this.toggle(".powers", !at);
    this.find(".title").textContent = at ? nodeName(reading, at) : "From logits to probabilities";
    if (computes) this.showNode(reading, at);
    else this.find(".formula").textContent = input ? inputInWords(reading, at) : this.powers ? POWERS : OVERVIEW;
    if (!at || at.layer === last) this.showSoftmax(reading);
    if (input) {
      this.find(".value span").textContent = `Its value: ${plain(x[at.node], 2)}`;
      this.find(".value input", HTMLInputElement).value = String(x[at.node]);
    }
  }

  /** @param {Reading} reading @param {At} at */
  showNode(reading, at) {
    const { net, x } = reading;
    const last = at.layer === net.sizes.length - 1;
    const { terms, bias, sum, output } = nodeTerms(net, x, at.layer, at.node);
    const shown = terms.slice(0, terms.length <= PANEL_TERMS + 1 ? terms.length : PANEL_TERMS);
    const rest = sum - bias - shown.reduce((total, term) => total + term.product, 0);
    const more = terms.length - shown.length;
    const rounded = roundTogether([...shown.map((term) => term.product), ...(more ? [rest] : []), bias], 3);
    const total = rounded.reduce((a, b) => a + b, 0);
    const silent = net.silenced[at.layer].has(at.node);
    this.fillTerms(reading, at, shown, more, rounded, bias);
    this.addRow("sum", "", null, plain(total, 3), "sum", sum);
    const after = silent ? 0 : last ? total : Math.max(0, total);
    if (!last) this.addRow(silent ? "silenced" : "ReLU of it", "", null, plain(after, 3), "total", output);
    while (this.body.rows.length > this.rows) this.body.deleteRow(-1);
    this.writeFormula(shown, more, rounded, total);
    if (silent) this.find(".formula").append("You have silenced this node: it passes on 0.");
    else if (last) this.find(".formula").append("This is the logit.");
    else if (total > 0) this.find(".formula").append(`It is above zero, so ReLU lets it through: ${plain(after, 3)}.`);
    else this.find(".formula").append("It is not above zero, so ReLU makes it 0.");
    this.showMarked();
    this.find(".silence").textContent = silent ? "Let it speak again" : "Silence this node";
    this.find(".silence").setAttribute("aria-pressed", String(silent));
    if (net.sizes[at.layer - 1] > 16) this.showPictures(reading, at);
  }

  /** @param {Reading} reading @param {At} at @param {Terms} shown @param {number} more terms that are not shown
   * @param {number[]} rounded products of those shown, of all others if there are any, and the bias
   * @param {number} bias */
  fillTerms(reading, at, shown, more, rounded, bias) {
    this.rows = 0;
    shown.forEach(({ input, value, weight, product }, i) => {
      const name = inputName(reading, at.layer - 1, input);
      this.addRow(name, plain(value, 2), weight, signed(rounded[i], 3), `t${input}`, product);
    });
    const rest = rounded[shown.length];
    if (more) this.addRow(`${more} more`, "", null, signed(rest, 3), "rest", rest);
    this.addRow("bias", "", bias, signed(rounded[rounded.length - 1], 3), "bias", bias);
  }

  /** Fills the next row of the table. Rows are used again, so that a hover costs little and a focus is kept.
   * @param {string} name @param {string} value @param {number | null} weight that can be changed
   * @param {string} product @param {string} term @param {number} exact the product before rounding */
  addRow(name, value, weight, product, term, exact) {
    const row = this.body.rows[this.rows] ?? this.body.insertRow();
    this.rows += 1;
    row.dataset.term = term;
    row.className = term === "sum" || term === "total" ? term : "";
    const cells = fillRow(row, [name, value, undefined, product]);
    cells[3].dataset.value = String(exact);
    if (weight === null) return cells[2].replaceChildren();
    const field =
      cells[2].querySelector("input") ?? cells[2].appendChild(element("input", { type: "number", step: "0.1" }));
    field.setAttribute("aria-label", term === "bias" ? "bias" : `weight of ${name}`);
    field.className = weight < 0 ? "minus" : "plus";
    const { activeElement } = /** @type {Document | ShadowRoot} */ (this.root.getRootNode());
    if (activeElement !== field) field.value = weight.toFixed(3);
  }

  /** @param {HTMLInputElement} field */
  changed(field) {
    const term = termOf(field) ?? "";
    const value = Number(field.value);
    if (field.value !== "" && Number.isFinite(value) && Math.abs(value) <= 1000)
      this.wishes.change(term === "bias" ? null : Number(term.slice(1)), value);
    else if (this.reading) this.show(this.reading);
  }

  /** @param {Terms} shown @param {number} more @param {number[]} rounded as for `fillTerms` @param {number} total */
  writeFormula(shown, more, rounded, total) {
    const inBrackets = (/** @type {number} */ value, /** @type {number} */ digits) =>
      value < 0 ? `(${plain(value, digits)})` : plain(value, digits);
    const parts = shown.map(({ input, value, weight }) => [
      `t${input}`,
      `${inBrackets(value, 2)} × ${inBrackets(weight, 3)}`,
    ]);
    if (more) parts.push(["rest", `${inBrackets(rounded[shown.length], 3)} from ${more} more`]);
    parts.push(["bias", `${inBrackets(rounded[rounded.length - 1], 3)} of bias`]);
    const formula = this.find(".formula");
    formula.replaceChildren();
    parts.forEach(([term, textContent], i) => {
      if (i) formula.append(" + ");
      formula.appendChild(element("span", { textContent })).dataset.term = term;
    });
    formula.append(` = ${plain(total, 3)}. `);
  }

  /** @param {Reading} reading @param {At} at */
  showPictures({ net, x, layout }, at) {
    const shape = layout.layers[at.layer - 1];
    const { weights, products } = nodePictures(net, x, at.layer, at.node);
    const [own, times] = [this.find(".own", HTMLCanvasElement), this.find(".times", HTMLCanvasElement)];
    paintShape(own, weights, shape);
    paintShape(times, products, shape);
    const over = at.layer === 1 ? "pixels" : `nodes of layer ${at.layer - 1}`;
    const [ownCaption, timesCaption] = this.root.querySelectorAll(".pictures figcaption");
    setText(ownCaption, at.layer === 1 ? "its weights" : `its weights over the ${shape.n} ${over}`);
    setText(timesCaption, at.layer === 1 ? "weights × your picture" : "weights × their outputs");
    own.setAttribute("aria-label", `Weights over ${shape.n} ${over}: blue above zero, orange below`);
    times.setAttribute("aria-label", "Each weight times its input: blue above zero, orange below");
    for (const map of this.all(".map")) map.style.aspectRatio = `${shape.cols} / ${shape.rows}`;
  }

  /** The powers of e come when they are asked for: first that all share 1, then how. */
  showPowers() {
    this.powers = !this.powers;
    this.find(".softmax").classList.toggle("plainly", !this.powers);
    this.find(".powers").setAttribute("aria-pressed", String(this.powers));
    if (this.reading) this.show(this.reading);
  }

  /** @param {Reading} reading */
  showSoftmax({ net, labels, at }) {
    const logits = net.outputs[net.outputs.length - 1];
    const body = this.find(".softmax tbody", HTMLTableSectionElement);
    const powers = Array.from(logits, Math.exp);
    const shares = roundTogether(Array.from(net.probabilities), 3);
    labels.forEach((label, i) => {
      const row = body.rows[i] ?? body.insertRow();
      row.className = i === largest(net.probabilities) ? "best" : at?.node === i ? "own" : "";
      const cells = fillRow(row, [label, plain(logits[i], 2), power(powers[i]), shares[i].toFixed(3)]);
      cells[1].dataset.value = String(logits[i]);
      cells[3].dataset.value = String(net.probabilities[i]);
      cells[3].style.setProperty("--p", String(net.probabilities[i]));
    });
    const [foot] = this.find(".softmax tfoot", HTMLTableSectionElement).rows;
    const sum = (/** @type {number[]} */ values) => values.reduce((a, b) => a + b, 0);
    fillRow(foot, [undefined, undefined, power(sum(powers)), sum(shares).toFixed(3)]);
  }

  /** Marks one term everywhere: in the formula, in the table, on the two pictures and on the drawing. @param {string | null} term */
  mark(term) {
    this.marked = term;
    this.showMarked();
    if (!this.reading) return;
    const { at, layout } = this.reading;
    const input = term && /^t\d/.test(term) ? Number(term.slice(1)) : null;
    this.wishes.mark(input);
    const shape = at && at.layer > 0 ? layout.layers[at.layer - 1] : null;
    for (const spot of this.all(".spot")) {
      spot.hidden = input === null || !shape;
      if (input === null || !shape) continue;
      const [row, col] = cellOf(shape, input);
      Object.assign(spot.style, {
        left: `${(100 * col) / shape.cols}%`,
        top: `${(100 * row) / shape.rows}%`,
        width: `${100 / shape.cols}%`,
        height: `${100 / shape.rows}%`,
      });
    }
  }

  showMarked() {
    for (const part of this.all("[data-term]")) part.classList.toggle("marked", part.dataset.term === this.marked);
  }

  /** @param {string} selector @returns {NodeListOf<HTMLElement>} */
  all(selector) {
    return this.root.querySelectorAll(selector);
  }

  /** @param {string} selector @param {unknown} visible */
  toggle(selector, visible) {
    this.find(selector).hidden = !visible;
  }
}

const OVERVIEW =
  "The last layer gives each answer a number, its logit. Softmax turns the logits into probabilities. Together they are 1.";
const POWERS =
  "Softmax takes e to the power of each logit. That is always above 0. Then it divides each by the sum of them all.";

/** @param {Reading} reading @param {At} at */
function inputInWords({ net, x }, at) {
  return `Its value is ${plain(x[at.node], 2)}. It goes to all ${net.sizes[1]} nodes of layer 1, each time with another weight. The lines show where it counts most.`;
}

/** @param {Reading} reading @param {At} at */
export function nodeName(reading, at) {
  if (at.layer === 0) return `Input: ${inputName(reading, 0, at.node)}`;
  if (at.layer === reading.net.sizes.length - 1) return `Output node “${reading.labels[at.node]}”`;
  return `Layer ${at.layer}, node ${at.node + 1}`;
}

/** What the inputs of a layer are called; layer 0 is the picture itself.
 * @param {Reading} reading @param {number} layer @param {number} index */
export function inputName({ net, inputs }, layer, index) {
  if (layer > 0) return `node ${index + 1}`;
  if (inputs) return inputs[index];
  const side = Math.sqrt(net.sizes[0]);
  return `pixel (${Math.floor(index / side) + 1}, ${(index % side) + 1})`;
}

/** The term that an element belongs to. @param {EventTarget | null} target */
function termOf(target) {
  return /** @type {Element} */ (target).closest("[data-term]")?.getAttribute("data-term") ?? null;
}

/** Writes into a row, which gets its four cells at first, the texts that there are.
 * @param {HTMLTableRowElement} row @param {(string | undefined)[]} texts */
export function fillRow(row, texts) {
  if (!row.cells.length) row.append(element("th", { scope: "row" }), ...[1, 2, 3].map(() => element("td")));
  texts.forEach((text, i) => text !== undefined && setText(row.cells[i], text));
  return row.cells;
}

/** A node's numbers where its inputs stand. @param {HTMLCanvasElement} canvas @param {Float32Array} values @param {Shape} shape */
export function paintShape(canvas, values, shape) {
  const pixels = new Float32Array(shape.rows * shape.cols).fill(Number.NaN); // the last column may have gaps
  values.forEach((value, node) => {
    const [row, col] = cellOf(shape, node);
    pixels[row * shape.cols + col] = value;
  });
  paintSigned(canvas, pixels, shape.cols, farthest(values));
}

/** @param {number} value */
function power(value) {
  if (value >= 1e6 || (value < 1e-3 && value > 0)) {
    const [digits, exponent] = value.toExponential(1).split("e");
    const raised = String(Number(exponent)).replace("-", "⁻");
    return `${digits}·10${raised.replace(/\d/g, (d) => "⁰¹²³⁴⁵⁶⁷⁸⁹"[Number(d)])}`;
  }
  return value >= 100 ? Math.round(value).toLocaleString("en") : value.toPrecision(3);
}
