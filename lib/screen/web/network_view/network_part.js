// What the two views of a network share, the one forward and the one back: the canvas with its layout, and what is drawn on it.

import { fit, magnified, pen } from "../shared/elements.js";
import { Part } from "../shared/part.js";
import { layOut } from "./network_layout.js";
import { readColours } from "./network_paint.js";

/** @import { At, Layout } from "./network_layout.js" */
/** @import { Line, Net } from "./network_maths.js" */
/** @import { Block } from "./network_paint.js" */
/** @import { Score } from "./network_score.js" */

export const SENDING = 900; // ms from one layer to the next
export const LINES = 90; // connections drawn in each gap: those that count most
export const OWN_LINES = 60; // of one node, on either side
export const SLICE = 8; // ms of reading test digits at a time, so that the page stays smooth

const BELOW = 84; // pixels: a lecture's line, and the card's edge above it
const ROUGH = 8; // what moves by less is not laid out anew

/** @template Data @extends {Part<Data>} */
export class NetworkPart extends Part {
  drawing = this.later();
  playing = this.later();
  scoring = this.later();
  speaking = this.later();
  root = this.find(".net");
  canvas = this.find(".drawing", HTMLCanvasElement);
  context = pen(this.canvas);
  colours = readColours(this.root);
  /** @type {Net | undefined} */
  net;
  /** @type {Layout | undefined} */
  layout;
  /** @type {number | undefined} the height that it was laid out for; undefined outside of a lecture */
  most;
  /** @type {Score | undefined} */
  score;
  /** @type {At | null} the node whose numbers the panel shows */
  at = null;
  pinned = false; // opened by a click or Enter, so that hovering elsewhere leaves it
  /** @type {At | null} the node that Play has come to */
  marked = null;
  /** @type {number | null} how far what is sent through the network has come */
  progress = null;
  /** @type {Line[][]} */
  lines = [];
  /** @type {{ into: Line[], out: Line[] }} */
  own = { into: [], out: [] };
  version = 0; // of the numbers and colours that are drawn
  /** @type {Block[]} */
  kept = [];

  /** Computes what is drawn, where weights, picture or layout are others. @param {Net} _net */
  recompute(_net) {}

  /** Draws it, and says it in words. */
  changed() {}

  /** Finds the connections of the node that is shown. */
  connect() {}

  /** Tells a screen reader, once the learner has come to rest. */
  say() {}

  /** Shows a node without keeping it. @param {At | null} at */
  look(at) {
    if (at?.layer === this.at?.layer && at?.node === this.at?.node) return;
    this.at = at;
    this.marked = null;
    this.connect();
    this.changed();
  }

  /** Opens a node, or with null goes back to the overview. @param {At | null} at */
  open(at) {
    this.pinned = Boolean(at);
    this.look(at);
    this.changed();
    this.say();
  }

  /** @param {number} by */
  step(by) {
    if (!this.net || !this.at) return;
    const n = this.net.sizes[this.at.layer];
    this.open({ layer: this.at.layer, node: (this.at.node + by + n) % n });
  }

  /** @param {Layout} _layout one for another width */
  laidOut(_layout) {}

  /** The height that a hall's screen has left for the drawing: what does not fit there is not seen. */
  room() {
    const main = document.querySelector("[data-testid=stMain]");
    const top = this.canvas.getBoundingClientRect().top + (main?.scrollTop ?? 0);
    return ROUGH * Math.floor((innerHeight - BELOW - top) / ROUGH);
  }

  resize() {
    const by = magnified();
    const width = this.canvas.clientWidth / by;
    if (!width || !this.net) return;
    const most = by > 1 ? this.room() / by : undefined;
    if (this.layout?.width !== width || this.most !== most) {
      this.most = most;
      this.layout = layOut(this.net.sizes, width, most);
      this.laidOut(this.layout);
      this.canvas.style.height = `${by * this.layout.height}px`;
      fit(this.context, width, this.layout.height, by);
      this.recompute(this.net);
    }
    this.changed();
  }
}
