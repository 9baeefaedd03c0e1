// Give ten digits their labels, one after the other; then see yours beside those of the set, and what the network reads.

import { element, fromBase64, pen, setText } from "../shared/elements.js";
import { mount, Part } from "../shared/part.js";
import { CANNOT, same, shown } from "./labels.js";

/**
 * @typedef {object} Data of n digits
 * @property {string} digits (n, 784) bytes
 * @property {number[]} labels (n), the set's own
 * @property {number[]} said (n), what the network reads
 * @property {number[][]} people labels that were given here before, one list a person
 */

const NAMES = ["you", "second"];

/** @extends {Part<Data>} */
class LabelDigits extends Part {
  digits = new Uint8Array();
  /** @type {number[][]} */
  people = []; // lists that are whole
  /** @type {number[]} */
  given = []; // by the person whose turn it is
  asking = true;
  keys = this.find(".keys");
  tiles = this.find(".tiles", HTMLOListElement);
  /** @type {HTMLButtonElement[]} */
  buttons = [];

  /** @param {Data | undefined} before */
  update(before) {
    const { data } = this;
    if (before === undefined) {
      this.people = data.people.map((labels) => [...labels]);
      this.asking = this.people.length === 0;
      this.lay();
    }
    if (before?.digits !== data.digits) {
      this.digits = fromBase64(data.digits);
      this.show();
    }
    this.find(".labels").hidden = false;
  }

  lay() {
    for (let label = 0; label <= CANNOT; label++) {
      const button = element("button", { type: "button", textContent: shown(label), onclick: () => this.give(label) });
      button.setAttribute("aria-label", label === CANNOT ? "I cannot tell" : String(label));
      this.keys.append(button);
      this.buttons.push(button);
    }
    this.find(".back").onclick = () => {
      this.given.pop();
      this.show();
    };
    this.find(".second").onclick = () => this.start(this.people);
    this.find(".again").onclick = () => {
      this.start([]);
      this.props.setStateValue("people", []);
    };
    this.find(".labels").onkeydown = (event) => {
      const label = event.key === "?" ? CANNOT : /^\d$/.test(event.key) ? Number(event.key) : -1;
      if (label < 0 || !this.asking || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      this.give(label);
    };
  }

  /** The next person's turn. @param {number[][]} people those before */
  start(people) {
    this.people = people;
    this.given = [];
    this.asking = true;
    this.show();
    this.buttons[0].focus();
  }

  /** @param {number} label */
  give(label) {
    if (!this.asking) return;
    this.given.push(label);
    if (this.given.length === this.data.labels.length) {
      this.people = [...this.people, this.given];
      this.given = [];
      this.asking = false;
      this.props.setStateValue("people", this.people);
    }
    this.show();
  }

  show() {
    const n = this.data.labels.length;
    const { asking, given, people } = this;
    this.find(".one").hidden = !asking;
    this.find(".back").hidden = !asking || given.length === 0;
    this.find(".second").hidden = asking || people.length > 1;
    this.find(".again").hidden = asking && given.length === 0 && people.length === 0;
    const turn = people.length === 0 ? "Which digit is it?" : "Second person: which digit is it?";
    setText(this.find(".who"), asking ? `${turn} ${given.length + 1} of ${n}` : this.told());
    setText(this.find(".spoken"), asking ? `${turn} ${given.length + 1} of ${n}` : this.told());
    if (asking) {
      const canvas = this.find(".digit", HTMLCanvasElement);
      this.paint(canvas, given.length);
      canvas.setAttribute("aria-label", `Handwritten digit ${given.length + 1} of ${n}`);
    }
    this.tiles.replaceChildren(...Array.from({ length: n }, (_, i) => this.tile(i)));
  }

  told() {
    const n = this.data.labels.length;
    const [you, second] = this.people;
    const first = `You and the set give ${same(you, this.data.labels)} of ${n} digits the same label.`;
    return second ? `${first} You and the second person: ${same(you, second)} of ${n}.` : first;
  }

  /** A digit in small, with the labels that are known by now. @param {number} i */
  tile(i) {
    const { asking, data, given, people } = this;
    const canvas = element("canvas", { width: 28, height: 28 });
    this.paint(canvas, i);
    const tile = element("li", {}, canvas);
    if (asking) {
      const label = given[i];
      tile.className = i === given.length ? "now" : "";
      tile.append(element("span", {}, element("b", { textContent: label === undefined ? "·" : shown(label) })));
      return tile;
    }
    const rows = people.map((labels, who) => [NAMES[who], labels[i]]);
    rows.push(["the set", data.labels[i]]);
    const differs = rows.some(([, label]) => label !== data.labels[i]);
    tile.className = differs ? "differs" : "";
    for (const [name, label] of [...rows, ["reader", data.said[i]]])
      tile.append(element("span", {}, `${name} `, element("b", { textContent: shown(Number(label)) })));
    if (differs) tile.append(element("span", {}, element("b", { textContent: "differ" })));
    return tile;
  }

  /** @param {HTMLCanvasElement} canvas @param {number} i */
  paint(canvas, i) {
    const image = new ImageData(28, 28);
    for (let p = 0; p < 784; p++) {
      const grey = 255 - this.digits[784 * i + p];
      image.data.set([grey, grey, grey, 255], 4 * p);
    }
    pen(canvas).putImageData(image, 0, 0);
  }
}

export default mount(LabelDigits);
