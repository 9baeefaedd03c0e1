// The network view's arithmetic: silenced nodes as Python has them; terms, strongest products and scores against the
// plain way to compute them.

import assert from "node:assert/strict";
import { test } from "node:test";
import {
  allProducts,
  changeWeight,
  editableNetwork,
  nodeConnections,
  nodeSum,
  nodeTerms,
  readThrough,
  roundTogether,
  strongest,
  toggleSilence,
  undoEdits,
} from "../../lib/screen/web/network_view/network_maths.js";
import {
  advanceScore,
  restoreScore,
  startScore,
  updateScore,
} from "../../lib/screen/web/network_view/network_score.js";
import { largest, unpackNetwork } from "../../lib/screen/web/shared/forward.js";
import { bytes, close, floats, recorded, rows } from "./numbers.js";

/** @import { Net } from "../../lib/screen/web/network_view/network_maths.js" */

const [, reading] = recorded.readings;
const { sizes, silenced } = reading;
const pictures = rows(floats(reading.pictures), sizes[0]);
const fresh = () => editableNetwork(unpackNetwork(bytes(reading.network)));

test("a silenced node passes on nothing, and is heard again once that is undone", () => {
  const net = fresh();
  const wanted = rows(floats(silenced.probabilities), 3);
  const before = rows(floats(reading.probabilities), 3);
  toggleSilence(net, silenced.layer, silenced.node);
  pictures.forEach((x, i) => close(readThrough(net, x), wanted[i]));
  undoEdits(net);
  pictures.forEach((x, i) => close(readThrough(net, x), before[i]));
});

test("a node's terms add up to its sum, and the sum makes its output", () => {
  const net = fresh();
  readThrough(net, pictures[0]);
  for (const layer of [1, 2, 3]) {
    for (let node = 0; node < sizes[layer]; node++) {
      const { terms, bias, sum, output } = nodeTerms(net, pictures[0], layer, node);
      close([sum], [terms.reduce((total, { product }) => total + product, bias)], 1e-9);
      close([nodeSum(net, pictures[0], layer, node)], [sum], 1e-9);
      close([output], [layer < 3 ? Math.max(0, sum) : sum]);
    }
  }
});

test("the strongest products are the largest of all", () => {
  const net = fresh();
  readThrough(net, pictures[1]);
  for (const layer of [1, 2, 3]) {
    const all = allProducts(net, pictures[1], layer).filter(({ product }) => product);
    all.sort((a, b) => Math.abs(b.product) - Math.abs(a.product));
    assert.deepEqual(strongest(net, pictures[1], layer, 4), all.slice(0, 4));
    const { into } = nodeConnections(net, pictures[1], { layer, node: 1 }, 3);
    const own = all.filter(({ to }) => to === 1);
    assert.deepEqual(into, own.slice(0, 3));
  }
});

test("a score follows each change as if all were read anew", () => {
  const net = fresh();
  const images = Uint8Array.from(pictures.flatMap((x) => [...x].map((value) => Math.round(255 * value))));
  const labels = Uint8Array.from([0, 1, 2, 0, 1, 2]);
  const correct = (/** @type {Net} */ net) =>
    rows(
      Float32Array.from(images, (pixel) => pixel / 255),
      sizes[0],
    ).filter((x, i) => largest(readThrough(net, x)) === labels[i]).length;
  const score = startScore(net, { images, labels });
  assert.ok(advanceScore(score, net, Infinity));
  const first = score.correct;
  assert.equal(first, correct(net));
  for (const layer of [1, 2, 3]) {
    for (let node = 0; node < 3; node++) {
      changeWeight(net, layer, node, null, 4 - 2 * node);
      updateScore(score, net, layer, node, net.silenced[layer].has(node));
      assert.equal(score.correct, correct(net));
      if (layer === 3) continue;
      toggleSilence(net, layer, node);
      updateScore(score, net, layer, node, false);
      assert.equal(score.correct, correct(net));
    }
  }
  undoEdits(net);
  restoreScore(score, net);
  assert.equal(score.correct, first);
});

test("rounded numbers add up to their rounded total", () => {
  assert.deepEqual(roundTogether([0.3333, 0.3333, 0.3334], 3), [0.333, 0.333, 0.334]);
  assert.deepEqual(roundTogether([-1.26, 0.13], 1), [-1.2, 0.1]);
});
