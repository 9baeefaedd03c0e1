// The network view: keeps which network is shown, on which picture, which node is open and what was changed.
// Needs forward.js and the other network_*.js. Weights, digits and pictures come from the page (see feeds.js);
// `data` names them and stays small.

const SENDING = 900; // ms that Play takes from one layer to the next
const LINES = 90; // strongest connections drawn in each gap
const OWN_LINES = 60; // of one node, on either side
const SLICE = 8; // ms of reading test digits at a time, so that the page stays smooth
const views = new WeakMap(); // parentElement -> NetworkView: Streamlit calls the default export at every rerun

export default function ({ parentElement, data, setStateValue }) {
  let view = views.get(parentElement);
  if (!view) views.set(parentElement, (view = new NetworkView(parentElement)));
  view.update(data, (acted) => setStateValue("acted", acted));
  return () => {
    view.close();
    views.delete(parentElement);
  };
}

class NetworkView {
  constructor(parent) {
    this.find = (selector) => parent.querySelector(selector);
    this.root = this.find(".net");
    this.canvas = this.find(".drawing");
    this.acted = new Set();
    this.at = null; // the node whose numbers the panel shows
    this.pinned = false; // opened by a click or Enter, so that hovering elsewhere leaves it
    this.progress = null;
    this.version = 0; // of the numbers and colours that are drawn
    this.kept = []; // blocks of nodes as they were last painted
    this.panel = new NetworkPanel(this.root, this);
    this.table = new NetworkTable(this.root, this);
    this.listen();
  }

  update(data, report) {
    this.data = data;
    this.report = report;
    this.labels = data.labels;
    this.inputNames = data.inputs;
    this.editable = Boolean(data.inputs);
    this.root.hidden = false;
    this.colours = networkColours(this.root);
    this.take();
    this.resize();
  }

  // Takes up the network, the picture and the test digits that the page holds, as far as they have arrived.
  take() {
    const base = globalThis.layersNetworks?.get(this.data.network);
    if (!base) return;
    if (this.net?.base !== base) {
      this.net = editableNetwork(base);
      this.at = null;
      this.pinned = false;
      this.layout = null;
      this.score = null;
      this.table.choices();
    }
    const picture = globalThis.layersPictures?.get(this.data.picture) ?? null;
    if (!this.x || picture !== this.source) {
      this.source = picture;
      this.x = picture ? Float32Array.from(picture) : new Float32Array(this.net.sizes[0]);
    }
    const digits = globalThis.layersDigits?.get(this.data.digits);
    if (digits && !this.score) this.readDigits(startScore(this.net, digits));
    this.recompute();
  }

  recompute() {
    this.version += 1;
    readThrough(this.net, this.x);
    const { net, x, layout } = this;
    this.lines = net.weights.map((_, gap) => (layout?.small ? allProducts(net, x, gap + 1) : strongest(net, x, gap + 1, LINES)));
    this.connect();
    this.numbersChanged = true;
    this.changed();
  }

  connect() {
    const own = this.at ? nodeConnections(this.net, this.x, this.at, OWN_LINES) : { into: [], out: [] };
    this.into = own.into;
    this.out = own.out;
  }

  // What the learner does

  listen() {
    const { canvas } = this;
    canvas.onpointermove = (event) => {
      if (event.pointerType !== "touch" && !this.pinned && this.net) this.look(this.under(event, 4));
    };
    canvas.onpointerleave = () => {
      if (!this.pinned) this.look(null);
    };
    canvas.onclick = (event) => this.net && this.open(this.under(event, event.pointerType === "touch" ? 16 : 4));
    canvas.onkeydown = (event) => this.key(event);
    this.root.onkeydown = (event) => {
      if (event.key === "Escape" && this.at) this.open(null);
    };
    this.find(".play").onclick = () => this.play();
    this.find(".undo").onclick = () => this.undo();
    this.watchSize = new ResizeObserver(() => this.resize());
    this.watchSize.observe(canvas);
    this.arrived = () => {
      this.take();
      this.resize(); // a network that came after the view has no layout yet
    };
    for (const name of ["layers-network", "layers-picture", "layers-digits"]) globalThis.addEventListener(name, this.arrived);
  }

  close() {
    this.watchSize.disconnect();
    for (const name of ["layers-network", "layers-picture", "layers-digits"]) globalThis.removeEventListener(name, this.arrived);
    cancelAnimationFrame(this.frame);
    cancelAnimationFrame(this.playing);
    clearTimeout(this.reading);
    clearTimeout(this.speaking);
  }

  under(event, reach) {
    const box = this.canvas.getBoundingClientRect();
    return networkHit(this.layout, event.clientX - box.left, event.clientY - box.top, reach);
  }

  key(event) {
    if (!this.net) return;
    if (event.key.startsWith("Arrow")) {
      event.preventDefault();
      const start = { layer: 1, node: 0 };
      this.look(this.at ? networkStep(this.layout, this.at, event.key) : start);
      this.say();
    } else if ((event.key === "Enter" || event.key === " ") && this.at) {
      event.preventDefault();
      this.open(this.at);
    }
  }

  // Shows a node without keeping it.
  look(at) {
    if (at?.layer === this.at?.layer && at?.node === this.at?.node) return;
    this.at = at;
    this.marked = null;
    this.connect();
    this.changed();
  }

  // Opens a node, or with null goes back to the overview.
  open(at) {
    this.pinned = Boolean(at);
    this.look(at);
    this.changed();
    if (at) this.note("opened");
    this.say();
  }

  step(by) {
    const n = this.net.sizes[this.at.layer];
    this.open({ layer: this.at.layer, node: (this.at.node + by + n) % n });
  }

  set(value) {
    this.x[this.at.node] = value;
    this.note("changed");
    this.recompute();
  }

  change(input, value) {
    this.finishScore();
    changeWeight(this.net, this.at.layer, this.at.node, input, value);
    this.note("changed");
    this.edited(this.net.silenced[this.at.layer].has(this.at.node));
  }

  silence() {
    this.finishScore();
    const wasSilent = this.net.silenced[this.at.layer].has(this.at.node);
    toggleSilence(this.net, this.at.layer, this.at.node);
    this.note("silenced");
    this.edited(wasSilent);
  }

  edited(wasSilent) {
    const start = performance.now();
    if (this.score) {
      updateScore(this.score, this.net, this.at.layer, this.at.node, wasSilent);
      performance.measure("layers-accuracy", { start, end: performance.now() });
    }
    this.recompute();
    this.say();
  }

  undo() {
    undoEdits(this.net);
    if (this.source) this.x = Float32Array.from(this.source);
    if (this.score?.untouched) restoreScore(this.score, this.net);
    this.recompute();
    this.say();
  }

  play() {
    cancelAnimationFrame(this.playing);
    performance.clearMeasures("layers-network-frame");
    const gaps = this.net.sizes.length - 1;
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    const start = performance.now();
    this.open(null);
    this.note("played");
    const step = () => {
      const progress = (performance.now() - start) / SENDING;
      this.progress = progress >= gaps ? null : still ? Math.floor(progress) + 0.999 : progress;
      this.repaint();
      if (this.progress !== null) this.playing = requestAnimationFrame(step);
    };
    step();
  }

  mark(input) {
    this.marked = input === null || !this.at ? null : { layer: this.at.layer - 1, node: input };
    this.repaint();
  }

  // Tells the page which kinds of things the learner has done, each once.
  note(what) {
    if (this.acted.has(what)) return;
    this.acted.add(what);
    this.report([...this.acted].sort());
  }

  // What the learner sees

  changed() {
    this.wordsChanged = true;
    this.repaint();
  }

  repaint() {
    if (!this.net || !this.layout) return;
    this.frame ??= requestAnimationFrame(() => {
      this.frame = undefined;
      const start = performance.now();
      paintNetwork(this.context, this.scene());
      if (this.wordsChanged && this.progress === null) this.showWords();
      performance.measure("layers-network-frame", { start, end: performance.now() });
    });
  }

  scene() {
    const { layout, net, x, labels, lines, into, out, progress, colours, at, marked, version, kept } = this;
    return { layout, net, x, labels, lines, into, out, progress, colours, focus: at, marked, version, kept };
  }

  showWords() {
    this.wordsChanged = false;
    this.panel.show();
    setCell(this.find(".reading"), readingInWords(this));
    setCell(this.find(".note"), noteInWords(this));
    setCell(this.find(".score"), scoreInWords(this));
    this.find(".undo").disabled = this.net.edits === 0 && !(this.editable && this.moved());
    if (this.numbersChanged) this.table.show();
    this.numbersChanged = false;
  }

  moved() {
    return Boolean(this.source) && this.x.some((value, i) => value !== Math.fround(this.source[i]));
  }

  readDigits(score) {
    this.score = score;
    clearTimeout(this.reading);
    const slice = () => {
      if (!advanceScore(score, this.net, performance.now() + SLICE)) return (this.reading = setTimeout(slice, 4));
      this.finishScore();
      this.changed();
    };
    this.reading = setTimeout(slice, 300); // the drawing comes first
  }

  // A first change may come before all test digits are read: the rest of them is then read at once.
  finishScore() {
    clearTimeout(this.reading);
    if (!this.score || this.score.before !== undefined) return;
    advanceScore(this.score, this.net, Infinity);
    this.score.before = this.score.correct;
  }

  // A screen reader hears the node or the reading once the learner has come to rest.
  say() {
    clearTimeout(this.speaking);
    this.speaking = setTimeout(() => {
      const { at, net, x } = this;
      if (!at) return setCell(this.find(".spoken"), `${readingInWords(this)}. ${scoreInWords(this)}`);
      const value = at.layer === 0 ? x[at.node] : net.outputs[at.layer - 1][at.node];
      setCell(this.find(".spoken"), `${this.panel.nodeName(at)} of ${net.sizes[at.layer]}: output ${plain(value, 3)}. ${readingInWords(this)}.`);
    }, 350);
  }

  resize() {
    const width = this.canvas.clientWidth;
    if (!width || !this.net) return;
    const ratio = globalThis.devicePixelRatio || 1;
    if (this.layout?.width !== width) {
      this.layout = networkLayout(this.net.sizes, width);
      this.root.classList.toggle("tiny", this.layout.small);
      this.canvas.style.height = `${this.layout.height}px`;
      this.canvas.width = Math.round(width * ratio);
      this.canvas.height = Math.round(this.layout.height * ratio);
      this.context = this.canvas.getContext("2d");
      this.context.setTransform(ratio, 0, 0, ratio, 0, 0);
      this.recompute();
    }
    this.changed();
  }
}
