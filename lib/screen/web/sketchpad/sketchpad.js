// The sketchpad: pointer to strokes to the 28 x 28 picture to a reading, all in the browser, once an animation
// frame and only when something has changed. Python hears of a drawing only where it asked to (data.report), when the
// pen has rested.

import { element, find, fromBase64, isStill, pen, setText } from "../shared/elements.js";
import { forward, largest } from "../shared/forward.js";
import { page } from "../shared/page.js";
import { mount, Part } from "../shared/part.js";
import { prepare, SIDE } from "../shared/prepare.js";
import { EXAMPLES, Ink, paintStroke, RASTER, smoothStroke } from "./ink.js";
import { SmallNetwork } from "./small_network.js";

/** @import { Props } from "../shared/part.js" */
/**
 * @typedef {object} Data
 * @property {string} key of the pad: its drawing is kept under it, and offered to whoever names it
 * @property {string} network its digest
 * @property {"bars" | "network" | "pad"} show
 * @property {boolean} report
 * @property {boolean} example
 * @property {string | null} picture 784 numbers that are read in place of a drawing
 */

const REST = 400; // ms without a stroke before Python is told; long enough to begin the next stroke
const SPEAK = 900; // ms before the reading is spoken: once a drawing, not once a frame
const EXAMPLE_SECONDS = 1.1;

/** @extends {Part<Data>} */
class Sketchpad extends Part {
  drawingSoon = this.later();
  playing = this.later();
  telling = this.later();
  speaking = this.later();
  root = this.find(".pad");
  paper = this.find(".paper", HTMLCanvasElement);
  undo = this.find(".undo", HTMLButtonElement);
  erase = this.find(".clear", HTMLButtonElement);
  centre = this.find(".centre", HTMLInputElement);
  ink = new Ink();
  inside = new SmallNetwork(this.find(".network", HTMLCanvasElement));
  rows = makeRows(this.find(".bars"));
  image = new ImageData(SIDE, SIDE);
  memory = `layers-pad-${this.data.key}`; // a rerun, a page switch and a refresh keep the drawing
  theme = this.readTheme();
  drawing = newDrawing();
  isExample = false;
  exampleNumber = 0;
  /** @type {Float32Array | null} */
  picture = null;
  /** @type {number | undefined} how much of the last stroke the paper shows */
  painted;
  hasReported = false;

  /** @param {Props<Data>} props */
  constructor(props) {
    super(props);
    this.listen();
    this.recall();
    if (this.data.example && !this.ink.strokes.length) this.playExample();
    this.watchSize(this.root, () => this.resize());
    this.ends.push(page.networks.watch(() => this.changed()));
  }

  update() {
    const { picture, show, report } = this.data;
    this.picture = picture ? new Float32Array(fromBase64(picture).buffer) : null;
    this.root.dataset.show = show;
    this.root.classList.toggle("only-reading", Boolean(picture));
    this.root.hidden = false;
    this.theme = this.readTheme();
    this.resize();
    if (report && !this.hasReported && this.ink.strokes.length && !this.isExample) this.tellPython();
    this.hasReported = true;
  }

  // What the learner does

  listen() {
    const { paper } = this;
    let box = new DOMRect(); // of the paper, at the stroke's begin
    /** @type {number | undefined} that draws */
    let pointer;
    const position = (/** @type {PointerEvent} */ event) =>
      /** @type {const} */ ([(event.clientX - box.left) / box.width, (event.clientY - box.top) / box.width]);
    paper.onpointerdown = (event) => {
      if (event.button > 0 || pointer !== undefined) return;
      event.preventDefault();
      paper.setPointerCapture(event.pointerId);
      pointer = event.pointerId;
      box = paper.getBoundingClientRect();
      this.telling.stop();
      if (this.isExample) this.clear();
      performance.clearMeasures("layers-frame"); // the marks of one stroke at a time, for whoever measures
      this.ink.begin(...position(event), Number(this.find(".brush-size", HTMLInputElement).value));
      this.painted = 0;
      this.changed();
    };
    paper.onpointermove = (event) => {
      if (event.pointerId !== pointer) return;
      const events = event.getCoalescedEvents?.() ?? [];
      for (const each of events.length ? events : [event]) this.ink.extend(...position(each));
      this.changed();
    };
    paper.onpointerup = paper.onpointercancel = (event) => {
      if (event.pointerId !== pointer) return;
      pointer = undefined;
      this.finished();
    };
    this.undo.onclick = () => {
      if (this.isExample) return this.clear();
      this.ink.replace(this.ink.strokes.slice(0, -1));
      this.finished();
    };
    this.erase.onclick = () => this.clear();
    this.find(".example").onclick = () => {
      if (this.isExample) this.exampleNumber = (this.exampleNumber + 1) % EXAMPLES.length;
      this.playExample();
    };
    this.centre.onchange = () => this.finished();
  }

  clear() {
    this.playing.stop();
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
    this.telling.stop();
    if (this.data.report) this.telling.after(REST, () => this.tellPython());
  }

  tellPython() {
    const seen = (/** @type {boolean} */ centre) => toBase64(this.prepared(centre));
    const told = () => ({ id: this.drawing, centred: this.centre.checked, cut: seen(true), plain: seen(false) });
    this.props.setStateValue("drawing", this.ink.strokes.length ? told() : null);
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
      const { drawing, strokes } = JSON.parse(sessionStorage.getItem(this.memory) ?? "");
      this.drawing = drawing;
      this.ink.replace(strokes);
    } catch {} // nothing kept
  }

  playExample() {
    const strokes = EXAMPLES[this.exampleNumber].map((corners) => smoothStroke(corners, 0.07));
    const total = strokes.reduce((sum, { points }) => sum + points.length / 2, 0);
    const still = isStill();
    this.isExample = true;
    this.painted = undefined;
    this.playing.frames((ms) => {
      const share = still ? 1 : Math.min(1, ms / 1000 / EXAMPLE_SECONDS);
      let left = Math.ceil(share * total);
      const shown = [];
      for (const { brush, points } of strokes) {
        if (left > 0) shown.push({ brush, points: points.slice(0, 2 * left) });
        left -= points.length / 2;
      }
      this.ink.replace(shown);
      this.changed();
      return share < 1;
    });
  }

  // What the learner sees

  changed() {
    this.drawingSoon.soon(() => {
      const start = performance.now();
      this.draw();
      performance.measure("layers-frame", { start, end: performance.now() });
    });
  }

  draw() {
    const network = page.networks.get(this.data.network);
    const nothing = !this.picture && !this.ink.strokes.length;
    this.paint();
    this.undo.disabled = this.erase.disabled = nothing;
    this.find(".note").hidden = !this.isExample;
    const seen = this.picture ?? (nothing ? null : this.prepared());
    this.showSeen(seen);
    page.pictures.put(this.data.key, seen); // whatever else on the page names the key reads the drawing too, as it grows
    // As long as the words after it: nothing moves
    if (!network) return this.showReading(null, "It is read soon: the network is on its way");
    const probabilities = seen && forward(network, seen);
    const { colours, font } = this.theme;
    if (this.data.show === "network") this.inside.draw(network, seen, colours, font);
    const outputs = network.sizes.at(-1) ?? 10; // a model of two digits has two rows
    this.rows.forEach(({ row }, digit) => {
      row.hidden = digit >= outputs;
    });
    this.showReading(probabilities, `Nothing to read yet: draw ${outputs === 2 ? "a 1 or a 0" : "one digit, 0 to 9"}`);
  }

  prepared(centre = this.centre.checked) {
    return prepare(this.ink.raster(), RASTER, RASTER, centre);
  }

  /** The strokes on the visible paper; during a stroke only its new end. */
  paint() {
    const { width } = this.paper;
    const context = pen(this.paper);
    const { colours } = this.theme;
    const colour = this.isExample ? colours.muted : colours.ink;
    const last = this.ink.strokes.at(-1);
    if (this.painted === undefined || !last) {
      context.clearRect(0, 0, width, width);
      for (const stroke of this.ink.strokes) paintStroke(context, stroke, width, colour);
    } else {
      paintStroke(context, last, width, colour, this.painted);
      this.painted = last.points.length - 2;
    }
  }

  /** @param {Float32Array | null} seen */
  showSeen(seen) {
    const { image } = this;
    for (let i = 0; i < SIDE * SIDE; i++) {
      image.data.fill(seen ? Math.round(255 * seen[i]) : 0, 4 * i, 4 * i + 3);
      image.data[4 * i + 3] = 255;
    }
    pen(this.find(".seen", HTMLCanvasElement)).putImageData(image, 0, 0);
  }

  /** @param {Float32Array | null} probabilities @param {string} otherwise */
  showReading(probabilities, otherwise) {
    const best = probabilities ? largest(probabilities) : -1;
    const share = probabilities?.[best] ?? 0;
    setText(this.find(".reads .digit"), probabilities ? String(best) : "");
    setText(this.find(".reads .share"), probabilities ? percent(share) : otherwise);
    this.root.classList.toggle("empty", !probabilities);
    this.rows.forEach(({ row, fill, value }, digit) => {
      const probability = probabilities?.[digit] ?? 0;
      row.classList.toggle("best", digit === best);
      fill.style.transform = `scaleX(${probability.toFixed(4)})`;
      setText(value, probabilities ? percent(probability) : "");
    });
    const words = probabilities ? `It reads ${best}, ${spoken(share)}.` : otherwise;
    this.speaking.after(SPEAK, () => setText(this.find(".spoken"), this.isExample ? `Example. ${words}` : words));
  }

  resize() {
    const ratio = globalThis.devicePixelRatio || 1;
    const side = Math.round(this.paper.clientWidth * ratio);
    if (this.paper.width !== side) this.paper.width = this.paper.height = side;
    this.painted = undefined;
    this.changed();
  }

  /** The theme's colours and font as the page shows them: a canvas knows no variables. */
  readTheme() {
    const shown = (/** @type {string} */ selector) => getComputedStyle(this.find(selector));
    const colours = {
      ink: shown(".pad").color,
      muted: shown(".label").color,
      card: shown(".card").backgroundColor,
      blue: shown(".up").color,
      orange: shown(".down").color,
    };
    return { colours, font: shown(".pad").fontFamily };
  }
}

/** @param {HTMLElement} list */
function makeRows(list) {
  list.replaceChildren();
  return Array.from({ length: 10 }, (_, digit) => {
    const innerHTML = `<span class="name">${digit}</span><span class="track"><span class="fill"></span></span><span class="value"></span>`;
    const row = list.appendChild(element("li", { innerHTML }));
    return { row, fill: find(row, ".fill"), value: find(row, ".value") };
  });
}

function newDrawing() {
  return Math.random().toString(36).slice(2, 10);
}

/** @param {number} share */
function percent(share) {
  if (share > 0.9995) return "> 99.9\u00a0%";
  if (share < 0.0005) return "< 0.1\u00a0%";
  return `${(100 * share).toFixed(1)}\u00a0%`;
}

/** @param {number} share */
function spoken(share) {
  return percent(share).replace("> ", "more than ").replace("< ", "less than ").replace("\u00a0%", " percent");
}

/** @param {Float32Array<ArrayBuffer> | null} numbers */
function toBase64(numbers) {
  return btoa(String.fromCharCode(...new Uint8Array(numbers?.buffer ?? [])));
}

export default mount(Sketchpad);
