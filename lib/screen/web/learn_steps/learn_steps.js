// Watch weights being learned, a labelled digit at a time. Everything was computed by Python; this only shows it.

import { element, isStill, pen } from "../shared/elements.js";
import { bytesOf } from "../shared/files.js";
import { mount, Part } from "../shared/part.js";
import { paintSigned } from "../shared/signed.js";

/** @import { Sent } from "../shared/files.js" */
/**
 * @typedef {object} Data of n digits
 * @property {Sent} pixels weights, (n + 1, 784) signed bytes, then digits, (n, 784) bytes
 * @property {number[]} said (n), probability of a 1
 * @property {number[]} labels (n)
 * @property {number[]} right (n + 1), how many of the n are read right after each step
 * @property {number[]} loss (n + 1)
 * @property {boolean} finished whether it opens at the end
 */

const PIXELS = 784;
const PACE = 45; // ms a digit while it runs: 200 digits in nine seconds

/** @extends {Part<Data>} */
class LearnSteps extends Part {
  running = this.later();
  speaking = this.later();
  slider = this.find("input", HTMLInputElement);
  one = this.find(".one", HTMLButtonElement);
  weights = new Int8Array();
  digits = new Uint8Array();
  told = false;

  /** @param {Data | undefined} before */
  update(before) {
    const { data, slider } = this;
    if (!before) {
      slider.max = this.find(".last").textContent = String(data.said.length);
      if (data.finished) slider.value = slider.max;
    }
    if (JSON.stringify(before?.pixels) !== JSON.stringify(data.pixels)) this.fetchPixels();
    const stopThen = (/** @type {() => void} */ act) => () => {
      this.running.stop();
      act();
    };
    slider.oninput = stopThen(() => this.show());
    this.find(".go").onclick = stopThen(() => this.run());
    this.one.onclick = stopThen(() => this.step());
    this.find(".again").onclick = stopThen(() => this.to(0));
    this.find(".learn").hidden = false;
    this.show();
  }

  async fetchPixels() {
    const weights = PIXELS * (this.data.said.length + 1);
    try {
      const bytes = await bytesOf(this.data.pixels);
      this.weights = new Int8Array(bytes.buffer, bytes.byteOffset, weights);
      this.digits = bytes.subarray(weights);
      this.show();
    } catch {
      this.props.setStateValue("missing", true);
    }
  }

  run() {
    if (this.slider.value === this.slider.max) this.to(0);
    if (isStill()) this.to(Number(this.slider.max));
    else this.running.every(PACE, () => this.step());
  }

  step() {
    if (this.slider.value === this.slider.max) this.running.stop();
    else this.to(Number(this.slider.value) + 1);
  }

  /** @param {number} step */
  to(step) {
    this.slider.value = String(step);
    this.show();
  }

  show() {
    const { data } = this;
    const step = Number(this.slider.value);
    const n = data.said.length;
    const name = step === 0 ? "Before the first digit: random weights" : `${step} of ${n} labelled digits seen`;
    this.find(".name").textContent = name;
    this.slider.setAttribute("aria-valuetext", name);
    if (this.weights.length) {
      const shown = this.weights.subarray(PIXELS * step, PIXELS * (step + 1));
      paintSigned(this.find(".weights", HTMLCanvasElement), shown, 28, 127);
      this.paintDigit(step);
    }
    this.find(".big").textContent = `${data.right[step]} of ${n}`;
    const places = data.right.slice(0, step + 1).map((right, i) => [(300 * i) / n, 120 - (110 * right) / n]);
    this.find(".line", SVGElement).setAttribute(
      "d",
      `M${places.map((at) => at.map((v) => v.toFixed(1)).join(" ")).join("L")}`,
    );
    const [x, y] = places[step];
    const dot = this.find(".dot", SVGElement);
    dot.setAttribute("cx", String(x));
    dot.setAttribute("cy", String(y));
    this.find(".loss").textContent = `Loss, how wrong it is and how sure of it: ${data.loss[step].toFixed(3)}`;
    this.one.disabled = step === n;
    if (step === n && !this.told) {
      this.told = true;
      this.props.setStateValue("finished", true);
    }
    this.speaking.after(500, () => {
      this.find(".spoken").textContent = `${name}. ${data.right[step]} of ${n} right.`;
    });
  }

  /** The digit of this step, what the machine said to it, and the label that moved the weights. @param {number} step */
  paintDigit(step) {
    const canvas = this.find(".digit", HTMLCanvasElement);
    const context = pen(canvas);
    const said = this.find(".said");
    context.fillStyle = "#fff";
    context.fillRect(0, 0, 28, 28);
    if (step === 0) {
      said.textContent = "It starts with random weights and has seen no digit.";
      canvas.setAttribute("aria-label", "No digit yet");
      return;
    }
    const image = new ImageData(28, 28);
    for (let i = 0; i < PIXELS; i++) image.data.set([27, 42, 65, this.digits[(step - 1) * PIXELS + i]], 4 * i);
    const layer = element("canvas", { width: 28, height: 28 });
    pen(layer).putImageData(image, 0, 0);
    context.drawImage(layer, 0, 0);
    const [p, label] = [this.data.said[step - 1], this.data.labels[step - 1]];
    const far = Math.abs(p - label) > 0.5 ? "far" : Math.abs(p - label) > 0.2 ? "a little" : "hardly";
    said.textContent = `It said ${p > 0.5 ? 1 : 0}, with probability ${Math.max(p, 1 - p).toFixed(2)}. The label says ${label}, so the weights move ${far}.`;
    canvas.setAttribute("aria-label", `The digit it learns from now, a ${label}`);
  }
}

export default mount(LearnSteps);
