// A 3 x 3 kernel over a grey photo, then ReLU, then pooling: all of it at every change, in the browser.

const PRESETS = {
  "Vertical edges": [-1, 0, 1, -2, 0, 2, -1, 0, 1], // Sobel
  "Horizontal edges": [-1, -2, -1, 0, 0, 0, 1, 2, 1],
  "All edges": [-1, -1, -1, -1, 8, -1, -1, -1, -1],
  Blur: [1 / 9, 1 / 9, 1 / 9, 1 / 9, 1 / 9, 1 / 9, 1 / 9, 1 / 9, 1 / 9],
  Sharpen: [0, -1, 0, -1, 5, -1, 0, -1, 0],
};
const SLIDE = 6000; // ms for the whole photo
const labs = new WeakMap(); // parentElement -> KernelLab: Streamlit calls the default export at every rerun

export default function ({ parentElement, data, setStateValue }) {
  let lab = labs.get(parentElement);
  if (!lab) labs.set(parentElement, (lab = new KernelLab(parentElement)));
  lab.update(data, (kernel) => setStateValue("kernel", kernel));
  return () => {
    cancelAnimationFrame(lab.sliding);
    clearTimeout(lab.telling);
    labs.delete(parentElement);
  };
}

// The sum of kernel x patch at every place where the kernel fits: (side - 2) x (side - 2) numbers.
function convolve(grey, side, kernel) {
  const n = side - 2;
  const out = new Float32Array(n * n);
  const reach = kernel.map((_, i) => Math.floor(i / 3) * side + (i % 3)); // from a patch's corner to its pixels
  for (let row = 0, k = 0; row < n; row++) {
    for (let col = 0; col < n; col++, k++) {
      const corner = row * side + col;
      let sum = 0;
      for (let i = 0; i < 9; i++) sum += kernel[i] * grey[corner + reach[i]];
      out[k] = sum;
    }
  }
  return out;
}

// The largest of every 2 x 2, `n` even or its last row and column left out.
function pool(values, n) {
  const m = Math.floor(n / 2);
  const out = new Float32Array(m * m);
  for (let row = 0, k = 0; row < m; row++) {
    for (let col = 0; col < m; col++, k++) {
      const at = 2 * row * n + 2 * col;
      out[k] = Math.max(values[at], values[at + 1], values[at + n], values[at + n + 1]);
    }
  }
  return out;
}

class KernelLab {
  constructor(parent) {
    this.find = (selector) => parent.querySelector(selector);
    this.kernel = [...PRESETS["Vertical edges"]];
    this.at = null;
    this.find(".presets").replaceChildren(...Object.keys(PRESETS).map((name) => {
      const button = Object.assign(document.createElement("button"), { type: "button", textContent: name });
      button.onclick = () => this.set([...PRESETS[name]], true);
      return button;
    }));
    this.find(".grid").replaceChildren(...this.kernel.map((_, i) => {
      const field = Object.assign(document.createElement("input"), { type: "number", step: "0.5" });
      field.setAttribute("aria-label", `Row ${Math.floor(i / 3) + 1}, column ${(i % 3) + 1}`);
      field.oninput = () => this.edit(i, field);
      return field;
    }));
    const out = this.find(".out");
    out.onpointermove = out.onpointerdown = (event) => this.point(event);
    out.onkeydown = (event) => {
      const step = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[event.key];
      if (!step) return;
      event.preventDefault();
      this.move((this.at?.[0] ?? 0) + step[0], (this.at?.[1] ?? 0) + step[1]);
    };
    this.find(".slide").onclick = () => this.slide();
  }

  update(data, report) {
    this.report = report;
    if (this.data?.grey !== data.grey) {
      this.data = data;
      this.grey = Float32Array.from(atob(data.grey), (c) => c.charCodeAt(0) / 255);
      paintGrey(this.find(".in"), this.grey, data.side);
      this.at = [Math.round(data.side / 3), Math.round(data.side / 2)];
      this.set(this.kernel, true);
    }
    this.find(".kernels").hidden = false;
  }

  edit(i, field) {
    const value = Number(field.value);
    if (field.value === "" || !Number.isFinite(value) || Math.abs(value) > 100) return;
    this.kernel[i] = value;
    this.set(this.kernel, false);
  }

  set(kernel, fill) {
    const start = performance.now();
    const { side } = this.data;
    this.kernel = kernel;
    this.out = convolve(this.grey, side, kernel);
    const relu = this.out.map((v) => Math.max(0, v));
    const small = pool(relu, side - 2);
    let most = 0;
    for (const v of this.out) most = Math.max(most, Math.abs(v));
    paintSignedSquare(this.find(".out"), this.out, side - 2, most);
    paintSignedSquare(this.find(".relu"), relu, side - 2, most);
    paintSignedSquare(this.find(".pool"), small, Math.floor((side - 2) / 2), most);
    this.showKernel(fill);
    this.move(...this.at);
    performance.measure("layers-kernel", { start, end: performance.now() });
    clearTimeout(this.telling);
    this.telling = setTimeout(() => this.report([...this.kernel]), 600);
  }

  showKernel(fill) {
    [...this.find(".grid").children].forEach((field, i) => {
      if (fill) field.value = Number(this.kernel[i].toFixed(2));
      field.className = this.kernel[i] < 0 ? "minus" : this.kernel[i] > 0 ? "plus" : "";
    });
    for (const button of this.find(".presets").children) {
      button.setAttribute("aria-pressed", PRESETS[button.textContent].every((v, i) => v === this.kernel[i]));
    }
    const total = this.kernel.reduce((a, b) => a + b, 0);
    this.find(".sum").textContent = `They add up to ${tidy(total)}.`;
  }

  point(event) {
    const box = this.find(".out").getBoundingClientRect();
    const scale = (this.data.side - 2) / box.width;
    cancelAnimationFrame(this.sliding);
    this.move(Math.floor((event.clientY - box.top) * scale), Math.floor((event.clientX - box.left) * scale));
  }

  // The kernel stands at (row, col) of the output: which nine pixels it reads, and what it makes of them.
  move(row, col) {
    const { side } = this.data;
    const n = side - 2;
    this.at = [Math.max(0, Math.min(n - 1, row)), Math.max(0, Math.min(n - 1, col))];
    const [r, c] = this.at;
    const [over, result] = [this.find(".in").nextElementSibling, this.find(".out").nextElementSibling];
    Object.assign(over.style, { left: `${(100 * c) / side}%`, top: `${(100 * r) / side}%`, width: `${300 / side}%`, height: `${300 / side}%` });
    Object.assign(result.style, { left: `${(100 * c) / n}%`, top: `${(100 * r) / n}%`, width: `${100 / n}%`, height: `${100 / n}%` });
    const terms = this.kernel
      .map((w, i) => [w, this.grey[(r + Math.floor(i / 3)) * side + c + (i % 3)]])
      .filter(([w]) => w !== 0)
      .map(([w, value]) => `${tidy(value)} × ${w < 0 ? `(${tidy(w)})` : tidy(w)}`);
    this.find(".formula").textContent = `${terms.join(" + ") || "0"} = ${tidy(this.out[r * n + c])}`;
    clearTimeout(this.speaking);
    this.speaking = setTimeout(() => (this.find(".spoken").textContent = `Row ${r + 1}, column ${c + 1}: ${tidy(this.out[r * n + c])}`), 500);
  }

  slide() {
    cancelAnimationFrame(this.sliding);
    const n = this.data.side - 2;
    const start = performance.now();
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    const full = this.out;
    let most = 0;
    for (const v of full) most = Math.max(most, Math.abs(v));
    const step = () => {
      const share = still ? 1 : Math.min(1, (performance.now() - start) / SLIDE);
      const done = Math.min(n * n - 1, Math.floor(share * n * n));
      this.move(Math.floor(done / n), done % n);
      paintSignedSquare(this.find(".out"), full.map((v, i) => (i <= done ? v : 0)), n, most);
      if (share < 1) this.sliding = requestAnimationFrame(step);
      else paintSignedSquare(this.find(".out"), full, n, most);
    };
    step();
  }
}

function tidy(value) {
  const text = Math.abs(value).toFixed(2);
  return value < 0 && Number(text) !== 0 ? `−${text}` : text;
}

function paintGrey(canvas, values, side) {
  canvas.width = canvas.height = side;
  const image = new ImageData(side, side);
  for (let i = 0; i < values.length; i++) image.data.set([255 * values[i], 255 * values[i], 255 * values[i], 255], 4 * i);
  canvas.getContext("2d").putImageData(image, 0, 0);
}

// White for zero, blue above, orange below; `most` is full colour.
function paintSignedSquare(canvas, values, side, most) {
  canvas.width = canvas.height = side;
  const image = new ImageData(side, side);
  for (let i = 0, at = 0; i < values.length; i++, at += 4) {
    const strength = most ? Math.min(1, Math.abs(values[i]) / most) : 0;
    const up = values[i] >= 0;
    image.data[at] = 255 + ((up ? 29 : 194) - 255) * strength;
    image.data[at + 1] = 255 + ((up ? 95 : 87) - 255) * strength;
    image.data[at + 2] = 255 + ((up ? 209 : 12) - 255) * strength;
    image.data[at + 3] = 255;
  }
  canvas.getContext("2d").putImageData(image, 0, 0);
}
