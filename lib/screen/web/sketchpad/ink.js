// A drawing: its strokes, in the unit square so that it fits any screen, and how they become pixels.
// Knows nothing of pointers, of networks or of the page.

const RASTER = 140; // pixels a side of the drawing that is prepared: five for each of the 28
const NEAR = 0.002; // points closer than this add nothing

class Ink {
  constructor() {
    this.strokes = []; // [{brush, points: [x, y, x, y, ...]}]
    const canvas = () => Object.assign(document.createElement("canvas"), { width: RASTER, height: RASTER });
    this.finished = canvas().getContext("2d"); // every stroke but the last
    this.whole = canvas().getContext("2d", { willReadFrequently: true });
    this.pixels = new Float32Array(RASTER * RASTER);
  }

  begin(x, y, brush) {
    this.strokes.push({ brush, points: [x, y] });
    this.refresh();
  }

  /** Adds a point to the last stroke. */
  extend(x, y) {
    const { points } = this.strokes.at(-1);
    if (Math.hypot(x - points.at(-2), y - points.at(-1)) >= NEAR) points.push(x, y);
  }

  replace(strokes) {
    this.strokes = strokes;
    this.refresh();
  }

  refresh() {
    this.finished.clearRect(0, 0, RASTER, RASTER);
    for (const stroke of this.strokes.slice(0, -1)) paintStroke(this.finished, stroke, RASTER, "#000");
  }

  /** The drawing as RASTER x RASTER numbers, 0 = paper to 1 = ink. */
  raster() {
    const { whole, pixels } = this;
    whole.clearRect(0, 0, RASTER, RASTER);
    whole.drawImage(this.finished.canvas, 0, 0);
    if (this.strokes.length) paintStroke(whole, this.strokes.at(-1), RASTER, "#000");
    const { data } = whole.getImageData(0, 0, RASTER, RASTER);
    for (let i = 0; i < pixels.length; i++) pixels[i] = data[4 * i + 3] / 255;
    return pixels;
  }
}

/** One stroke, from its `from`-th number on, onto a canvas `size` pixels wide. */
function paintStroke(context, { brush, points }, size, colour, from = 0) {
  context.lineCap = context.lineJoin = "round";
  context.lineWidth = brush * size;
  context.strokeStyle = colour;
  context.beginPath();
  context.moveTo(points[from] * size, points[from + 1] * size);
  for (let i = from; i < points.length; i += 2) context.lineTo(points[i] * size, points[i + 1] * size);
  context.stroke();
}

/** A few digits to start from: corner points that a smooth curve runs through. */
const EXAMPLES = [
  [[[0.24, 0.27], [0.42, 0.24], [0.6, 0.24], [0.77, 0.26], [0.66, 0.45], [0.55, 0.64], [0.45, 0.84]]],
  [[[0.3, 0.3], [0.4, 0.19], [0.58, 0.18], [0.66, 0.3], [0.58, 0.44], [0.45, 0.48], [0.6, 0.53], [0.7, 0.66],
    [0.62, 0.8], [0.45, 0.84], [0.3, 0.75]]],
  [[[0.3, 0.32], [0.4, 0.19], [0.57, 0.18], [0.67, 0.3], [0.6, 0.48], [0.44, 0.66], [0.29, 0.81], [0.5, 0.81],
    [0.73, 0.8]]],
  [[[0.4, 0.18], [0.33, 0.36], [0.28, 0.54], [0.48, 0.55], [0.72, 0.54]], [[0.63, 0.3], [0.6, 0.56], [0.57, 0.84]]],
];

/** Catmull-Rom curve through `corners`, as one stroke. */
function smoothStroke(corners, brush, steps = 12) {
  const points = [];
  for (let i = 0; i + 1 < corners.length; i++) {
    const [a, b, c, d] = [-1, 0, 1, 2].map((k) => corners[Math.min(Math.max(i + k, 0), corners.length - 1)]);
    for (let step = 0; step < steps; step++) {
      const t = step / steps;
      for (const axis of [0, 1]) {
        const [p, q, r, s] = [a[axis], b[axis], c[axis], d[axis]];
        points.push(
          0.5 * (2 * q + (r - p) * t + (2 * p - 5 * q + 4 * r - s) * t * t + (3 * q - p - 3 * r + s) * t * t * t),
        );
      }
    }
  }
  return { brush, points: [...points, ...corners.at(-1)] };
}
