// Trains a new last layer on what a base saw in pictures, as lib/networks/train does in Python: the same first weights, order
// of pictures, updates, history and best epoch. In plain JavaScript, in slices short enough for a page to stay alive. It
// knows nothing of pictures, or of how their features were computed.

import { largest } from "../shared/forward.js";
import { epochOrder } from "./generator.js";
import { TEST, TRAIN, VALIDATION } from "./near_duplicates.js";
import { OPTIMIZERS, rates } from "./optimizers.js";
import { glorot } from "./philox.js";
import { Stopped, Turns } from "./turns.js";

/** @typedef {{ epoch: number, loss: number, accuracy: number, val_loss: number, val_accuracy: number }} Line of an epoch */
/** @typedef {{ epochs: number, batch_size: number, learning_rate: number, optimizer: string, schedule: string, seed: number }} Settings */
/**
 * What a training needs.
 * @typedef {object} Task
 * @property {Float32Array} features (n, width), row by row
 * @property {number} width
 * @property {number[]} labels class numbers, (n,)
 * @property {number[]} part TRAIN, VALIDATION or TEST of each, (n,)
 * @property {string[]} classes
 * @property {Settings} settings
 * @property {(rows: number[], epoch: number) => Promise<Float32Array>} [varied] features of these pictures as they are
 *   varied in this epoch, (rows, width); the stored ones are used where it is missing
 * @property {(line: Line) => void} [onEpoch]
 * @property {() => boolean} [stopped] whether the learner pressed Stop
 */
/**
 * What is left of it: the best epoch's weights, and how it went.
 * @typedef {object} Trained
 * @property {"done" | "stopped"} state
 * @property {Line[]} history
 * @property {number} best_epoch 0: no epoch was finished
 * @property {number} updates
 * @property {Float32Array} kernel (width, outputs), row by row
 * @property {Float32Array} bias (outputs,)
 * @property {[number, number]} untrained right of all test pictures, before training
 * @property {{ rows: number[], truth: number[], probabilities: number[][] }} test
 * @property {number} seconds
 */

/** @param {Task} task @returns {Promise<Trained>} */
export async function train(task) {
  const { labels, part, settings } = task;
  const begun = performance.now();
  const [training, validation, test] = [TRAIN, VALIDATION, TEST].map((number) =>
    part.flatMap((one, row) => (one === number ? [row] : [])),
  );
  const head = new Head(task.width, task.classes.length, settings.seed);
  const turns = new Turns(task.stopped);
  const truth = test.map((row) => labels[row]);
  const first = await ask(head, task, test, turns);
  const untrained = truth.filter((label, i) => largest(first[i]) === label).length;
  const run = await epochs(head, task, training, validation, turns);
  const probabilities = await ask(head, task, test, turns);
  const seconds = (performance.now() - begun) / 1000;
  const [kernel, bias] = [head.kernel.slice(), head.bias.slice()];
  return {
    ...run,
    kernel,
    bias,
    untrained: [untrained, test.length],
    test: { rows: test, truth, probabilities },
    seconds,
  };
}

/** Probabilities of the classes for one picture. @param {Float32Array} kernel (width, outputs) @param {Float32Array} bias
 * @param {Float32Array} features (width,) */
export function answer(kernel, bias, features) {
  const logits = new Float64Array(bias.length);
  weighted(kernel, bias, features, logits);
  return shares(logits);
}

/** The epochs of a training; the best one's weights are in the head once it ends.
 * @param {Head} head @param {Task} task @param {number[]} training rows @param {number[]} validation @param {Turns} turns */
async function epochs(head, task, training, validation, turns) {
  const { settings, onEpoch } = task;
  const perEpoch = Math.ceil(training.length / settings.batch_size);
  const each = rates(settings.schedule, settings.epochs * perEpoch, settings.learning_rate);
  const optimizer = new OPTIMIZERS[settings.optimizer](head.all.length);
  /** @type {Line[]} */
  const history = [];
  let [best, updates, stopped] = [0, 0, false];
  let kept = head.all;
  try {
    for (let epoch = 1; epoch <= settings.epochs; epoch++) {
      const order = epochOrder(training, settings.seed, epoch);
      const learned = { loss: 0, right: 0 };
      for (let at = 0; at < order.length; at += settings.batch_size) {
        await slope(head, task, order.slice(at, at + settings.batch_size), epoch, learned, turns);
        optimizer.update(head.all, head.gradient, each[updates]);
        updates += 1;
      }
      const seen = { loss: 0, right: 0 };
      for (const row of validation) {
        head.look(rowOf(task, row), task.labels[row], seen);
        if (turns.over) await turns.check();
      }
      const line = {
        epoch,
        loss: learned.loss / training.length,
        accuracy: learned.right / training.length,
        val_loss: seen.loss / validation.length,
        val_accuracy: seen.right / validation.length,
      };
      history.push(line);
      if (better(line, history[best - 1])) {
        best = epoch;
        kept = head.all.slice();
      }
      onEpoch?.(line);
      if (!Number.isFinite(line.loss)) break; // the weights are no longer numbers: further updates change nothing
    }
  } catch (error) {
    if (!(error instanceof Stopped)) throw error;
    stopped = true;
  }
  head.all.set(kept);
  /** @type {"done" | "stopped"} */
  const state = stopped ? "stopped" : "done";
  return { state, history, best_epoch: best, updates };
}

/** Puts the gradient of a batch's mean loss into the head. @param {Head} head @param {Task} task @param {number[]} rows
 * @param {number} epoch @param {Sums} sums @param {Turns} turns */
async function slope(head, task, rows, epoch, sums, turns) {
  const { width, labels, varied } = task;
  const seen = varied && (await varied(rows, epoch));
  head.gradient.fill(0);
  for (let i = 0; i < rows.length; i++) {
    const x = seen ? seen.subarray(i * width, (i + 1) * width) : rowOf(task, rows[i]);
    head.learn(x, labels[rows[i]], rows.length, sums);
    if (turns.over) await turns.check();
  }
}

/** Whether this epoch's weights are to be kept: the highest validation accuracy; of equals the lowest loss, then the earliest.
 * @param {Line} line @param {Line | undefined} best */
function better(line, best) {
  if (!Number.isFinite(line.val_loss)) return false;
  if (!best || line.val_accuracy !== best.val_accuracy) return !best || line.val_accuracy > best.val_accuracy;
  return line.val_loss < best.val_loss;
}

/** Probabilities of the classes for some pictures. @param {Head} head @param {Task} task @param {number[]} rows @param {Turns} turns */
async function ask(head, task, rows, turns) {
  const said = [];
  for (const row of rows) {
    said.push(answer(head.kernel, head.bias, rowOf(task, row)));
    if (turns.over) await turns.pause();
  }
  return said;
}

/** @param {Task} task @param {number} row */
function rowOf({ features, width }, row) {
  return features.subarray(row * width, (row + 1) * width);
}

/** @typedef {{ loss: number, right: number }} Sums over pictures */

/** The layer's weights, and their gradient while a batch is gone through. One output with a sigmoid for two classes, one for
 * each class with a softmax for more. */
class Head {
  /** @param {number} width @param {number} classes @param {number} seed */
  constructor(width, classes, seed) {
    const outputs = classes === 2 ? 1 : classes;
    this.all = new Float32Array((width + 1) * outputs);
    this.kernel = this.all.subarray(0, width * outputs);
    this.bias = this.all.subarray(width * outputs);
    this.kernel.set(glorot(width, outputs, seed));
    this.gradient = new Float32Array(this.all.length);
    this.logits = new Float64Array(outputs);
  }

  /** Reads one picture and counts it; gives the slope of its loss at each output.
   * @param {Float32Array} x @param {number} label @param {Sums} sums */
  look(x, label, sums) {
    const { logits } = this;
    weighted(this.kernel, this.bias, x, logits);
    const said = logits.length === 1 ? Number(logits[0] > 0) : largest(logits);
    const probabilities = shares(logits);
    sums.loss += lossOf(logits, label);
    sums.right += Number(said === label);
    const slopes = probabilities.map((p, k) => p - Number(k === label));
    return logits.length === 1 ? slopes.slice(1) : slopes;
  }

  /** The same, and adds its part to the gradient of the mean over `count` pictures.
   * @param {Float32Array} x @param {number} label @param {number} count @param {Sums} sums */
  learn(x, label, count, sums) {
    const { gradient } = this;
    const slopes = this.look(x, label, sums).map((one) => one / count);
    const outputs = slopes.length;
    for (let i = 0, at = 0; i < x.length; i++, at += outputs)
      if (x[i]) for (let j = 0; j < outputs; j++) gradient[at + j] += x[i] * slopes[j];
    slopes.forEach((one, j) => {
      gradient[x.length * outputs + j] += one;
    });
  }
}

/** Fills `logits` with the bias and the weighted sum of the features.
 * @param {Float32Array} kernel @param {Float32Array} bias @param {Float32Array} x @param {Float64Array} logits */
function weighted(kernel, bias, x, logits) {
  const outputs = logits.length;
  logits.set(bias);
  for (let i = 0, at = 0; i < x.length; i++, at += outputs)
    if (x[i]) for (let j = 0; j < outputs; j++) logits[j] += x[i] * kernel[at + j];
}

/** Logits as probabilities, one for each class: a sigmoid is a softmax with the other class's logit held at zero.
 * @param {Float64Array} logits */
function shares(logits) {
  const all = logits.length === 1 ? [0, logits[0]] : [...logits];
  const highest = Math.max(...all);
  const powers = all.map((one) => Math.exp(one - highest));
  const total = powers.reduce((sum, one) => sum + one, 0);
  return powers.map((one) => one / total);
}

/** The cross-entropy of one picture. @param {Float64Array} logits @param {number} label */
function lossOf(logits, label) {
  const all = logits.length === 1 ? [0, logits[0]] : [...logits];
  const highest = Math.max(...all);
  return Math.log(all.reduce((sum, one) => sum + Math.exp(one - highest), 0)) + highest - all[label];
}
