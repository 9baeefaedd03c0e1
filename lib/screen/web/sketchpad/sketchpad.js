// The sketchpad: pointer to strokes to the 28 x 28 picture to a reading, all in the browser, once an animation
// frame and only when something has changed. Needs prepare.js, forward.js, ink.js and small_network.js.
// Python hears of a drawing only where it asked to (data.report), when the pen has rested.

const REST = 400; // ms without a stroke before Python is told; long enough to begin the next stroke
const SPEAK = 900; // ms before the reading is spoken: once a drawing, not once a frame
const EXAMPLE_SECONDS = 1.1;
const pads = new WeakMap(); // parentElement -> Sketchpad: Streamlit calls the default export at every rerun

export default function ({ parentElement, data, setStateValue }) {
  let pad = pads.get(parentElement);
  if (!pad) pads.set(parentElement, (pad = new Sketchpad(parentElement, data)));
  pad.update(data, (drawing) => setStateValue("drawing", drawing));
  return () => {
    pad.close();
    pads.delete(parentElement);
  };
}

class Sketchpad {
  constructor(parent, data) {
    this.find = (selector) => parent.querySelector(selector);
    this.root = this.find(".pad");
    this.paper = this.find(".paper");
    this.ink = new Ink();
    this.inside = new SmallNetwork(this.find(".network"));
    this.rows = this.makeRows(this.find(".bars"));
    this.memory = `layers-pad-${data.key}`; // a rerun, a page switch and a refresh keep the drawing
    this.drawing = newDrawing();
    this.isExample = false;
    this.exampleNumber = 0;
    this.listen();
    this.recall();
    if (data.example && !this.ink.strokes.length) this.playExample();
  }

  /** Called at every rerun: whatever Python says anew. */
  update(data, report) {
    this.data = data;
    this.report = report;
    this.picture = data.picture ? fromBase64(data.picture) : null;
    this.root.dataset.show = data.show;
    this.root.classList.toggle("only-reading", Boolean(this.picture));
    this.root.hidden = false;
    this.readColours();
    this.resize();
    if (data.report && !this.reported && this.ink.strokes.length && !this.isExample) this.tellPython();
    this.reported = true;
  }

  // What the learner does

  listen() {
    const { paper, find } = this;
    paper.onpointerdown = (event) => {
      if (event.button > 0 || this.pointer !== undefined) return;
      event.preventDefault();
      paper.setPointerCapture(event.pointerId);
      this.pointer = event.pointerId;
      this.box = paper.getBoundingClientRect();
      clearTimeout(this.telling);
      if (this.isExample) this.clear();
      performance.clearMeasures("layers-frame"); // the marks of one stroke at a time, for whoever measures
      this.ink.begin(...this.position(event), Number(find(".brush-size").value));
      this.painted = 0;
      this.changed();
    };
    paper.onpointermove = (event) => {
      if (event.pointerId !== this.pointer) return;
      const events = event.getCoalescedEvents?.() ?? [];
      for (const each of events.length ? events : [event]) this.ink.extend(...this.position(each));
      this.changed();
    };
    paper.onpointerup = paper.onpointercancel = (event) => {
      if (event.pointerId !== this.pointer) return;
      this.pointer = undefined;
      this.finished();
    };
    find(".undo").onclick = () => {
      if (this.isExample) return this.clear();
      this.ink.replace(this.ink.strokes.slice(0, -1));
      this.finished();
    };
    find(".clear").onclick = () => this.clear();
    find(".example").onclick = () => {
      if (this.isExample) this.exampleNumber = (this.exampleNumber + 1) % EXAMPLES.length;
      this.playExample();
    };
    find(".centre").onchange = () => this.finished();
    this.watchSize = new ResizeObserver(() => this.resize());
    this.watchSize.observe(this.root);
    this.onNetwork = () => this.changed();
    globalThis.addEventListener("layers-network", this.onNetwork);
  }

  close() {
    this.watchSize.disconnect();
    globalThis.removeEventListener("layers-network", this.onNetwork);
    cancelAnimationFrame(this.frame);
    cancelAnimationFrame(this.playing);
    clearTimeout(this.telling);
    clearTimeout(this.speaking);
  }

  position(event) {
    const { left, top, width } = this.box;
    return [(event.clientX - left) / width, (event.clientY - top) / width];
  }

  clear() {
    cancelAnimationFrame(this.playing);
    this.isExample = false;
    this.drawing = newDrawing();
    this.ink.replace([]);
    this.finished();
  }

  /** A stroke has ended, or a control has changed the drawing. */
  finished() {
    this.painted = undefined;
    this.changed();
    if (this.isExample) return;
    this.remember();
    clearTimeout(this.telling);
    if (this.data.report) this.telling = setTimeout(() => this.tellPython(), REST);
  }

  tellPython() {
    const seen = (centre) => toBase64(this.prepared(centre));
    const centred = this.find(".centre").checked;
    this.report(this.ink.strokes.length ? { id: this.drawing, centred, cut: seen(true), plain: seen(false) } : null);
  }

  remember() {
    const { strokes } = this.ink;
    const kept = strokes.map((stroke) => ({ ...stroke, points: stroke.points.map((n) => Math.round(n * 1e4) / 1e4) }));
    try {
      sessionStorage.setItem(this.memory, JSON.stringify({ drawing: this.drawing, strokes: kept }));
    } catch {} // a full or forbidden storage costs the memory of the drawing, nothing else
  }

  recall() {
    try {
      const { drawing, strokes } = JSON.parse(sessionStorage.getItem(this.memory));
      this.drawing = drawing;
      this.ink.replace(strokes);
    } catch {} // nothing kept
  }

  playExample() {
    cancelAnimationFrame(this.playing);
    const strokes = EXAMPLES[this.exampleNumber].map((corners) => smoothStroke(corners, 0.07));
    const total = strokes.reduce((sum, { points }) => sum + points.length / 2, 0);
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    const start = performance.now();
    this.isExample = true;
    this.painted = undefined;
    const step = () => {
      const share = still ? 1 : Math.min(1, (performance.now() - start) / 1000 / EXAMPLE_SECONDS);
      let left = Math.ceil(share * total);
      const shown = [];
      for (const { brush, points } of strokes) {
        if (left > 0) shown.push({ brush, points: points.slice(0, 2 * left) });
        left -= points.length / 2;
      }
      this.ink.replace(shown);
      this.changed();
      if (share < 1) this.playing = requestAnimationFrame(step);
    };
    this.playing = requestAnimationFrame(step);
  }

  // What the learner sees

  changed() {
    this.frame ??= requestAnimationFrame(() => {
      this.frame = undefined;
      const start = performance.now();
      this.draw();
      performance.measure("layers-frame", { start, end: performance.now() });
    });
  }

  draw() {
    const network = globalThis.layersNetworks?.get(this.data.network);
    const nothing = !this.picture && !this.ink.strokes.length;
    this.paint();
    this.find(".undo").disabled = this.find(".clear").disabled = nothing;
    this.find(".note").hidden = !this.isExample;
    const seen = this.picture ?? (nothing ? null : this.prepared());
    this.showSeen(seen);
    this.offer(seen);
    if (!network) return this.showReading(null, "It is read soon: the network is on its way"); // as long as the words after it: nothing moves
    const likelihoods = seen && forward(network, seen);
    if (this.data.show === "network") this.inside.draw(network, seen, this.colours, this.font);
    this.showReading(likelihoods, "Nothing to read yet: draw one digit, 0 to 9");
  }

  /** Whatever else on the page names this pad's key reads the drawing too, as it grows. */
  offer(seen) {
    (globalThis.layersPictures ??= new Map()).set(this.data.key, seen);
    globalThis.dispatchEvent(new Event("layers-picture"));
  }

  prepared(centre = this.find(".centre").checked) {
    return prepare(this.ink.raster(), RASTER, RASTER, centre);
  }

  /** The strokes on the visible paper; during a stroke only its new end. */
  paint() {
    const { width } = this.paper, context = this.paper.getContext("2d");
    const colour = this.isExample ? this.colours.muted : this.colours.ink;
    const last = this.ink.strokes.at(-1);
    if (this.painted === undefined || !last) {
      context.clearRect(0, 0, width, width);
      for (const stroke of this.ink.strokes) paintStroke(context, stroke, width, colour);
    } else {
      paintStroke(context, last, width, colour, this.painted);
      this.painted = last.points.length - 2;
    }
  }

  showSeen(seen) {
    const context = this.find(".seen").getContext("2d");
    const image = (this.image ??= context.createImageData(SIDE, SIDE));
    for (let i = 0; i < SIDE * SIDE; i++) {
      image.data[4 * i] = image.data[4 * i + 1] = image.data[4 * i + 2] = seen ? Math.round(255 * seen[i]) : 0;
      image.data[4 * i + 3] = 255;
    }
    context.putImageData(image, 0, 0);
  }

  showReading(likelihoods, otherwise) {
    const best = likelihoods ? largest(likelihoods) : -1;
    setText(this.find(".reads .digit"), best < 0 ? "" : String(best));
    setText(this.find(".reads .share"), best < 0 ? otherwise : percent(likelihoods[best]));
    this.root.classList.toggle("empty", best < 0);
    this.rows.forEach(({ row, fill, value }, digit) => {
      const likelihood = likelihoods ? likelihoods[digit] : 0;
      row.classList.toggle("best", digit === best);
      fill.style.transform = `scaleX(${likelihood.toFixed(4)})`;
      setText(value, likelihoods ? percent(likelihood) : "");
    });
    clearTimeout(this.speaking);
    const words = best < 0 ? otherwise : `It reads ${best}, ${spoken(likelihoods[best])}.`;
    this.speaking = setTimeout(() => setText(this.find(".spoken"), this.isExample ? `Example. ${words}` : words), SPEAK);
  }

  makeRows(list) {
    list.replaceChildren();
    return Array.from({ length: 10 }, (_, digit) => {
      const row = document.createElement("li");
      row.innerHTML = `<span class="name">${digit}</span><span class="track"><span class="fill"></span></span><span class="value"></span>`;
      list.append(row);
      return { row, fill: row.querySelector(".fill"), value: row.querySelector(".value") };
    });
  }

  resize() {
    const ratio = globalThis.devicePixelRatio || 1;
    const side = Math.round(this.paper.clientWidth * ratio);
    if (this.paper.width !== side) this.paper.width = this.paper.height = side;
    this.painted = undefined;
    this.changed();
  }

  /** The theme's colours as the page shows them: a canvas knows no variables. */
  readColours() {
    const shown = (selector, what) => getComputedStyle(this.find(selector))[what];
    this.colours = {
      ink: shown(".pad", "color"),
      muted: shown(".label", "color"),
      card: shown(".card", "backgroundColor"),
      blue: shown(".up", "color"),
      orange: shown(".down", "color"),
    };
    this.font = shown(".pad", "fontFamily");
  }
}

function newDrawing() {
  return Math.random().toString(36).slice(2, 10);
}

function percent(share) {
  if (share > 0.9995) return "> 99.9\u00a0%";
  if (share < 0.0005) return "< 0.1\u00a0%";
  return `${(100 * share).toFixed(1)}\u00a0%`;
}

function spoken(share) {
  return percent(share).replace("> ", "more than ").replace("< ", "less than ").replace("\u00a0%", " percent");
}

function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

function toBase64(numbers) {
  return btoa(String.fromCharCode(...new Uint8Array(numbers.buffer)));
}

function fromBase64(text) {
  return new Float32Array(Uint8Array.from(atob(text), (c) => c.charCodeAt(0)).buffer);
}
