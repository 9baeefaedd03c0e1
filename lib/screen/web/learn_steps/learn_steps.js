// Watch weights being learned, a labelled digit at a time. Everything was computed by Python; this only shows it.

const PACE = 45; // ms a digit while it runs: 200 digits in nine seconds
const lessons = new WeakMap(); // parentElement -> LearnSteps: Streamlit calls the default export at every rerun

export default function ({ parentElement, data, setStateValue }) {
  let steps = lessons.get(parentElement);
  if (!steps) lessons.set(parentElement, (steps = new LearnSteps(parentElement)));
  steps.update(data, () => setStateValue("finished", true));
  return () => {
    clearInterval(steps.running);
    clearTimeout(steps.speaking);
    lessons.delete(parentElement);
  };
}

class LearnSteps {
  constructor(parent) {
    this.find = (selector) => parent.querySelector(selector);
    this.slider = this.find("input");
    this.slider.oninput = () => this.stop() || this.show();
    this.find(".go").onclick = () => this.run();
    this.find(".one").onclick = () => this.stop() || this.step();
    this.find(".again").onclick = () => this.stop() || this.to(0);
  }

  update(data, finish) {
    this.finish = finish;
    if (this.data?.weights !== data.weights) {
      this.data = data;
      this.weights = new Int8Array(bytes(data.weights).buffer);
      this.digits = bytes(data.digits);
      this.slider.max = data.said.length;
      this.find(".last").textContent = `${data.said.length}`;
      if (data.finished) this.slider.value = data.said.length;
    }
    this.find(".learn").hidden = false;
    this.show();
  }

  run() {
    this.stop();
    if (this.slider.value === this.slider.max) this.to(0);
    if (matchMedia("(prefers-reduced-motion: reduce)").matches) return this.to(Number(this.slider.max));
    this.running = setInterval(() => this.step(), PACE);
  }

  stop() {
    clearInterval(this.running);
  }

  step() {
    if (this.slider.value === this.slider.max) return this.stop();
    this.to(Number(this.slider.value) + 1);
  }

  to(step) {
    this.slider.value = step;
    this.show();
  }

  show() {
    const { data } = this;
    const step = Number(this.slider.value);
    const n = data.said.length;
    const name = step === 0 ? "Before the first digit: random weights" : `${step} of ${n} labelled digits seen`;
    this.find(".name").textContent = name;
    this.slider.setAttribute("aria-valuetext", name);
    this.paintWeights(step);
    this.paintDigit(step);
    this.find(".big").textContent = `${data.right[step]} of ${n}`;
    const at = (i) => [(300 * i) / n, 120 - (110 * data.right[i]) / n];
    this.find(".line").setAttribute("d", `M${Array.from({ length: step + 1 }, (_, i) => at(i).map((v) => v.toFixed(1)).join(" ")).join("L")}`);
    const [x, y] = at(step);
    this.find(".dot").setAttribute("cx", x);
    this.find(".dot").setAttribute("cy", y);
    this.find(".loss").textContent = `Loss, how wrong it is and how sure of it: ${data.loss[step].toFixed(3)}`;
    this.find(".one").disabled = step === n;
    if (step === n && !this.told) this.finish((this.told = true));
    clearTimeout(this.speaking);
    this.speaking = setTimeout(() => (this.find(".spoken").textContent = `${name}. ${data.right[step]} of ${n} right.`), 500);
  }

  // The digit of this step, what the machine said to it, and the label that moved the weights.
  paintDigit(step) {
    const context = this.find(".digit").getContext("2d");
    const said = this.find(".said");
    context.fillStyle = "#fff";
    context.fillRect(0, 0, 28, 28);
    if (step === 0) {
      said.textContent = "It starts with random weights and has seen no digit.";
      this.find(".digit").setAttribute("aria-label", "No digit yet");
      return;
    }
    const image = new ImageData(28, 28);
    for (let i = 0; i < 784; i++) image.data.set([27, 42, 65, this.digits[(step - 1) * 784 + i]], 4 * i);
    const layer = Object.assign(document.createElement("canvas"), { width: 28, height: 28 });
    layer.getContext("2d").putImageData(image, 0, 0);
    context.drawImage(layer, 0, 0);
    const [p, label] = [this.data.said[step - 1], this.data.labels[step - 1]];
    said.textContent = `It said: 1 with likelihood ${p.toFixed(2)}. The label says ${label}, so the weights move ${Math.abs(p - label) > 0.5 ? "far" : Math.abs(p - label) > 0.2 ? "a little" : "hardly"}.`;
    this.find(".digit").setAttribute("aria-label", `The digit it learns from now, a ${label}`);
  }

  paintWeights(step) {
    const image = new ImageData(28, 28);
    for (let i = 0; i < 784; i++) {
      const value = this.weights[step * 784 + i] / 127;
      const [r, g, b] = value >= 0 ? [29, 95, 209] : [194, 87, 12];
      const strength = Math.abs(value);
      image.data.set([255 + (r - 255) * strength, 255 + (g - 255) * strength, 255 + (b - 255) * strength, 255], 4 * i);
    }
    this.find(".weights").getContext("2d").putImageData(image, 0, 0);
  }
}

function bytes(text) {
  return Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
}
