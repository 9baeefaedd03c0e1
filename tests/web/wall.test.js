// The wall of pictures: what it counts is what scikit-learn counts, and every picture hangs where it belongs.

import assert from "node:assert/strict";
import { test } from "node:test";
import { ALL, brushed, figures, interval, lossOf, pairs, said, unpack } from "../../lib/screen/web/wall/wall_data.js";
import { shareOf } from "../../lib/screen/web/wall/wall_figures.js";
import { Hung } from "../../lib/screen/web/wall/wall_hung.js";
import { arrange, beside, Orders, percent } from "../../lib/screen/web/wall/wall_layout.js";
import { Looking } from "../../lib/screen/web/wall/wall_view.js";
import { bytes, close, floats, recorded } from "./numbers.js";

/** @import { By } from "../../lib/screen/web/wall/wall_layout.js" */
/** @import { Counted } from "./numbers.js" */
/** @import { Figures } from "../../lib/screen/web/wall/wall_data.js" */

/** @param {Figures} found @param {Counted} wanted */
function same(found, wanted) {
  assert.equal(found.right, wanted.right);
  assert.deepEqual([...found.counts], [...floats(wanted.counts)]);
  const share = (/** @type {number} */ part, /** @type {number} */ all) => (all ? part / all : -1);
  const recall = found.lines.map(({ right, count }) => share(right, count));
  const precision = found.lines.map(({ right, named }) => share(right, named));
  close(recall, floats(wanted.recall), 1e-7);
  close(precision, floats(wanted.precision), 1e-7);
}

test("matrix, precision, recall and calibration are those of scikit-learn and of Python", () => {
  for (const { packed, whole, loss } of recorded.walls) {
    const wall = unpack(bytes(packed));
    const all = brushed(wall, said(wall), ALL);
    assert.equal(all.length, wall.n);
    const found = figures(wall, said(wall), all);
    same(found, whole);
    close([found.error, found.sure], [whole.error, whole.sure], 1e-6);
    assert.equal(found.bins.length, whole.bins.length);
    found.bins.forEach((bin, b) => {
      const [sure, right, total, accuracy, low, high] = whole.bins[b];
      assert.deepEqual([bin.right, bin.total], [right, total]);
      close([bin.sure, bin.right / bin.total, ...interval(bin.right, bin.total)], [sure, accuracy, low, high], 1e-6);
    });
    close(
      Array.from(all, (i) => lossOf(wall, i)),
      floats(loss),
    );
  }
});

test("they follow a class, a range of sureness and a threshold", () => {
  for (const { packed, rule, low, left, cut } of recorded.walls) {
    const wall = unpack(bytes(packed));
    const ruled = said(wall, rule);
    const found = brushed(wall, ruled, { ...ALL, of: rule.k, low });
    assert.deepEqual([...found], [...floats(left)]);
    same(figures(wall, ruled, found), cut);
  }
});

test("a cell leaves its own pictures, and pairs come by how often", () => {
  const wall = unpack(bytes(recorded.walls[1].packed));
  const counted = figures(wall, said(wall), brushed(wall, said(wall), ALL));
  const [first, second] = pairs(counted.counts, wall.classes);
  assert.ok(first.count >= second.count);
  const cell = brushed(wall, said(wall), { ...ALL, truth: first.truth, guess: first.guess });
  assert.equal(cell.length, first.count);
  for (const i of cell) assert.deepEqual([wall.truth[i], wall.best[i]], [first.truth, first.guess]);
});

test("nothing left is no share", () => {
  const wall = unpack(bytes(recorded.walls[0].packed));
  const none = figures(wall, said(wall), new Uint32Array());
  assert.equal(none.total, 0);
  assert.deepEqual(none.bins, []);
  assert.equal(shareOf(0, 0), "none");
  assert.equal(shareOf(969, 1000), "969 of 1,000, 95.6–97.8 %");
  assert.deepEqual(
    [percent(1), percent(0.99999), percent(0.0001), percent(0)],
    ["100.0 %", "> 99.9 %", "< 0.1 %", "0.0 %"],
  );
});

const ORDERS = /** @type {By[]} */ (["truth", "guess", "sure", "loss", "bright", "like"]);

test("every picture hangs on the wall, none over another, in every order", () => {
  for (const { packed } of recorded.walls) {
    const wall = unpack(bytes(packed));
    const names = Array.from({ length: wall.classes }, (_, k) => String(k));
    const bright = Float32Array.from({ length: wall.n }, (_, i) => (i % 7) / 7);
    const pictures = brushed(wall, said(wall), ALL);
    for (const by of ORDERS)
      for (const [width, height] of [
        [560, 480],
        [340, 600],
      ]) {
        const { x, y, side, labels } = arrange(by, pictures, new Orders(wall), said(wall), {
          width,
          height,
          names,
          bright,
        });
        const taken = new Set();
        pictures.forEach((_, place) => {
          assert.ok(x[place] >= -0.01 && y[place] >= -0.01, `${by}: ${x[place]}, ${y[place]}`);
          assert.ok(
            x[place] + side <= width + 0.01 && y[place] + side <= height + 0.01,
            `${by}: ${x[place]}, ${y[place]}, ${side}`,
          );
          taken.add(`${Math.round(x[place] * 8)} ${Math.round(y[place] * 8)}`);
        });
        assert.equal(taken.size, wall.n, by);
        if (by === "truth") assert.equal(labels.length, new Set(wall.truth).size);
      }
  }
});

test("rows go by the value, and arrows go to the neighbour", () => {
  const wall = unpack(bytes(recorded.walls[1].packed));
  const pictures = brushed(wall, said(wall), ALL);
  const room = { width: 500, height: 500, names: [], bright: new Float32Array() };
  const layout = arrange("loss", pictures, new Orders(wall), said(wall), room);
  const order = [...pictures].sort((a, b) => layout.y[a] - layout.y[b] || layout.x[a] - layout.x[b]);
  const losses = order.map((i) => lossOf(wall, i));
  assert.deepEqual(
    losses,
    [...losses].sort((a, b) => b - a),
  );
  assert.equal(beside(layout, order[0], [0, 1]), order[1]);
  assert.equal(beside(layout, order[1], [0, -1]), order[0]);
  assert.equal(beside(layout, order[0], [-1, 0]), order[0]);
});

test("in a bar the highest loss is on top", () => {
  const wall = unpack(bytes(recorded.walls[1].packed));
  const pictures = brushed(wall, said(wall), { ...ALL, truth: 3 });
  const room = { width: 500, height: 500, names: Array.from("0123456789"), bright: new Float32Array() };
  const { y } = arrange("truth", pictures, new Orders(wall), said(wall), room);
  const losses = Array.from(pictures, (i) => lossOf(wall, i));
  const top = y.indexOf(Math.min(...y));
  assert.ok(losses.indexOf(Math.max(...losses)) >= 0);
  assert.equal(y[losses.indexOf(Math.max(...losses))], y[top]);
  assert.equal(y[losses.indexOf(Math.min(...losses))], Math.max(...y));
});

test("a picture comes from where it hung, and is found where it hangs", () => {
  const wall = unpack(bytes(recorded.walls[1].packed));
  const room = { width: 600, height: 500, names: Array.from({ length: wall.classes }, (_, k) => String(k)) };
  let painted = 0;
  const flight = /** @type {any} */ ({ soon: (/** @type {() => void} */ act) => act() });
  const hung = new Hung(flight, () => painted++);
  hung.start(wall);
  const all = brushed(wall, said(wall), ALL);
  hung.hang("truth", all, said(wall), room, false);
  assert.ok(hung.fromX.every(Number.isNaN)); // from nowhere
  const { x, y, side } = hung.layout;
  const some = brushed(wall, said(wall), { ...ALL, truth: 3 });
  assert.ok(some.length);
  hung.hang("loss", some, said(wall), room, false);
  for (const i of some) assert.deepEqual([hung.fromX[i], hung.fromY[i]], [x[all.indexOf(i)], y[all.indexOf(i)]]);
  assert.deepEqual([hung.fromSide, painted], [side, 2]);
  const { layout } = hung;
  some.forEach((_, place) => {
    assert.equal(hung.at(layout.x[place] + layout.side / 2, layout.y[place] + layout.side / 2), place);
  });
  assert.equal(hung.at(-1, -1), -1);
});

test("no zoom and no drag leaves the wall", () => {
  const canvas = /** @type {any} */ ({ style: {}, addEventListener: () => {} });
  const looking = new Looking(
    canvas,
    () => {},
    () => {},
  );
  [looking.width, looking.height] = [400, 300];
  looking.zoom(4, 100, 100);
  assert.deepEqual(looking.view, { scale: 4, x: 75, y: 75 });
  looking.to({ scale: 4, x: 900, y: -5 });
  assert.deepEqual(looking.view, { scale: 4, x: 300, y: 0 });
  looking.reach(10, 200, 20);
  assert.deepEqual(looking.view, { scale: 4, x: 10, y: 145 });
  looking.zoom(0.01);
  assert.deepEqual(looking.view, { scale: 1, x: 0, y: 0 });
});
