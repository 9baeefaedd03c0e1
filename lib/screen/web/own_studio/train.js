// The second column: a guess, the settings, and a new head that learns here, with its curve as it grows.

import { train } from "../own_learning/head.js";
import { finder, setText } from "../shared/elements.js";
import { largest } from "../shared/forward.js";
import { wilson } from "../shared/proportion.js";
import { Asking } from "./asking.js";
import { Curve, frame } from "./curve.js";
import { digest } from "./digest.js";
import { Fields } from "./fields.js";
import { fromBase64, toBase64 } from "./outbox.js";
import { result } from "./result.js";
import { Tested } from "./tested.js";
import { whole } from "./told.js";
import { augmented } from "./vary.js";

/** @import { Line } from "./curve.js" */
/** @import { Kept, Outbox, Told } from "./outbox.js" */
/** @import { Studio } from "./studio.js" */
/** @import { OwnSet } from "../own_learning/own_set.js" */
/** @import { Trained } from "../own_learning/head.js" */

export class Train {
  /** @type {Curve | undefined} */
  curve;
  isStopped = false;
  /** @type {Told | null} the last training */
  last = null;
  trouble = "";

  /** @param {HTMLElement} root @param {Studio} studio @param {Outbox} outbox */
  constructor(root, studio, outbox) {
    this.studio = studio;
    this.outbox = outbox;
    this.tested = new Tested(studio);
    this.find = finder(root);
    const { fields, usual } = studio.data;
    const offered = new Set(studio.data.bases.map(({ name }) => name));
    const here = fields.map((field) =>
      field.name === "base"
        ? { ...field, choices: (field.choices ?? []).filter(([name]) => offered.has(name)) }
        : field,
    );
    this.fields = new Fields(this.find(".front"), this.find(".fields"), here, usual, () => studio.tell());
    this.asking = new Asking(this.find(".ask"), studio.data.question, (key) => {
      this.asking.take(this.asked, key);
      studio.tell();
    });
    this.find(".start").onclick = () => this.start();
    this.find(".stop").onclick = () => {
      this.isStopped = true;
      setText(this.find(".standing strong"), "Stopping …");
    };
    studio.watch(() => this.draw());
  }

  /** The settings as they stand. */
  get settings() {
    return { ...this.fields.values };
  }

  /** Few pictures make small batches. */
  get usualBatch() {
    const { few, few_batch } = this.studio.data.limits;
    const field = this.studio.data.fields.find(({ name }) => name === "batch_size");
    return this.studio.set.pictures.length < few ? few_batch : Number(field?.default);
  }

  /** What a guess is about: the settings, and which pictures. */
  get asked() {
    const { classes, pictures } = this.studio.set;
    return JSON.stringify([this.settings, classes, pictures.map(({ id, label }) => id + label)]);
  }

  get counts() {
    const { part } = this.studio.set;
    const [train, validation, test] = [0, 1, 2].map((number) => part.filter((one) => one === number).length);
    return { train, validation, test };
  }

  /** What stands in the places of the question's words. @returns {Record<string, string>} */
  get places() {
    const { base, epochs } = this.settings;
    const { bases } = this.studio.data;
    const { train, test } = this.counts;
    return {
      base: bases.find(({ name }) => name === base)?.title ?? "",
      epochs: `${epochs} ${epochs === 1 ? "epoch" : "epochs"}`,
      classes: String(this.studio.set.classes.length),
      train: train.toLocaleString("en"),
      test: test.toLocaleString("en"),
    };
  }

  draw() {
    const { studio } = this;
    const { set, isTraining } = studio;
    const lacking = set.whyNot;
    this.fields.suggest("batch_size", this.usualBatch);
    const asked = lacking ? "" : this.asked;
    this.asking.draw(asked, isTraining, this.places);
    setText(this.find(".readiness"), studio.isReady ? "ready, also offline" : "loading …");
    this.fields.disable(isTraining);
    const start = this.find(".start", HTMLButtonElement);
    const isReady = !lacking && this.asking.isReady(asked) && !isTraining && !studio.reading;
    start.disabled = !isReady;
    start.hidden = isTraining;
    this.find(".stop").hidden = !isTraining;
    const first = isTraining ? "" : lacking || (isReady ? "" : "Make your guess above first.");
    setText(this.find(".first"), this.trouble || first);
    this.find(".progress").hidden = !isTraining;
    this.drawResult();
  }

  async start() {
    const { studio } = this;
    const { set } = studio;
    const { asked, counts } = this;
    const spec = this.settings;
    studio.isTraining = true;
    this.isStopped = false;
    this.trouble = "";
    this.last = null;
    this.outbox.forget();
    this.show(spec, set.classes.length, this.betOf(this.asking.guess(asked)), []);
    studio.tell();
    try {
      const begun = performance.now();
      this.stand("Looking at your pictures", "", 0);
      const seen = await this.eyes(String(spec.base));
      const features = await seen.all(
        set.pictures,
        (done) =>
          this.stand("Looking at your pictures", `${done} of ${set.pictures.length}`, done / set.pictures.length),
        () => this.isStopped,
      );
      if (!features) return;
      const looked = performance.now();
      const { epochs } = /** @type {{ epochs: number }} */ (spec);
      /** @type {Line[]} */
      const history = [];
      const of = (/** @type {number} */ epoch) => `Epoch ${epoch} of ${epochs}`;
      const within = (/** @type {number} */ epoch, /** @type {number} */ done) =>
        this.stand(of(epoch), `picture ${done} of ${counts.train}`, (epoch - 1 + done / counts.train) / epochs);
      this.stand(of(1), "", 0);
      const trained = await train({
        features,
        width: seen.offer.features,
        labels: set.labels,
        part: set.part,
        classes: set.classes,
        settings: /** @type {any} */ (spec),
        varied: spec.augmentation ? augmented(seen, set.pictures, Number(spec.seed), within) : undefined,
        onEpoch: (line) => {
          history.push(line);
          this.stand(of(line.epoch), `validation ${whole(line.val_accuracy)}`, line.epoch / epochs);
          this.curve?.tell(history);
        },
        stopped: () => this.isStopped,
      });
      const told = await this.tellOf(trained, set, spec, this.asking.guess(asked), counts);
      told.seconds = { features: (looked - begun) / 1000, train: trained.seconds };
      this.asking.know(asked, told.guess, trained.state === "done");
      studio.model = { classes: set.classes, base: seen.offer.name, kernel: trained.kernel, bias: trained.bias };
      if (told.history.length) this.outbox.put(told, asked);
      this.take(told);
    } catch (error) {
      this.trouble = `The training did not work in this browser (${/** @type {Error} */ (error).message}). Try again.`;
    } finally {
      studio.isTraining = false;
      studio.tell();
    }
  }

  /** The base that these settings see with. @param {string} name */
  async eyes(name) {
    await this.studio.seeWith(name).catch(() => {
      throw new Error("the base could not be fetched; it needs the network once");
    });
    if (!this.studio.seen) throw new Error("no base");
    return this.studio.seen;
  }

  /** @param {Trained} trained @param {OwnSet} set as it was then @param {Told["spec"]} spec @param {string} guess
   * @param {Told["counts"]} counts @returns {Promise<Told>} */
  async tellOf(
    { state, history, best_epoch, updates, untrained, test, kernel, bias, seconds },
    set,
    spec,
    guess,
    counts,
  ) {
    const leaks = set.leaks.filter((i) => set.part[i] === 2).length;
    return {
      number: Date.now(),
      spec,
      guess,
      classes: set.classes,
      counts,
      history,
      best_epoch,
      updates,
      state,
      untrained,
      truth: test.truth,
      probabilities: test.probabilities,
      ids: test.rows.map((row) => set.pictures[row].id),
      head: { kernel: toBase64(kernel), bias: toBase64(bias) },
      seconds: { features: 0, train: seconds },
      leaks,
      set_digest: await digest(set, this.studio.salt),
    };
  }

  /** Shows a training that has ended. @param {Told} told */
  take(told) {
    this.last = told;
    const bet = this.betOf(told.guess);
    this.show(told.spec, told.classes.length, bet, told.history);
    const share = shareOf(told);
    if (share) this.curve?.tell(told.history, share);
    const said = share ? `Trained. ${share.correct} of ${share.total} test pictures are right.` : "Stopped.";
    setText(this.find(".spoken"), said);
    this.studio.tell();
  }

  /** Takes up what a refresh left. @param {Kept} kept */
  async restore({ told, asked }) {
    const { spec, head, classes, guess, state } = told;
    this.fields.put(spec);
    if (spec.batch_size !== this.usualBatch) this.fields.chosen.add("batch_size");
    this.asking.know(asked, guess, state === "done");
    this.take(told);
    const base = String(spec.base);
    await this.studio.seeWith(base).catch(() => {}); // then there is a result, and nothing to try
    if (this.studio.seen?.offer.name !== base || this.last !== told) return;
    this.studio.model = { classes, base, kernel: fromBase64(head.kernel), bias: fromBase64(head.bias) };
    this.studio.tell();
  }

  /** The accuracy that an option stands for. @param {string | undefined} guess */
  betOf(guess) {
    return this.studio.data.question.options.find(({ key }) => key === guess)?.accuracy ?? null;
  }

  /** @param {Told["spec"]} spec @param {number} classes @param {number | null} bet @param {Line[]} history */
  show(spec, classes, bet, history) {
    this.curve?.close();
    const place = this.find(".curve");
    place.replaceChildren();
    this.curve = new Curve(place, frame(Number(spec.epochs), classes, bet));
    this.curve.tell(history);
  }

  /** @param {string} what @param {string} more @param {number} share */
  stand(what, more, share) {
    if (!this.isStopped) setText(this.find(".standing strong"), what);
    setText(this.find(".standing span"), more);
    this.find(".progress .bar i").style.width = `${100 * share}%`;
    this.find(".progress .bar").setAttribute("aria-valuenow", String(Math.round(100 * share)));
  }

  drawResult() {
    const place = this.find(".result");
    const isEmpty = !this.studio.set.pictures.length; // forgotten, or not yet back after a refresh
    const key = JSON.stringify([this.last?.number, this.outbox.isWaiting, this.outbox.said, isEmpty]);
    if (place.dataset.key === key) return;
    place.dataset.key = key;
    const { question } = this.studio.data;
    const shown = this.last ? [...result(this.last, question, this.outbox), ...this.tested.of(this.last)] : [];
    place.replaceChildren(...shown);
  }

  close() {
    this.isStopped = true;
    this.curve?.close();
    this.tested.close();
  }
}

/** @param {Told} told */
export function shareOf({ truth, probabilities, state, best_epoch }) {
  if (!truth.length || (state === "stopped" && !best_epoch)) return null;
  const correct = truth.filter((label, i) => largest(probabilities[i]) === label).length;
  const [low, high] = wilson(correct, truth.length);
  return { correct, total: truth.length, low, high };
}
