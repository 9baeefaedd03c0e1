// The table behind the drawing: every node of a layer with its sum and its output, for screen readers, for
// keyboards and for whoever wants the numbers. Filled only while it is open.

import { element, find, setText } from "../shared/elements.js";
import { plain } from "../shared/signed.js";
import { nodeSum } from "./network_maths.js";

/** @import { At } from "./network_layout.js" */
/** @import { Reading } from "./network_words.js" */

export class NetworkTable {
  /** @type {Reading | undefined} */
  reading;

  /** @param {HTMLElement} root @param {(at: At) => void} open */
  constructor(root, open) {
    this.box = find(root, ".numbers", HTMLDetailsElement);
    this.select = find(this.box, "select", HTMLSelectElement);
    this.body = find(this.box, "tbody", HTMLTableSectionElement);
    this.box.ontoggle = this.select.onchange = () => this.fill();
    this.body.onclick = ({ target }) => {
      if (!(target instanceof HTMLButtonElement)) return;
      open({ layer: Number(this.select.value), node: Number(target.value) });
      find(root, ".title").focus();
    };
  }

  /** @param {Reading} reading */
  show(reading) {
    const { sizes } = reading.net;
    if (reading.net.base !== this.reading?.net.base) {
      const name = (/** @type {number} */ n, /** @type {number} */ i) =>
        i + 2 === sizes.length ? `Output, ${n} nodes` : `Layer ${i + 1}, ${n} nodes`;
      this.select.replaceChildren(...sizes.slice(1).map((n, i) => new Option(name(n, i), String(i + 1))));
    }
    this.reading = reading;
    this.fill();
  }

  fill() {
    if (!this.reading || !this.box.open) return;
    const { net, x, labels } = this.reading;
    const layer = Number(this.select.value);
    const last = layer === net.sizes.length - 1;
    const outputs = net.outputs[layer - 1];
    while (this.body.rows.length > outputs.length) this.body.deleteRow(-1);
    outputs.forEach((output, node) => {
      const [head, sum, out, open] = (this.body.rows[node] ?? this.newRow()).cells;
      const name = last ? labels[node] : String(node + 1);
      setText(head, name);
      setText(sum, plain(nodeSum(net, x, layer, node), 3));
      setText(out, plain(output, 3));
      out.dataset.value = String(output);
      const button = find(open, "button", HTMLButtonElement);
      button.value = String(node);
      button.setAttribute("aria-label", `Open node ${name}`);
    });
  }

  newRow() {
    const row = this.body.insertRow();
    row.append(element("th", { scope: "row" }));
    for (let i = 0; i < 3; i++) row.insertCell();
    row.cells[3].append(element("button", { type: "button", textContent: "open" }));
    return row;
  }
}
