// Trains a network on points, an update at a time: the learner can stop it anywhere, take one step, and go on.

import { epochOrder } from "../own_learning/generator.js";
import { OPTIMIZERS } from "../own_learning/optimizers.js";
import { PlaneNetwork } from "./plane_network.js";
import { drawPoints, TRAINING } from "./plane_points.js";

/** What a learner chooses. @typedef {{ points: string, layers: number, nodes: number, relu: boolean, seed: number }} Choice */
/** @typedef {{ epoch: number, loss: number, right: number, newLoss: number, newRight: number }} Line after an epoch; the first is before all */

export const EPOCHS = 100;
export const BATCH = 10; // ten updates an epoch: a thousand in about a second
const RATE = 0.03; // for Adam: quick, and steady enough for eight nodes
const ROWS = Array.from({ length: TRAINING }, (_, row) => row);

export class PlaneTraining {
  /** @param {Choice} choice @param {ReturnType<typeof drawPoints>} drawn */
  constructor({ points, layers, nodes, relu, seed }, drawn = drawPoints(points)) {
    this.points = drawn;
    this.seed = seed;
    this.network = new PlaneNetwork({ hidden: Array(layers).fill(nodes), relu, seed });
    this.optimizer = new OPTIMIZERS.adam(this.network.all.length);
    this.epoch = 0;
    /** @type {Line[]} */
    this.lines = [this.#line()];
  }

  get over() {
    return this.epoch >= EPOCHS;
  }

  get last() {
    return /** @type {Line} */ (this.lines.at(-1));
  }

  /** One epoch: every training point once, in an order of its own. */
  step() {
    if (this.over) return;
    this.epoch += 1;
    const order = epochOrder(ROWS, this.seed, this.epoch);
    for (let at = 0; at < TRAINING; at += BATCH) {
      this.network.learn(this.points.training, order.slice(at, at + BATCH));
      this.optimizer.update(this.network.all, this.network.gradient, RATE);
    }
    this.lines.push(this.#line());
  }

  #line() {
    const [seen, fresh] = [this.points.training, this.points.fresh].map((points) => this.network.measure(points));
    return { epoch: this.epoch, loss: seen.loss, right: seen.right, newLoss: fresh.loss, newRight: fresh.right };
  }
}
