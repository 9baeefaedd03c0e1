// A small picture of the network at work: every n-th inked pixel, of each layer the most active nodes, and
// between them the strongest products weight x value, as the forward pass computed them. It leaves out
// most nodes and lines; its column headings and its caption say so.

import { fit, pen } from "../shared/elements.js";

/** @import { Network } from "../shared/forward.js" */
/** @typedef {{ ink: string, muted: string, card: string, blue: string, orange: string }} Colours */
/** @typedef {{ from: number, to: number, product: number, size: number, share: number }} Line between places; shares of the largest */

const SHOWN_NODES = 15; // a layer; more would not be told apart
const SHOWN_LINES = 44; // a gap between two layers; the rest is weaker than these

export class SmallNetwork {
  /** @type {number[][]} layer -> node in each place, kept from frame to frame so that the picture stays calm */
  slots = [];

  /** @param {HTMLCanvasElement} canvas */
  constructor(canvas) {
    this.canvas = canvas;
    this.context = pen(canvas);
  }

  /** Draws what `network` has just computed for `x`; `x` null draws the nodes alone.
   * @param {Network} network @param {Float32Array | null} x @param {Colours} colours @param {string} font */
  draw(network, x, colours, font) {
    const { context, canvas } = this;
    const { clientWidth: width, clientHeight: height } = canvas;
    fit(context, width, height);
    context.clearRect(0, 0, width, height);

    const values = [x ?? new Float32Array(network.sizes[0]), ...network.outputs.slice(0, -1)];
    const chosen = values.map((of, layer) => this.choose(layer, x ? of : null, of.length));
    chosen.push([...network.probabilities.keys()]);
    const last = chosen.length - 1;
    const column = (/** @type {number} */ layer) => 34 + ((width - 88) * layer) / last;
    const place = (/** @type {number} */ layer, /** @type {number} */ slot) =>
      48 + ((height - 72) * (slot + 0.5)) / chosen[layer].length;

    if (x) {
      for (let layer = 0; layer < last; layer++) {
        for (const { from, to, product, share } of this.lines(network, values[layer], layer, chosen)) {
          const [x0, x1] = [column(layer), column(layer + 1)];
          const bend = (x1 - x0) * 0.45;
          context.beginPath();
          context.moveTo(x0, place(layer, from));
          context.bezierCurveTo(
            x0 + bend,
            place(layer, from),
            x1 - bend,
            place(layer + 1, to),
            x1,
            place(layer + 1, to),
          );
          context.strokeStyle = product > 0 ? colours.blue : colours.orange;
          context.globalAlpha = 0.12 + 0.7 * share;
          context.lineWidth = 0.5 + 2.2 * share;
          context.stroke();
        }
      }
    }
    context.globalAlpha = 1;
    context.textAlign = "center";
    context.textBaseline = "middle";
    chosen.forEach((nodes, layer) => {
      const strongest = Math.max(...nodes.map((node) => values[layer]?.[node] ?? 0)) || 1;
      nodes.forEach((node, slot) => {
        const [cx, cy] = [column(layer), place(layer, slot)];
        if (layer === 0) this.pixel(cx, cy, x ? values[0][node] : 0, colours);
        else if (layer < last) this.node(cx, cy, 6.5, x ? values[layer][node] / strongest : 0, colours);
        else this.output(cx, cy, node, x ? network.probabilities[node] : 0, colours, font);
      });
      context.fillStyle = colours.muted;
      context.font = `13px ${font}`;
      const heading = [String(network.sizes[layer]), layer ? "nodes" : "pixels"];
      if (width > 420) heading.splice(0, 2, heading.join(" "));
      heading.forEach((line, i) => context.fillText(line, column(layer), 14 + 16 * i));
    });
  }

  /** Which nodes of a layer are shown; an active node that stays among the most active keeps its place.
   * @param {number} layer @param {Float32Array | null} values @param {number} count */
  choose(layer, values, count) {
    const places = Math.min(SHOWN_NODES, count);
    const spread = (/** @type {number[]} */ from) =>
      Array.from({ length: places }, (_, i) => from[Math.floor(((i + 0.5) * from.length) / places)]);
    const all = [...Array(count).keys()];
    if (!values) return spread(all);
    if (layer === 0) return spread(all.filter((i) => values[i] > 0));
    const best = all.sort((a, b) => values[b] - values[a]).slice(0, places);
    const wanted = new Set(best);
    const kept = (this.slots[layer] ?? []).map((node) => (wanted.delete(node) ? node : null));
    const fresh = best.filter((node) => wanted.has(node));
    this.slots[layer] = best.map((_, i) => kept[i] ?? /** @type {number} */ (fresh.shift()));
    return this.slots[layer];
  }

  /** The strongest products between the chosen nodes of `layer` and those of the next.
   * @param {Network} network @param {Float32Array} values @param {number} layer @param {number[][]} chosen */
  lines(network, values, layer, chosen) {
    const nodes = network.sizes[layer + 1];
    /** @type {Line[]} */
    const all = [];
    chosen[layer].forEach((i, from) => {
      chosen[layer + 1].forEach((j, to) => {
        const product = values[i] * network.weights[layer][i * nodes + j];
        if (product) all.push({ from, to, product, size: Math.abs(product), share: 0 });
      });
    });
    all.sort((a, b) => b.size - a.size);
    const shown = all.slice(0, SHOWN_LINES).reverse(); // the strongest on top
    for (const line of shown) line.share = line.size / all[0].size;
    return shown;
  }

  /** @param {number} x @param {number} y @param {number} value @param {Colours} colours */
  pixel(x, y, value, colours) {
    const { context } = this;
    context.fillStyle = colours.card;
    context.fillRect(x - 5, y - 5, 10, 10);
    context.globalAlpha = 0.08 + 0.92 * value;
    context.fillStyle = colours.ink;
    context.fillRect(x - 5, y - 5, 10, 10);
    context.globalAlpha = 1;
  }

  /** @param {number} x @param {number} y @param {number} radius @param {number} value @param {Colours} colours */
  node(x, y, radius, value, colours) {
    const { context } = this;
    context.beginPath();
    context.arc(x, y, radius, 0, 2 * Math.PI);
    context.fillStyle = colours.card;
    context.fill();
    context.globalAlpha = value;
    context.fillStyle = colours.blue;
    context.fill();
    context.globalAlpha = 1;
    context.lineWidth = 1;
    context.strokeStyle = value > 0 ? colours.blue : colours.muted;
    context.stroke();
  }

  /** @param {number} x @param {number} y @param {number} digit @param {number} probability @param {Colours} colours
   * @param {string} font */
  output(x, y, digit, probability, colours, font) {
    this.node(x, y, 9, probability, colours);
    this.context.fillStyle = probability > 0.5 ? colours.blue : colours.ink;
    this.context.font = `${probability > 0.5 ? 700 : 400} 16px ${font}`;
    this.context.fillText(String(digit), x + 25, y + 1);
  }
}
