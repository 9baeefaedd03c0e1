// Paints a network on a canvas: nodes by their outputs, connections by their products. It knows no events.
// Dots and lines of like strength go into one path each, because a path costs more than a point on it.

import { element, pen, within } from "../shared/elements.js";
import { largest } from "../shared/forward.js";
import { farthest, plain, signed } from "../shared/signed.js";
import { pointOf } from "./network_layout.js";

/** @import { At } from "./network_layout.js" */
/** @import { Line } from "./network_maths.js" */
/** @import { Reading } from "./network_words.js" */
/** @typedef {[r: number, g: number, b: number]} Colour */
/** @typedef {{ key: string, canvas: HTMLCanvasElement }} Block a layer's nodes as they were last painted */
/**
 * What is drawn of a reading.
 * @typedef {object} Drawn
 * @property {Line[][]} lines of each gap between two layers
 * @property {Line[]} into of the node at `at`
 * @property {Line[]} out
 * @property {number | null} progress from 0 to the number of gaps while the picture is sent through; null shows everything
 * @property {At | null} marked
 * @property {Colours} colours
 * @property {number} version of the numbers and colours
 * @property {Block[]} kept
 * @property {(Float32Array | null)[]} [push] of a backward pass, by layer: which way each node should go, and how much
 * @property {number} [target] of a backward pass: the right output
 */
/** @typedef {Reading & Drawn} Scene */
/** @typedef {CanvasRenderingContext2D} Context */
/** @typedef {ReturnType<typeof readColours>} Colours */

const LEVELS = 8;
const ARRIVING = 0.35; // of a gap's time: nodes light up while the lines reach them

/** Colours from the component's own stylesheet, read when the theme may have changed. @param {HTMLElement} root */
export function readColours(root) {
  const probe = (/** @type {string} */ name) => {
    const span = root.appendChild(element("span"));
    span.style.color = `var(${name})`;
    const [r, g, b] = getComputedStyle(span).color.match(/[\d.]+/g) ?? [];
    span.remove();
    return /** @type {Colour} */ ([Number(r), Number(g), Number(b)]);
  };
  const font = getComputedStyle(root).getPropertyValue("--face").trim();
  const [plus, minus, ink, quiet, paper] = ["--plus", "--minus", "--ink", "--quiet", "--card"].map(probe);
  return { plus, minus, ink, quiet, paper, font };
}

/** @param {Colour} colour @param {number} alpha */
const rgba = ([r, g, b], alpha) => `rgba(${r},${g},${b},${alpha})`;

/** @param {Context} ctx @param {Scene} view */
export function paintNetwork(ctx, view) {
  const { layout, progress, at, marked, colours, push } = view;
  ctx.clearRect(0, 0, layout.width, layout.height);
  const gaps = layout.layers.length - 1;
  for (let gap = 0; gap < gaps; gap++) {
    const share = progress === null ? 1 : within(progress - (push ? gaps - 1 - gap : gap));
    if (share > 0) paintGap(ctx, view, gap, share);
  }
  layout.layers.forEach((shape, layer) => {
    const steps = push ? gaps - layer : layer; // that it takes to get here
    const waits = progress !== null && layer > 0 && steps > 0;
    const lit = waits ? within((progress - steps + ARRIVING) / ARRIVING) : 1;
    if (shape.kind === "column") paintColumn(ctx, view, layer, lit);
    else paintGrid(ctx, view, layer, lit);
    paintHead(ctx, view, layer);
  });
  if (at) ring(ctx, view, at, colours.ink);
  if (marked) ring(ctx, view, marked, colours.minus);
}

/** @param {Context} ctx @param {Scene} view @param {number} gap @param {number} share */
function paintGap(ctx, view, gap, share) {
  const { at, progress } = view;
  const own = at?.layer === gap + 1 ? view.into : at?.layer === gap ? view.out : null;
  if (own && progress === null) paintLines(ctx, view, gap, own, share, 1);
  else paintLines(ctx, view, gap, view.lines[gap], share, at && progress === null ? 0.16 : 1);
}

/** @param {Context} ctx @param {Scene} view @param {number} gap @param {Line[]} lines
 * @param {number} share of their length @param {number} fade */
function paintLines(ctx, view, gap, lines, share, fade) {
  if (!lines.length) return;
  const { layout, colours } = view;
  const [left, right] = [layout.layers[gap], layout.layers[gap + 1]];
  const most = Math.max(...lines.map((line) => Math.abs(line.product))) || 1;
  /** @type {Map<number, Path2D>} */
  const paths = new Map();
  /** @type {[x: number, y: number, product: number][]} */
  const sparks = [];
  for (const line of lines) {
    const level = Math.ceil((Math.abs(line.product) / most) * 4);
    const key = line.product >= 0 ? level : -level; // 0: a product of nothing
    const path = paths.get(key) ?? new Path2D();
    paths.set(key, path);
    const [x0, fromY] = pointOf(left, line.from);
    const [x1, toY] = pointOf(right, line.to);
    let start = left.kind === "column" ? x0 + left.radius : x0;
    let end = right.kind === "column" ? x1 - right.radius : x1;
    let [y0, y1] = [fromY, toY];
    if (view.push) [start, end, y0, y1] = [end, start, y1, y0]; // from the outputs to the picture
    const bend = layout.small ? 0 : (end - start) * 0.45;
    path.moveTo(start, y0);
    if (share >= 1) {
      path.bezierCurveTo(start + bend, y0, end - bend, y1, end, y1);
    } else {
      const xs = curvePart(start, start + bend, end - bend, end, share);
      const ys = curvePart(y0, y0, y1, y1, share);
      const [cx, cy, dx, dy, px, py] = [xs[0], ys[0], xs[1], ys[1], xs[2], ys[2]];
      path.bezierCurveTo(cx, cy, dx, dy, px, py);
      sparks.push([px, py, line.product]);
    }
  }
  for (const [key, path] of paths) {
    const level = Math.abs(key);
    const colour = key === 0 ? colours.quiet : key > 0 ? colours.plus : colours.minus;
    ctx.strokeStyle = rgba(colour, (key === 0 ? 0.3 : 0.1 + 0.16 * level) * fade);
    ctx.lineWidth = layout.small ? 0.8 + level * 0.8 : 0.4 + level * 0.4;
    ctx.stroke(path);
  }
  for (const [x, y, product] of sparks) {
    ctx.fillStyle = rgba(product >= 0 ? colours.plus : colours.minus, 1);
    ctx.fillRect(x - 1.5, y - 1.5, 3, 3);
  }
  if (layout.small && share >= 1) paintWeights(ctx, view, gap, lines);
}

/** The first part of a cubic curve along one axis, by de Casteljau: two control points and the end at `t`.
 * @param {number} a @param {number} b @param {number} c @param {number} d @param {number} t */
function curvePart(a, b, c, d, t) {
  const mix = (/** @type {number} */ from, /** @type {number} */ to) => from + (to - from) * t;
  const [ab, bc, cd] = [mix(a, b), mix(b, c), mix(c, d)];
  const [abc, bcd] = [mix(ab, bc), mix(bc, cd)];
  return [ab, abc, mix(abc, bcd)];
}

/** A small drawing has room for every weight: it stands on its line, a little off the middle so that none meet.
 * @param {Context} ctx @param {Scene} view @param {number} gap @param {Line[]} lines */
function paintWeights(ctx, view, gap, lines) {
  const { layout, colours, net } = view;
  const [left, right] = [layout.layers[gap], layout.layers[gap + 1]];
  ctx.font = `600 ${layout.narrow ? 10 : 12}px ${colours.font}`;
  ctx.textAlign = "center";
  ctx.textBaseline = "middle";
  const off = layout.narrow ? 0.05 : 0.18;
  for (const line of lines) {
    const [x0, y0] = pointOf(left, line.from);
    const [x1, y1] = pointOf(right, line.to);
    const t = right.n > left.n ? 0.5 + off : 0.5 - off;
    const weight = net.weights[gap][line.from * right.n + line.to];
    const [x, y] = [x0 + (x1 - x0) * t, y0 + (y1 - y0) * t];
    const text = layout.narrow ? plain(weight, 1) : signed(weight, 1);
    const half = ctx.measureText(text).width / 2 + 2;
    ctx.fillStyle = rgba(colours.paper, 0.92);
    ctx.fillRect(x - half, y - 7, 2 * half, 14);
    ctx.fillStyle = rgba(weight >= 0 ? colours.plus : colours.minus, 1);
    ctx.fillText(text, x, y);
  }
}

/** @param {Scene} view @param {number} layer */
function layerValues(view, layer) {
  return view.push?.[layer] ?? (layer === 0 ? view.x : view.net.outputs[layer - 1]);
}

/** Blue above zero, orange below, grey for none. @param {Colours} colours @param {number} value */
function colourOf(colours, value) {
  return value === 0 ? colours.quiet : value > 0 ? colours.plus : colours.minus;
}

/** Hundreds of dots cost more than a frame may: a block is painted once and copied until its numbers change.
 * @param {Context} ctx @param {Scene} view @param {number} layer @param {number} lit */
function paintGrid(ctx, view, layer, lit) {
  const shape = view.layout.layers[layer];
  const level = Math.ceil(lit * LEVELS);
  const key = `${view.version} ${level}`;
  if (view.kept[layer]?.key !== key) view.kept[layer] = { key, canvas: gridPicture(view, layer, level / LEVELS) };
  const { canvas } = view.kept[layer];
  const ratio = globalThis.devicePixelRatio || 1;
  ctx.drawImage(canvas, shape.x - 4, shape.y - 4, canvas.width / ratio, canvas.height / ratio);
}

/** @param {Scene} view @param {number} layer @param {number} lit */
function gridPicture(view, layer, lit) {
  const shape = view.layout.layers[layer];
  const ratio = globalThis.devicePixelRatio || 1;
  const height = Math.ceil((shape.rows * shape.step + 8) * ratio);
  const canvas = element("canvas", { width: Math.ceil((shape.width + 8) * ratio), height });
  const ctx = pen(canvas);
  ctx.setTransform(ratio, 0, 0, ratio, (4 - shape.x) * ratio, (4 - shape.y) * ratio);
  const { colours } = view;
  const values = layerValues(view, layer);
  const picture = shape.kind === "picture";
  const most = picture ? 1 : farthest(values) || 1;
  const silenced = view.net.silenced[layer];
  /** @type {Map<number, Path2D>} */
  const paths = new Map();
  const off = new Path2D();
  for (let node = 0; node < shape.n; node++) {
    const [x, y] = pointOf(shape, node);
    const level = Math.sign(values[node]) * Math.ceil(within(Math.abs(values[node]) / most) * LEVELS * lit);
    const half = shape.step / 2;
    const path = paths.get(level) ?? new Path2D();
    paths.set(level, path);
    if (picture) path.rect(x - half, y - half, shape.step + 0.3, shape.step + 0.3);
    else if (silenced.has(node)) cross(off, x, y, 3);
    else {
      path.moveTo(x + shape.radius, y);
      path.arc(x, y, shape.radius, 0, 6.2832);
    }
  }
  if (picture) {
    ctx.fillStyle = "#fff";
    ctx.fillRect(shape.x - 3, shape.y - 3, shape.width + 6, shape.width + 6);
  }
  paths.forEach((path, level) => {
    if (picture && level === 0) return;
    const strength = Math.abs(level) / LEVELS;
    const node = rgba(colourOf(colours, level), level ? 0.16 + 0.84 * strength : 0.3);
    ctx.fillStyle = picture ? rgba([27, 42, 65], strength) : node;
    ctx.fill(path);
  });
  ctx.strokeStyle = rgba(colours.minus, 1);
  ctx.lineWidth = 1.5;
  ctx.stroke(off);
  if (picture) {
    ctx.strokeStyle = rgba(colours.quiet, 0.5);
    ctx.lineWidth = 1;
    ctx.strokeRect(shape.x - 3, shape.y - 3, shape.width + 6, shape.width + 6);
  }
  return canvas;
}

/** @param {Context} ctx @param {Scene} view @param {number} layer @param {number} lit */
function paintColumn(ctx, view, layer, lit) {
  const { layout, colours, net, labels, push } = view;
  const shape = layout.layers[layer];
  const last = layer === layout.layers.length - 1;
  const values = last && !push ? net.probabilities : layerValues(view, layer);
  const most = last ? 1 : farthest(values) || 1;
  const winner = last ? (view.target ?? largest(net.probabilities)) : -1;
  ctx.textBaseline = "middle";
  for (let node = 0; node < shape.n; node++) {
    const [x, y] = pointOf(shape, node);
    const strength = within(Math.abs(values[node]) / most) * lit;
    const colour = colourOf(colours, values[node]);
    const disc = new Path2D();
    disc.arc(x, y, shape.radius, 0, 6.2832);
    ctx.fillStyle = rgba(colours.paper, 1);
    ctx.fill(disc);
    ctx.fillStyle = rgba(colour, strength);
    ctx.fill(disc);
    ctx.lineWidth = 1.2;
    ctx.strokeStyle = rgba(strength > 0.02 ? colour : colours.quiet, 0.9);
    ctx.stroke(disc);
    if (net.silenced[layer].has(node)) {
      const off = new Path2D();
      cross(off, x, y, shape.radius);
      ctx.strokeStyle = rgba(colours.minus, 1);
      ctx.lineWidth = 2;
      ctx.stroke(off);
    }
    if (layout.small && lit > 0.5) {
      ctx.font = `600 ${layout.narrow ? 11 : 12.5}px ${colours.font}`;
      ctx.textAlign = "center";
      ctx.fillStyle = strength > 0.55 ? rgba(colours.paper, 1) : rgba(colours.ink, 1);
      ctx.fillText(values[node].toFixed(2), x, y + 0.5);
      if (layer > 0) {
        const bias = net.biases[layer - 1][node];
        ctx.font = `${layout.narrow ? 9.5 : 11.5}px ${colours.font}`;
        ctx.fillStyle = rgba(colours.quiet, 1);
        ctx.fillText(`${layout.narrow ? "" : "bias "}${signed(bias, 1)}`, x, y + shape.radius + 9);
      }
    }
    if (!last) continue;
    ctx.textAlign = "left";
    ctx.font = `${node === winner && lit > 0.9 ? 700 : 400} 15px ${colours.font}`;
    ctx.fillStyle = rgba(colours.ink, node === winner && lit > 0.9 ? 1 : 0.78);
    ctx.fillText(labels[node], x + shape.radius + 8, y + 0.5);
    if (!layout.small) {
      const room = layout.width - x - shape.radius - 30;
      ctx.fillStyle = rgba(colours.quiet, 0.22);
      ctx.fillRect(x + shape.radius + 24, y - 2, room, 4);
      ctx.fillStyle = rgba(colour, 1);
      ctx.fillRect(x + shape.radius + 24, y - 2, room * strength, 4);
    }
  }
}

/** @param {Path2D} path @param {number} x @param {number} y @param {number} r */
function cross(path, x, y, r) {
  path.moveTo(x - r, y - r);
  path.lineTo(x + r, y + r);
  path.moveTo(x + r, y - r);
  path.lineTo(x - r, y + r);
}

/** @param {Context} ctx @param {Scene} view @param {number} layer */
function paintHead(ctx, view, layer) {
  const { layout, colours } = view;
  const shape = layout.layers[layer];
  const last = layer === layout.layers.length - 1;
  const step = view.progress === null ? null : Math.floor(view.progress) + 1;
  const now = step !== null && layer === (view.push ? layout.layers.length - 1 - step : step);
  const centre = Math.max(26, shape.x + shape.width / 2);
  ctx.textAlign = "center";
  ctx.textBaseline = "alphabetic";
  ctx.font = `600 ${layout.narrow ? 11.5 : 13}px ${colours.font}`;
  ctx.fillStyle = now ? rgba(colours.plus, 1) : rgba(colours.ink, 1);
  ctx.fillText(layer === 0 ? "Input" : last ? "Output" : `Layer ${layer}`, centre, 16);
  ctx.font = `12px ${colours.font}`;
  ctx.fillStyle = rgba(colours.quiet, 1);
  const what = shape.kind === "picture" ? "pixels" : shape.n === 1 ? "node" : "nodes";
  ctx.fillText(layout.narrow && layer > 0 ? String(shape.n) : `${shape.n} ${what}`, centre, 32);
}

/** @param {Context} ctx @param {Scene} view @param {At} at @param {Colour} colour */
function ring(ctx, view, at, colour) {
  const shape = view.layout.layers[at.layer];
  const [x, y] = pointOf(shape, at.node);
  ctx.strokeStyle = rgba(colour, 1);
  ctx.lineWidth = 2;
  ctx.beginPath();
  ctx.arc(x, y, Math.max(shape.radius + 2.5, 5), 0, 6.2832);
  ctx.stroke();
}
