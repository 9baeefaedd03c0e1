// Watch it learn: weight pictures and the reading of one digit, epoch after epoch. The pictures come with
// `data`; the readings come apart (see feeds.js), because they change with every drawing.

import { element, find, fromBase64 } from "../shared/elements.js";
import { largest } from "../shared/forward.js";
import { page } from "../shared/page.js";
import { mount, Part } from "../shared/part.js";
import { paintSigned } from "../shared/signed.js";

/** @import { Props } from "../shared/part.js" */
/**
 * @typedef {object} Data
 * @property {string} pictures (epochs, nodes, 784) signed bytes
 * @property {number[]} nodes
 * @property {number[]} epochs
 * @property {string} readings the name of (epochs, 10) probabilities
 */

const STAY = 650; // ms that the replay shows each epoch

/** @extends {Part<Data>} */
class Film extends Part {
  playing = this.later();
  speaking = this.later();
  slider = this.find("input", HTMLInputElement);
  pictures = new Int8Array();
  /** @type {HTMLCanvasElement[]} */
  canvases = [];

  /** @param {Props<Data>} props */
  constructor(props) {
    super(props);
    this.slider.oninput = () => {
      this.playing.stop();
      this.show();
    };
    this.find(".play").onclick = () => this.replay();
    this.ends.push(page.pictures.watch(() => this.show()));
  }

  /** @param {Data | undefined} before */
  update(before) {
    const { pictures, nodes, epochs } = this.data;
    if (before?.pictures !== pictures) {
      this.pictures = new Int8Array(fromBase64(pictures).buffer);
      this.canvases = nodes.map(() => element("canvas"));
      this.find(".mosaic").replaceChildren(...this.canvases);
      this.slider.max = String(epochs.length - 1);
      this.slider.value = "0";
      const first = nodes.map((node) => node + 1);
      this.find(".which").textContent =
        `The ${first.length} nodes of layer 1 whose weights move most: nodes ${first.slice(0, 3).join(", ")} to ${first.at(-1)}. Blue: ink here pushes the node up. Orange: it pulls the node down.`;
    }
    this.find(".film").hidden = false;
    this.show();
  }

  replay() {
    this.slider.value = "0";
    this.show();
    this.playing.every(STAY, () => {
      if (this.slider.value === this.slider.max) return this.playing.stop();
      this.slider.value = String(Number(this.slider.value) + 1);
      this.show();
    });
  }

  show() {
    const { epochs } = this.data;
    const { canvases } = this;
    const frame = Number(this.slider.value);
    const epoch = epochs[frame];
    const name = epoch === 0 ? "Random start, before any training" : `After epoch ${epoch} of ${epochs.at(-1)}`;
    this.find(".name").textContent = name;
    this.slider.setAttribute("aria-valuetext", name);
    canvases.forEach((canvas, node) => {
      const from = 784 * (frame * canvases.length + node);
      paintSigned(canvas, this.pictures.subarray(from, from + 784), 28, 127);
    });
    this.find(".mosaic").setAttribute("aria-label", `Weights of ${canvases.length} nodes. ${name}.`);
    this.showReading(frame, name);
  }

  /** @param {number} frame @param {string} name */
  showReading(frame, name) {
    const all = page.pictures.get(this.data.readings);
    const list = this.find("ol");
    list.hidden = !all?.length;
    if (!all?.length) {
      this.find(".title").textContent = "Draw a digit above, and see how it is read after each epoch.";
      this.find(".so").textContent = "";
      return;
    }
    const shares = all.subarray(10 * frame, 10 * frame + 10);
    const best = largest(shares);
    shares.forEach((share, digit) => {
      const row = list.children[digit] ?? list.appendChild(newBar(digit));
      row.className = digit === best ? "best" : "";
      find(row, ".fill").style.transform = `scaleX(${share})`;
      find(row, ".share").textContent = share > 0.9995 ? "> 0.999" : share.toFixed(3);
    });
    this.find(".title").textContent = `It reads the digit above as ${best}`;
    this.find(".so").textContent =
      frame === 0 ? "With random weights this is no more than chance: there are ten answers." : "";
    this.speaking.after(400, () => {
      this.find(".spoken").textContent = `${name}: reads ${best}, probability ${shares[best].toFixed(3)}.`;
    });
  }
}

/** @param {number} digit */
function newBar(digit) {
  const innerHTML = `<span>${digit}</span><span class="track"><span class="fill"></span></span><span class="share"></span>`;
  return element("li", { innerHTML });
}

export default mount(Film);
