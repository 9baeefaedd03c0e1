// Paints a network on a canvas: nodes by their outputs, connections by their products. It knows no events.
// Dots and lines of like strength go into one path each, because a path costs more than a point on it.

const NETWORK_LEVELS = 8;

// Colours from the component's own stylesheet, read when the theme may have changed.
function networkColours(root) {
  const style = getComputedStyle(root);
  const read = (name) => style.getPropertyValue(name).trim();
  const probe = (name) => {
    const span = root.appendChild(document.createElement("span"));
    span.style.color = `var(${name})`;
    const [r, g, b] = getComputedStyle(span).color.match(/[\d.]+/g).map(Number);
    span.remove();
    return [r, g, b];
  };
  return { plus: probe("--plus"), minus: probe("--minus"), ink: probe("--ink"), quiet: probe("--quiet"), paper: probe("--card"), font: read("--face") };
}

const rgba = ([r, g, b], alpha) => `rgba(${r},${g},${b},${alpha})`;

// `view` {layout, net, x, labels, lines: [per gap [{from, to, product}]], focus, into, out, progress, colours, version, kept}
// `progress` runs from 0 to the number of gaps while the picture is being sent through; null shows everything.
function paintNetwork(ctx, view) {
  const { layout } = view;
  ctx.clearRect(0, 0, layout.width, layout.height);
  const gaps = layout.layers.length - 1;
  for (let gap = 0; gap < gaps; gap++) {
    const share = view.progress === null ? 1 : Math.max(0, Math.min(1, view.progress - gap));
    if (share > 0) paintGap(ctx, view, gap, share);
  }
  layout.layers.forEach((shape, layer) => {
    const lit = view.progress === null || layer === 0 ? 1 : Math.max(0, Math.min(1, (view.progress - layer + 0.35) / 0.35));
    if (shape.kind === "column") paintColumn(ctx, view, layer, lit);
    else paintGrid(ctx, view, layer, lit);
    paintHead(ctx, view, layer);
  });
  if (view.focus) ring(ctx, view, view.focus, view.colours.ink);
  if (view.marked) ring(ctx, view, view.marked, view.colours.minus);
}

function paintGap(ctx, view, gap, share) {
  const focused = view.focus && (view.focus.layer === gap || view.focus.layer === gap + 1);
  const own = !view.focus ? null : view.focus.layer === gap + 1 ? view.into : view.focus.layer === gap ? view.out : null;
  const faded = view.focus && view.progress === null ? 0.16 : 1;
  if (!focused || view.progress !== null) paintLines(ctx, view, gap, view.lines[gap], share, faded);
  else paintLines(ctx, view, gap, own, share, 1);
}

function paintLines(ctx, view, gap, lines, share, fade) {
  if (!lines.length) return;
  const { layout, colours } = view;
  const [left, right] = [layout.layers[gap], layout.layers[gap + 1]];
  const most = Math.max(...lines.map((line) => Math.abs(line.product))) || 1;
  const paths = new Map();
  const sparks = [];
  for (const line of lines) {
    const level = Math.ceil((Math.abs(line.product) / most) * 4);
    const key = line.product >= 0 ? level : -level; // 0: a product of nothing
    if (!paths.has(key)) paths.set(key, new Path2D());
    const [x0, y0] = networkPoint(left, line.from);
    const [x1, y1] = networkPoint(right, line.to);
    const start = left.kind === "column" ? x0 + left.radius : x0;
    const end = right.kind === "column" ? x1 - right.radius : x1;
    const bend = layout.small ? 0 : (end - start) * 0.45;
    paths.get(key).moveTo(start, y0);
    if (share >= 1) {
      paths.get(key).bezierCurveTo(start + bend, y0, end - bend, y1, end, y1);
    } else {
      const [cx, cy, dx, dy, px, py] = bezierPart(start, y0, start + bend, y0, end - bend, y1, end, y1, share);
      paths.get(key).bezierCurveTo(cx, cy, dx, dy, px, py);
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

// The first part of a cubic curve, by de Casteljau: control points and end at `t`.
function bezierPart(x0, y0, x1, y1, x2, y2, x3, y3, t) {
  const mix = (a, b) => a + (b - a) * t;
  const [ax, ay, bx, by, cx, cy] = [mix(x0, x1), mix(y0, y1), mix(x1, x2), mix(y1, y2), mix(x2, x3), mix(y2, y3)];
  const [dx, dy, ex, ey] = [mix(ax, bx), mix(ay, by), mix(bx, cx), mix(by, cy)];
  return [ax, ay, dx, dy, mix(dx, ex), mix(dy, ey)];
}

// A small drawing has room for every weight: it stands on its line, a little off the middle so that none meet.
function paintWeights(ctx, view, gap, lines) {
  const { layout, colours, net } = view;
  const [left, right] = [layout.layers[gap], layout.layers[gap + 1]];
  ctx.font = `600 ${layout.narrow ? 10 : 12}px ${colours.font}`;
  ctx.textAlign = "center";
  ctx.textBaseline = "middle";
  const off = layout.narrow ? 0.05 : 0.18;
  for (const line of lines) {
    const [x0, y0] = networkPoint(left, line.from);
    const [x1, y1] = networkPoint(right, line.to);
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

function layerValues(view, layer) {
  return layer === 0 ? view.x : view.net.outputs[layer - 1];
}

// Hundreds of dots cost more than a frame may: a block is painted once and copied until its numbers change.
function paintGrid(ctx, view, layer, lit) {
  const shape = view.layout.layers[layer];
  const key = `${view.version} ${Math.ceil(lit * NETWORK_LEVELS)}`;
  if (view.kept[layer]?.key !== key) view.kept[layer] = { key, canvas: gridPicture(view, layer, Math.ceil(lit * NETWORK_LEVELS) / NETWORK_LEVELS) };
  const { canvas } = view.kept[layer];
  const ratio = globalThis.devicePixelRatio || 1;
  ctx.drawImage(canvas, shape.x - 4, shape.y - 4, canvas.width / ratio, canvas.height / ratio);
}

function gridPicture(view, layer, lit) {
  const shape = view.layout.layers[layer];
  const ratio = globalThis.devicePixelRatio || 1;
  const canvas = document.createElement("canvas");
  canvas.width = Math.ceil((shape.width + 8) * ratio);
  canvas.height = Math.ceil((shape.rows * shape.step + 8) * ratio);
  const ctx = canvas.getContext("2d");
  ctx.setTransform(ratio, 0, 0, ratio, (4 - shape.x) * ratio, (4 - shape.y) * ratio);
  const { colours } = view;
  const values = layerValues(view, layer);
  const picture = shape.kind === "picture";
  const most = picture ? 1 : largestOf(values);
  const silenced = view.net.silenced[layer];
  const paths = Array.from({ length: NETWORK_LEVELS + 1 }, () => new Path2D());
  const off = new Path2D();
  for (let node = 0; node < shape.n; node++) {
    const [x, y] = networkPoint(shape, node);
    const level = Math.ceil(Math.min(1, Math.max(0, values[node] / most)) * NETWORK_LEVELS * lit);
    const half = shape.step / 2;
    if (picture) paths[level].rect(x - half, y - half, shape.step + 0.3, shape.step + 0.3);
    else if (silenced.has(node)) {
      off.moveTo(x - 3, y - 3), off.lineTo(x + 3, y + 3), off.moveTo(x + 3, y - 3), off.lineTo(x - 3, y + 3);
    } else paths[level].moveTo(x + shape.radius, y), paths[level].arc(x, y, shape.radius, 0, 6.2832);
  }
  if (picture) {
    ctx.fillStyle = "#fff";
    ctx.fillRect(shape.x - 3, shape.y - 3, shape.width + 6, shape.width + 6);
  }
  paths.forEach((path, level) => {
    if (picture && level === 0) return;
    const strength = level / NETWORK_LEVELS;
    ctx.fillStyle = picture ? rgba([27, 42, 65], strength) : level ? rgba(colours.plus, 0.16 + 0.84 * strength) : rgba(colours.quiet, 0.3);
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

function paintColumn(ctx, view, layer, lit) {
  const { layout, colours, net, labels } = view;
  const shape = layout.layers[layer];
  const last = layer === layout.layers.length - 1;
  const values = last ? net.likelihoods : layerValues(view, layer);
  const most = last ? 1 : largestOf(values);
  const winner = last ? largest(net.likelihoods) : -1;
  ctx.textBaseline = "middle";
  for (let node = 0; node < shape.n; node++) {
    const [x, y] = networkPoint(shape, node);
    const strength = Math.max(0, values[node] / most) * lit;
    const disc = new Path2D();
    disc.arc(x, y, shape.radius, 0, 6.2832);
    ctx.fillStyle = rgba(colours.paper, 1);
    ctx.fill(disc);
    ctx.fillStyle = rgba(colours.plus, strength);
    ctx.fill(disc);
    ctx.lineWidth = 1.2;
    ctx.strokeStyle = rgba(strength > 0.02 ? colours.plus : colours.quiet, 0.9);
    ctx.stroke(disc);
    if (net.silenced[layer].has(node)) crossOut(ctx, x, y, shape.radius, colours);
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
      ctx.fillStyle = rgba(colours.plus, 1);
      ctx.fillRect(x + shape.radius + 24, y - 2, room * strength, 4);
    }
  }
}

function crossOut(ctx, x, y, r, colours) {
  ctx.strokeStyle = rgba(colours.minus, 1);
  ctx.lineWidth = 2;
  ctx.beginPath();
  ctx.moveTo(x - r, y - r), ctx.lineTo(x + r, y + r), ctx.moveTo(x + r, y - r), ctx.lineTo(x - r, y + r);
  ctx.stroke();
}

function paintHead(ctx, view, layer) {
  const { layout, colours } = view;
  const shape = layout.layers[layer];
  const last = layer === layout.layers.length - 1;
  const now = view.progress !== null && Math.floor(view.progress) + 1 === layer;
  const centre = Math.max(26, shape.x + shape.width / 2);
  ctx.textAlign = "center";
  ctx.textBaseline = "alphabetic";
  ctx.font = `600 ${layout.narrow ? 11.5 : 13}px ${colours.font}`;
  ctx.fillStyle = now ? rgba(colours.plus, 1) : rgba(colours.ink, 1);
  ctx.fillText(layer === 0 ? "Input" : last ? "Output" : `Layer ${layer}`, centre, 16);
  ctx.font = `12px ${colours.font}`;
  ctx.fillStyle = rgba(colours.quiet, 1);
  const what = shape.kind === "picture" ? "pixels" : shape.n === 1 ? "node" : "nodes";
  ctx.fillText(layout.narrow && layer > 0 ? shape.n : `${shape.n} ${what}`, centre, 32);
}

function ring(ctx, view, at, colour) {
  const shape = view.layout.layers[at.layer];
  const [x, y] = networkPoint(shape, at.node);
  ctx.strokeStyle = rgba(colour, 1);
  ctx.lineWidth = 2;
  ctx.beginPath();
  ctx.arc(x, y, Math.max(shape.radius + 2.5, 5), 0, 6.2832);
  ctx.stroke();
}

function largestOf(values) {
  let most = 0;
  for (const value of values) if (value > most) most = value;
  return most || 1;
}

// Signed numbers over a square or column-wise grid, as pixels: white for zero, blue above, orange below.
function paintSigned(canvas, values, shape) {
  const [rows, cols] = [shape.rows, shape.cols];
  canvas.width = cols;
  canvas.height = rows;
  const image = new ImageData(cols, rows);
  let most = 0;
  for (const value of values) most = Math.max(most, Math.abs(value));
  for (let node = 0; node < values.length; node++) {
    const [row, col] = networkCell(shape, node);
    const strength = most ? Math.abs(values[node]) / most : 0;
    const [r, g, b] = values[node] >= 0 ? [29, 95, 209] : [194, 87, 12];
    const at = 4 * (row * cols + col);
    image.data[at] = 255 + (r - 255) * strength;
    image.data[at + 1] = 255 + (g - 255) * strength;
    image.data[at + 2] = 255 + (b - 255) * strength;
    image.data[at + 3] = 255;
  }
  canvas.getContext("2d").putImageData(image, 0, 0);
}
