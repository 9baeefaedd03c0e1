// The network view: keeps which network is shown, on which picture, which node is open and what was changed.
// Weights, digits and pictures come from the page (see feeds.js); `data` names them and stays small.

import { isStill, setText } from "../shared/elements.js";
import { page } from "../shared/page.js";
import { mount } from "../shared/part.js";
import {
  allProducts,
  changeWeight,
  editableNetwork,
  nodeConnections,
  readThrough,
  strongest,
  toggleSilence,
  undoEdits,
} from "./network_maths.js";
import { paintNetwork, readColours } from "./network_paint.js";
import { NetworkPanel } from "./network_panel.js";
import { LINES, NetworkPart, OWN_LINES, SENDING, SLICE } from "./network_part.js";
import { reachNodes } from "./network_reach.js";
import { advanceScore, finishScore, restoreScore, startScore, updateScore } from "./network_score.js";
import { NetworkTable } from "./network_table.js";
import { noteInWords, readingInWords, scoreInWords, spokenWords } from "./network_words.js";

/** @import { Props } from "../shared/part.js" */
/** @import { At, Layout } from "./network_layout.js" */
/** @import { Net } from "./network_maths.js" */
/** @import { Score } from "./network_score.js" */
/** @import { Data, Reading } from "./network_words.js" */

/** @extends {NetworkPart<Data>} */
class NetworkView extends NetworkPart {
  /** @type {Set<string>} */
  acted = new Set();
  x = new Float32Array();
  /** @type {Float32Array | null | undefined} the picture that `x` was before any change; undefined before the first look */
  source;
  numbersChanged = false;
  wordsChanged = false;

  /** @param {Props<Data>} props */
  constructor(props) {
    super(props);
    this.panel = new NetworkPanel(this.root, this);
    this.table = new NetworkTable(this.root, (at) => this.open(at));
    this.listen();
  }

  update() {
    this.root.hidden = false;
    this.colours = readColours(this.root);
    this.take();
    this.resize();
  }

  /** Takes up the network, the picture and the test digits that the page holds, as far as they have arrived. */
  take() {
    const { data } = this;
    const base = page.networks.get(data.network);
    if (!base) return;
    if (this.net?.base !== base) {
      this.net = editableNetwork(base);
      this.at = null;
      this.pinned = false;
      this.layout = undefined;
      this.score = undefined;
    }
    const picture = page.pictures.get(data.picture) ?? null;
    if (picture !== this.source) {
      this.source = picture;
      this.x = picture ? Float32Array.from(picture) : new Float32Array(this.net.sizes[0]);
    }
    const digits = data.digits === null ? undefined : page.digits.get(data.digits);
    if (digits && !this.score) this.readDigits(this.net, startScore(this.net, digits));
    this.recompute(this.net);
  }

  /** @param {Net} net */
  recompute(net) {
    const { x, layout } = this;
    this.version += 1;
    readThrough(net, x);
    this.lines = net.weights.map((_, gap) =>
      layout?.small ? allProducts(net, x, gap + 1) : strongest(net, x, gap + 1, LINES),
    );
    this.connect();
    this.numbersChanged = true;
    this.changed();
  }

  connect() {
    this.own = this.net && this.at ? nodeConnections(this.net, this.x, this.at, OWN_LINES) : { into: [], out: [] };
  }

  // What the learner does

  listen() {
    reachNodes(this.canvas, this);
    this.root.onkeydown = (event) => {
      if (event.key === "Escape" && this.at) this.open(null);
    };
    this.find(".play").onclick = () => this.play();
    this.find(".undo").onclick = () => this.undo();
    this.find(".named").onclick = () => this.open({ layer: 1, node: this.data.named ?? 0 });
    this.watchSize(this.canvas, () => this.resize());
    const arrived = () => {
      this.take();
      this.resize(); // a network that came after the view has no layout yet
    };
    for (const shelf of [page.networks, page.pictures, page.digits]) this.ends.push(shelf.watch(arrived));
  }

  /** @param {At | null} at */
  open(at) {
    super.open(at);
    if (at) this.note("opened");
  }

  /** @param {number} value of the input node that is open */
  set(value) {
    if (!this.net || !this.at) return;
    this.x[this.at.node] = value;
    this.note("changed");
    this.recompute(this.net);
  }

  /** @param {number | null} input @param {number} value */
  change(input, value) {
    this.edit("changed", (net, { layer, node }) => changeWeight(net, layer, node, input, value));
  }

  silence() {
    this.edit("silenced", (net, { layer, node }) => toggleSilence(net, layer, node));
    this.tellSilenced();
  }

  /** Tells the page which nodes are silenced now, so that it speaks of these. */
  tellSilenced() {
    const nodes = this.net?.silenced.flatMap((set, layer) => [...set].map((node) => [layer, node]));
    this.props.setStateValue("silenced", { network: this.data.network, nodes });
  }

  /** Changes the node that is open. @param {string} what @param {(net: Net, at: At) => void} act */
  edit(what, act) {
    const { net, at } = this;
    if (!net || !at) return;
    this.finishScore(net);
    const wasSilent = net.silenced[at.layer].has(at.node);
    act(net, at);
    this.note(what);
    const start = performance.now();
    if (this.score) {
      updateScore(this.score, net, at.layer, at.node, wasSilent);
      performance.measure("layers-accuracy", { start, end: performance.now() });
    }
    this.recompute(net);
    this.say();
  }

  undo() {
    const { net } = this;
    if (!net) return;
    const spoke = net.silenced.some((set) => set.size > 0);
    undoEdits(net);
    if (spoke) this.tellSilenced();
    if (this.source) this.x = Float32Array.from(this.source);
    if (this.score) restoreScore(this.score, net);
    this.recompute(net);
    this.say();
  }

  play() {
    if (!this.net) return;
    performance.clearMeasures("layers-network-frame");
    const gaps = this.net.sizes.length - 1;
    const still = isStill();
    this.open(null);
    this.note("played");
    this.playing.frames((ms) => {
      const progress = ms / SENDING;
      this.progress = progress >= gaps ? null : still ? Math.floor(progress) + 0.999 : progress;
      this.repaint();
      return this.progress !== null;
    });
  }

  /** @param {number | null} input */
  mark(input) {
    this.marked = input === null || !this.at ? null : { layer: this.at.layer - 1, node: input };
    this.repaint();
  }

  /** Tells the page which kinds of things the learner has done, each once. @param {string} what */
  note(what) {
    if (this.acted.has(what)) return;
    this.acted.add(what);
    this.props.setStateValue("acted", [...this.acted].sort());
  }

  // What the learner sees

  changed() {
    this.wordsChanged = true;
    this.repaint();
  }

  /** @returns {Reading | undefined} undefined as long as there is nothing to show */
  get reading() {
    const { net, x, layout, at } = this;
    const { labels, inputs } = this.data;
    return net && layout && { net, x, layout, at, labels, inputs };
  }

  repaint() {
    if (!this.reading) return;
    this.drawing.soon(() => {
      const { reading, lines, own, progress, marked, colours, version, kept } = this;
      if (!reading) return;
      const start = performance.now();
      paintNetwork(this.context, { ...reading, lines, ...own, progress, marked, colours, version, kept });
      if (this.wordsChanged && progress === null) this.showWords(reading);
      performance.measure("layers-network-frame", { start, end: performance.now() });
    });
  }

  /** @param {Reading} reading */
  showWords(reading) {
    const { net, layout } = reading;
    this.wordsChanged = false;
    this.panel.show(reading);
    setText(this.find(".reading"), this.inWords(net));
    setText(this.find(".note"), noteInWords(net, layout, this.lines));
    setText(this.find(".score"), scoreInWords(net, this.score));
    const named = this.find(".named");
    named.hidden = typeof this.data.named !== "number";
    setText(named, `Open node ${(this.data.named ?? 0) + 1}`);
    this.find(".undo", HTMLButtonElement).disabled = net.edits === 0 && !(this.data.inputs && this.moved());
    if (this.numbersChanged) this.table.show(reading);
    this.numbersChanged = false;
  }

  /** @param {Net} net */
  inWords(net) {
    return this.source ? readingInWords(net, this.data.labels) : "Nothing to read yet";
  }

  moved() {
    const { source } = this;
    return Boolean(source) && this.x.some((value, i) => value !== source?.[i]);
  }

  /** @param {Net} net @param {Score} score */
  readDigits(net, score) {
    this.score = score;
    const slice = () => {
      if (!advanceScore(score, net, performance.now() + SLICE)) return this.scoring.after(4, slice);
      this.finishScore(net);
      this.changed();
    };
    this.scoring.after(300, slice); // the drawing comes first
  }

  /** @param {Net} net */
  finishScore(net) {
    this.scoring.stop();
    if (this.score) finishScore(this.score, net);
  }

  /** A screen reader hears the node or the reading once the learner has come to rest. */
  say() {
    this.speaking.after(350, () => {
      const { reading, score } = this;
      if (reading) setText(this.find(".spoken"), spokenWords(reading, this.inWords(reading.net), score));
    });
  }

  /** @param {Layout} layout */
  laidOut(layout) {
    this.root.classList.toggle("tiny", layout.small);
  }
}

export default mount(NetworkView);
