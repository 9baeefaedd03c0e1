// Points in a plane: gradients and a training as Keras has them, what a hidden layer and ReLU are worth on each set over 20
// seeds, and the layers that fold into one. tests/support/plane.py records what Keras makes of them.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { borderOf, scoresOf } from "../../lib/screen/web/plane/plane_border.js";
import { ends, farthestApart, folded, nodeLines, SHOWN, score } from "../../lib/screen/web/plane/plane_fold.js";
import { PlaneNetwork } from "../../lib/screen/web/plane/plane_network.js";
import { drawPoints, NEW, SETS, TRAINING } from "../../lib/screen/web/plane/plane_points.js";
import { EPOCHS, PlaneTraining } from "../../lib/screen/web/plane/plane_training.js";
import * as words from "../../lib/screen/web/plane/plane_words.js";
import { close, floats } from "./numbers.js";

/** @import { Choice } from "../../lib/screen/web/plane/plane_training.js" */

const recorded = JSON.parse(readFileSync(new URL("../recorded/plane.json", import.meta.url), "utf-8"));
const SEEDS = [...Array(20).keys()];

/** @param {Partial<Choice>} choice */
function trained(choice) {
  const training = new PlaneTraining({ points: "xor", layers: 1, nodes: 8, relu: true, seed: 0, ...choice });
  while (!training.over) training.step();
  return training;
}

/** New points right with each seed, as shares. @param {Partial<Choice>} choice @param {number[]} seeds */
const shares = (choice, seeds = SEEDS) => seeds.map((seed) => trained({ ...choice, seed }).last.newRight / NEW);

/** The recorded points. @param {any} one */
const pointsOf = ({ places, classes }) => ({ places: floats(places), classes: Uint8Array.from(classes) });

test("a network begins with the weights that Keras draws", () => {
  for (const one of recorded) close(new PlaneNetwork(one).all, floats(one.start), 1e-7);
});

test("gradients are those of Keras, at the start and far from it", () => {
  for (const one of recorded) {
    const [network, points] = [new PlaneNetwork(one), pointsOf(one)];
    for (const { weights, gradient, loss } of one.gradients) {
      network.all.set(floats(weights));
      network.learn(points, [...Array(points.classes.length).keys()]);
      close(network.gradient, floats(gradient), 1e-5);
      close([network.measure(points).loss], [loss], 1e-5);
    }
  }
});

test("a training goes as with Keras, epoch by epoch", () => {
  for (const one of recorded) {
    const { hidden, relu, seed } = one;
    const choice = { points: "xor", layers: hidden.length, nodes: hidden[0] ?? 1, relu, seed };
    const training = new PlaneTraining(choice, { training: pointsOf(one), fresh: pointsOf(one) });
    for (const line of one.lines) {
      training.step();
      close([training.last.epoch, training.last.loss], [line.epoch, line.loss], 1e-4);
      assert.equal(training.last.right, line.right);
    }
    close(training.network.all, floats(one.end), 1e-3);
  }
});

test("XOR fails without a hidden layer with every seed, and succeeds with one in at least 19 of 20", () => {
  assert.ok(shares({ layers: 0 }).every((share) => share < 0.7));
  assert.ok(shares({ layers: 1 }).filter((share) => share >= 0.95).length >= 19);
});

test("two clouds need no hidden layer", () => {
  for (const layers of [0, 1, 2])
    assert.ok(shares({ points: "clouds", layers }, [0, 1, 2]).every((share) => share > 0.98));
});

test("rings and spirals need one or two hidden layers, and ReLU", () => {
  const seeds = [0, 1, 2, 3, 4];
  for (const points of ["xor", "rings", "spirals"])
    for (const choice of [{ layers: 0 }, { layers: 1, relu: false }, { layers: 2, relu: false }])
      assert.ok(
        shares({ points, ...choice }, seeds).every((share) => share < 0.7),
        `${points}, ${choice.layers}`,
      );
  const middle = (/** @type {number[]} */ all) => [...all].sort()[all.length >> 1];
  assert.ok(middle(shares({ points: "rings", layers: 1 })) > 0.95);
  const [one, two] = [1, 2].map((layers) => middle(shares({ points: "spirals", layers })));
  assert.ok(two > 0.95 && two > one + 0.05, `${one}, ${two}`);
});

test("the same seed gives the same try, another one another", () => {
  assert.deepEqual(trained({}).lines, trained({}).lines);
  assert.notDeepEqual(trained({}).lines, trained({ seed: 1 }).lines);
  assert.equal(trained({}).lines.length, EPOCHS + 1);
});

test("new points are not those that it learns from, half of each class, inside the square", () => {
  for (const name of Object.keys(SETS)) {
    const { training, fresh } = drawPoints(name);
    const spots = [training, fresh].flatMap(({ places, classes }) =>
      [...classes].map((_, i) => `${places[2 * i]} ${places[2 * i + 1]}`),
    );
    assert.equal(new Set(spots).size, TRAINING + NEW);
    for (const { places, classes } of [training, fresh]) {
      assert.equal(2 * classes.reduce((sum, one) => sum + one, 0), classes.length);
      assert.ok(places.every((one) => Math.abs(one) < 1.2));
    }
  }
});

test("without ReLU the layers fold into one: the same scores to a millionth, the same line", () => {
  for (const layers of [1, 2])
    for (const points of Object.keys(SETS)) {
      const { network } = trained({ points, layers, relu: false, seed: layers });
      const line = folded(network);
      assert.ok(farthestApart(network, line) <= 1e-6);
      for (const place of SHOWN) close([network.logit(...place)], [score(line, place)], 1e-6);
      const [from, to] = ends(line);
      close([network.logit(...from), network.logit(...to)], [0, 0], 1e-6);
      const border = borderOf(scoresOf(network));
      assert.ok(border.length > 20);
      const steep = Math.hypot(line.across, line.up);
      for (const place of border.flat()) assert.ok(Math.abs(score(line, place)) / steep < 1e-5); // how far off the line
    }
});

test("with ReLU they do not, and the border bends", () => {
  const { network } = trained({});
  const line = folded(network);
  assert.ok(farthestApart(network, line) > 1);
  const steep = Math.hypot(line.across, line.up);
  assert.ok(
    borderOf(scoresOf(network))
      .flat()
      .some((place) => Math.abs(score(line, place)) / steep > 0.1),
  );
  const lines = nodeLines(network);
  assert.equal(lines.length, 8);
  const on = lines.map(ends).find((found) => found.length === 2)?.[0] ?? [9, 9];
  network.logit(...on);
  assert.ok(network.outputs[1].some((value) => Math.abs(value) < 1e-6)); // that node is at its bend there
});

test("a line that misses the square has no ends in it", () => {
  assert.deepEqual(ends({ across: 1, up: 0, bias: 5 }), []);
  assert.deepEqual(ends({ across: 0, up: 0, bias: 1 }), []);
  assert.deepEqual(ends({ across: 1, up: 0, bias: -0.5 }), [
    [0.5, -1],
    [0.5, 1],
  ]);
});

test("what is said follows from what was tried", () => {
  const choice = { points: "xor", layers: 0, nodes: 8, relu: true, seed: 0 };
  const [flat, bent, linear] = [0, 1, 1].map((layers) => ({ right: 100, layers, nodes: 8 }));
  assert.match(words.next({}, choice), /^Press Play/);
  assert.match(words.next({}, { ...choice, points: "rings" }), /^First try XOR/);
  assert.match(words.next({ flat }, choice), /1 hidden layer/);
  assert.match(words.next({ flat, bent }, choice), /take ReLU away/);
  assert.match(words.next({ flat, bent, linear }, choice), /rings and spirals/);
  assert.equal(words.sizesInWords({ ...choice, layers: 2 }), "2 → 8 → 8 → 1: 105 weights and biases");
  assert.equal(
    words.networkInWords({ ...choice, layers: 2, relu: false }),
    "2 hidden layers of 8 nodes each, without ReLU",
  );
  assert.equal(words.networkInWords({ ...choice, layers: 1, nodes: 1 }), "1 hidden layer of 1 node");
  assert.deepEqual(
    [choice, { ...choice, relu: false }, { ...choice, layers: 1 }, { ...choice, layers: 2, relu: false }].map(
      words.kindOf,
    ),
    ["flat", "flat", "bent", "linear"],
  );
  const { network, last } = trained({ layers: 0 });
  const told = words.pictureInWords(choice, last, borderOf(scoresOf(network)).length);
  assert.match(
    told,
    new RegExp(
      `^XOR: 100 points to learn from and 200 new points.* ${last.newRight} of 200 new points right. Its border is one straight`,
    ),
  );
  assert.equal(words.apartInWords(1e-9), "less than 0.000001");
  assert.equal(words.apartInWords(2.34567), "2.35");
  assert.equal(
    words.productInWords(trained({ layers: 2, relu: false }).network).shapes,
    "(2 × 8) · (8 × 8) · (8 × 1) = (2 × 1)",
  );
});
