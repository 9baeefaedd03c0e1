// Where every node of a dense network stands on the drawing, and which node lies under a point.
// It knows nothing of weights, colours or canvases.

const NETWORK_COLUMN = 16; // up to this many nodes stand in one column of circles
const NETWORK_HEAD = 46; // room above the nodes for a layer's name

// `sizes` nodes per layer; `width` in CSS pixels. Every layer gets {kind, x, y, width, step, rows, cols, n, radius}:
// "picture" for a square input, "column" for few nodes, "grid" for many, filled column by column.
function networkLayout(sizes, width) {
  const narrow = width < 480;
  const small = sizes.every((n) => n <= NETWORK_COLUMN);
  const outputRoom = small ? (narrow ? 38 : 64) : narrow ? 60 : 112; // label and likelihood, right of the last circle
  const picture = networkShape(sizes[0], 0, sizes.length, 1).kind === "picture";
  const pictureWidth = picture ? (narrow ? 84 : width < 600 ? 98 : 112) : 44;
  const gap = small ? 0 : narrow ? 22 : 54;
  const left = Math.max(40, width - pictureWidth - outputRoom - 24 - gap * (sizes.length - 1));
  const body = small ? Math.max(...sizes) * 74 : narrow ? 340 : 400;
  const crowd = sizes.slice(1, -1).reduce((sum, n) => sum + (n > NETWORK_COLUMN ? n : 0), 0);
  const rows = Math.max(40, Math.round(Math.sqrt((body * crowd) / left))); // so that the blocks fill both ways
  const shapes = sizes.map((n, layer) => networkShape(n, layer, sizes.length, rows));
  const columns = shapes.reduce((sum, s) => sum + (s.kind === "grid" ? s.cols : 0), 0);
  const step = Math.min(10, body / rows, left / Math.max(1, columns));
  const height = NETWORK_HEAD + body + 14;
  for (const s of shapes) {
    s.step = s.kind === "picture" ? pictureWidth / s.cols : s.kind === "grid" ? step : Math.min(small ? 92 : 36, body / s.n);
    s.radius = s.kind === "column" ? Math.min(small ? (narrow ? 15 : 22) : 11, s.step * 0.42) : s.step * 0.39;
    s.width = s.kind === "column" ? Math.max(24, 2 * s.radius) : s.cols * s.step;
  }
  const room = width - outputRoom - shapes.reduce((sum, s) => sum + s.width, 0) - 12;
  const between = room / (shapes.length - 1);
  let x = 6;
  for (const s of shapes) {
    s.x = x;
    s.y = NETWORK_HEAD + (body - s.rows * s.step) / 2;
    x += s.width + between;
  }
  return { width, height, layers: shapes, small, narrow };
}

function networkShape(n, layer, layers, rows) {
  const side = Math.round(Math.sqrt(n));
  if (layer === 0 && n > 64 && side * side === n) return { kind: "picture", n, rows: side, cols: side };
  if (n <= NETWORK_COLUMN || layer === layers - 1) return { kind: "column", n, rows: n, cols: 1 };
  const cols = Math.ceil(n / rows);
  return { kind: "grid", n, rows: Math.ceil(n / cols), cols };
}

// Row and column of a node: a picture is filled row by row, everything else column by column.
function networkCell(shape, node) {
  if (shape.kind === "picture") return [Math.floor(node / shape.cols), node % shape.cols];
  return [node % shape.rows, Math.floor(node / shape.rows)];
}

function networkPoint(shape, node) {
  const [row, col] = networkCell(shape, node);
  const middle = shape.kind === "column" ? shape.width / 2 : (col + 0.5) * shape.step;
  return [shape.x + middle, shape.y + (row + 0.5) * shape.step];
}

// The node under (x, y), or the nearest within `reach` pixels of its layer's block; null on empty space.
function networkHit(layout, x, y, reach) {
  for (let layer = 0; layer < layout.layers.length; layer++) {
    const s = layout.layers[layer];
    const around = s.kind === "column" ? Math.max(reach, s.radius) : reach;
    const centre = s.x + s.width / 2;
    const half = s.kind === "column" ? s.radius : s.width / 2;
    if (Math.abs(x - centre) > half + around) continue;
    if (y < s.y - reach || y > s.y + s.rows * s.step + reach) continue;
    const row = Math.max(0, Math.min(s.rows - 1, Math.floor((y - s.y) / s.step)));
    const col = s.kind === "column" ? 0 : Math.max(0, Math.min(s.cols - 1, Math.floor((x - s.x) / s.step)));
    const node = s.kind === "picture" ? row * s.cols + col : col * s.rows + row;
    if (node < s.n) return { layer, node };
  }
  return null;
}

// The node that an arrow key leads to; `key` is the event's key.
function networkStep(layout, at, key) {
  const s = layout.layers[at.layer];
  const [row, col] = networkCell(s, at.node);
  const inside = (node) => (node >= 0 && node < s.n ? { layer: at.layer, node } : at);
  if (key === "ArrowUp" || key === "ArrowDown") {
    const move = (key === "ArrowDown" ? 1 : -1) * (s.kind === "picture" ? s.cols : 1);
    return inside(at.node + move);
  }
  const right = key === "ArrowRight";
  const nextCol = col + (right ? 1 : -1);
  if (nextCol >= 0 && nextCol < s.cols) {
    const node = s.kind === "picture" ? row * s.cols + nextCol : nextCol * s.rows + row;
    if (node < s.n) return { layer: at.layer, node };
  }
  const layer = at.layer + (right ? 1 : -1);
  if (layer < 0 || layer >= layout.layers.length) return at;
  const t = layout.layers[layer];
  const nextRow = Math.round((row / Math.max(1, s.rows - 1)) * (t.rows - 1));
  const edge = right ? 0 : t.cols - 1;
  const node = t.kind === "picture" ? nextRow * t.cols + edge : edge * t.rows + nextRow;
  return { layer, node: Math.min(node, t.n - 1) };
}
