// The studio's program: collects, sees, trains and answers in this page. It is fetched once, and needs no network afterwards.

import { finder } from "../shared/elements.js";
import { Collect } from "./collect.js";
import { Keep } from "./keep.js";
import { Outbox } from "./outbox.js";
import { Sending } from "./sending.js";
import { Studio as State } from "./studio.js";
import { Train } from "./train.js";
import { Try } from "./try.js";

/** @import { Part } from "../shared/part.js" */
/** @import { Field, Settings } from "./fields.js" */
/** @import { Offer } from "./seen.js" */
/** @import { Question } from "./asking.js" */
/**
 * What lib/screen/own/own_studio.py gives.
 * @typedef {object} Data
 * @property {string} program address of this text
 * @property {string} example address of a zip that is ready made
 * @property {Offer[]} bases the best first
 * @property {Field[]} fields
 * @property {Settings} usual
 * @property {Record<string, number>} limits
 * @property {Question} question
 * @property {{ hot_dog: string[] }} words
 * @property {string} whose another learner on this computer has another; "" before it is known
 * @property {number} taken number of the last training that was taken
 * @property {string} told why it was refused, or can be taken later only
 * @property {number} later number of the last one that can be taken later
 * @property {number} sent number of the last sending of pictures of which a part came
 * @property {number} part its last part that came
 * @property {string} refused why it goes no further
 * @property {string} why_not_send why no pictures can be sent now; "" where they can
 */
/** @typedef {Part<Data>} Host */
/** @typedef {{ update(): void, close(): void }} Studio */

/** @type {("dragover" | "drop")[]} a file that misses its place would else be opened in place of the page */
const MISSED = ["dragover", "drop"];

/** @param {Host} host @returns {Studio} */
export function open(host) {
  const { find } = host;
  const state = new State(host);
  const outbox = new Outbox(state);
  const train = new Train(find(".train"), state, outbox);
  const collect = find(".collect");
  const parts = [
    new Keep(finder(collect), state), // first: what comes in waits for what it finds
    new Collect(collect, state),
    train,
    new Try(find(".try"), state),
    new Sending(find(".server"), state, () => train.settings),
  ];
  let isKnown = false;
  /** Takes up what a refresh left, once it is known who is here. */
  const meet = () => {
    if (isKnown || !state.data.whose) return;
    isKnown = true;
    const kept = outbox.found();
    if (kept) train.restore(kept);
  };
  const stay = (/** @type {DragEvent} */ event) =>
    event.dataTransfer?.types.includes("Files") && event.preventDefault();
  for (const kind of MISSED) window.addEventListener(kind, stay);
  const unusable = (/** @type {unknown} */ why) =>
    host.props.setTriggerValue("unusable", { why: String(why).slice(0, 200) });
  const [best] = state.data.bases;
  if (best) state.seeWith(best.name).catch(unusable);
  else unusable("no base");
  meet();
  state.tell();
  return {
    update() {
      outbox.hear();
      meet();
      state.tell();
    },
    close() {
      for (const kind of MISSED) window.removeEventListener(kind, stay);
      for (const part of parts) part.close();
      outbox.close();
      state.close();
    },
  };
}
