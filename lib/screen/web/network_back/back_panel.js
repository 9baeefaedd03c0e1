// The panel beside the drawing: the error at each output, or why the weights of one node move the way they do.
// It fills elements that stand in network_back.html; it knows nothing of the drawing.

import { nodePictures } from "../network_view/network_maths.js";
import { fillRow, inputName, nodeName, paintShape } from "../network_view/network_panel.js";
import { element, finder, setText } from "../shared/elements.js";
import { plain, signed } from "../shared/signed.js";
import { errorTerms, movePicture, nodeMoves } from "./back_maths.js";
import { hiddenInWords, inputInWords, OVERVIEW, outputInWords, shown, small } from "./back_words.js";

/** @import { Reading } from "../network_view/network_words.js" */
/** @import { At } from "../network_view/network_layout.js" */
/** @import { Back } from "./back_maths.js" */
/** @typedef {Reading & { back: Back, rate: number, target: number }} Found */

const ROWS = 3; // weights and errors shown one by one

export class BackPanel {
  /** @param {HTMLElement} root @param {{ step: (by: number) => void, open: (at: At | null) => void }} wishes */
  constructor(root, wishes) {
    this.find = finder(root);
    this.find(".before").onclick = () => wishes.step(-1);
    this.find(".after").onclick = () => wishes.step(1);
    this.find(".close").onclick = () => wishes.open(null);
  }

  /** @param {Found} found */
  show(found) {
    const { at, net } = found;
    const last = net.sizes.length - 1;
    const output = at?.layer === last;
    const hidden = at && at.layer > 0 && !output;
    const silent = hidden && net.outputs[at.layer - 1][at.node] <= 0;
    this.find(".steps").hidden = !at;
    this.find(".errors").hidden = Boolean(at);
    this.find(".comes").hidden = !hidden || Boolean(silent);
    this.find(".moved").hidden = !at || at.layer === 0 || Boolean(silent);
    this.find(".pictures").hidden = at?.layer !== 1; // where the inputs are a picture
    setText(this.find(".title"), at ? nodeName(found, at) : "The error at each output");
    setText(this.find(".formula"), this.inWords(found));
    setText(
      this.find(".why"),
      at && at.layer > 0 && !silent
        ? `Gradient of a weight = error × value. Its step = −${found.rate} × gradient.`
        : "",
    );
    if (!at) this.showErrors(found);
    if (hidden && !silent) this.showComing(found, at);
    if (at && at.layer > 0) {
      if (!silent) this.showMoves(found, at);
      if (at.layer === 1) this.showPictures(found, at);
    }
  }

  /** @param {Found} found */
  inWords({ at, net, x, labels, back, target }) {
    if (!at) return OVERVIEW;
    if (at.layer === 0) return inputInWords(x[at.node], net.sizes[1]);
    if (at.layer === net.sizes.length - 1)
      return outputInWords(labels[at.node], net.probabilities[at.node], at.node === target);
    return hiddenInWords(net.outputs[at.layer - 1][at.node], back.errors[at.layer - 1][at.node]);
  }

  /** @param {Found} found */
  showErrors({ net, labels, target }) {
    const body = this.find(".errors tbody", HTMLTableSectionElement);
    labels.forEach((label, i) => {
      const row = body.rows[i] ?? body.insertRow();
      const probability = net.probabilities[i];
      const error = probability - (i === target ? 1 : 0);
      const cells = fillRow(row, [
        label,
        shown(probability),
        i === target ? "1" : "0",
        withArrow(-error, signed(error, 3)),
      ]);
      row.className = i === target ? "best" : "";
      cells[3].className = Math.abs(error) < 0.0005 ? "" : wayOf(-error);
      cells[3].dataset.value = String(error);
    });
  }

  /** @param {Found} found @param {At} at */
  showComing(found, at) {
    const body = this.find(".comes tbody", HTMLTableSectionElement);
    const terms = errorTerms(found.net, found.back, at);
    const next = at.layer + 1;
    const output = next === found.net.sizes.length - 1;
    const few = terms.slice(0, ROWS);
    const rows = few.map(({ to, weight, error, product }) => [
      output ? `output ${found.labels[to]}` : `node ${to + 1}`,
      plain(weight, 3),
      signed(error, 3),
      signed(product, 3),
    ]);
    const rest = terms.slice(ROWS).reduce((sum, { product }) => sum + product, 0);
    if (terms.length > ROWS) rows.push([`${terms.length - ROWS} more`, "", "", signed(rest, 3)]);
    rows.push(["its error", "", "", signed(found.back.errors[at.layer - 1][at.node], 3)]);
    fill(body, rows);
    for (const row of body.rows) row.className = row === body.rows[rows.length - 1] ? "sum" : "";
  }

  /** @param {Found} found @param {At} at */
  showMoves(found, at) {
    const { net, x, back, rate } = found;
    const body = this.find(".moved tbody", HTMLTableSectionElement);
    const { into } = nodeMoves(back, rate, at, ROWS);
    const n = net.sizes[at.layer];
    const rows = into.map(({ from, product }) => [
      inputName(found, at.layer - 1, from),
      plain(at.layer === 1 ? x[from] : net.outputs[at.layer - 2][from], 2),
      plain(net.weights[at.layer - 1][from * n + at.node], 3),
      withArrow(product, small(product)),
    ]);
    const bias = -rate * back.errors[at.layer - 1][at.node];
    rows.push(["bias", "1", plain(net.biases[at.layer - 1][at.node], 3), withArrow(bias, small(bias))]);
    fill(body, rows);
    [...into.map(({ product }) => product), bias].forEach((product, i) => {
      body.rows[i].cells[3].className = wayOf(product);
      body.rows[i].cells[3].dataset.value = String(product);
    });
  }

  /** @param {Found} found @param {At} at */
  showPictures({ net, x, layout, back, rate }, at) {
    const shape = layout.layers[at.layer - 1];
    const [own, moves] = [this.find(".weighs", HTMLCanvasElement), this.find(".moves", HTMLCanvasElement)];
    paintShape(own, nodePictures(net, x, at.layer, at.node).weights, shape);
    paintShape(moves, movePicture(back, rate, at), shape);
    own.setAttribute("aria-label", `Weights over ${shape.n} pixels: blue above zero, orange below`);
    moves.setAttribute("aria-label", "How far each weight moves: blue up, orange down, white stays");
    for (const map of [own, moves])
      if (map.parentElement) map.parentElement.style.aspectRatio = `${shape.cols} / ${shape.rows}`;
  }
}

/** @param {number} move */
const wayOf = (move) => (move > 0 ? "plus" : move < 0 ? "minus" : "");

/** So that the colour is not all that tells the way. @param {number} move @param {string} text */
const withArrow = (move, text) => (Number(text.replace("−", "-")) === 0 ? text : `${move > 0 ? "↑" : "↓"} ${text}`);

/** @param {HTMLTableSectionElement} body @param {string[][]} rows */
function fill(body, rows) {
  rows.forEach((texts, i) => {
    fillRow(body.rows[i] ?? body.appendChild(element("tr")), texts);
  });
  while (body.rows.length > rows.length) body.deleteRow(-1);
}
