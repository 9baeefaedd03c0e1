// What stands around the drawing: which digit is learned from, what can be pressed, and what the updates did so far.
// It fills elements that stand in network_back.html; it computes nothing.

import { finder, setText } from "../shared/elements.js";
import { largest } from "../shared/forward.js";
import { showAgain } from "./back_again.js";
import { BackPanel } from "./back_panel.js";
import { digitInWords, noteInWords, scoreInWords } from "./back_words.js";

/** @import { At } from "../network_view/network_layout.js" */
/** @import { Line } from "../network_view/network_maths.js" */
/** @import { Score } from "../network_view/network_score.js" */
/** @import { Reading } from "../network_view/network_words.js" */
/** @import { Back } from "./back_maths.js" */
/**
 * @typedef {object} State
 * @property {{ picture: string | null, worst: number[], labels: string[] }} data
 * @property {Float32Array | null | undefined} x what is read
 * @property {number} place among the worst digits
 * @property {number | null} target the right answer
 * @property {Float32Array} first probabilities with the trained weights
 * @property {number} steps updates since
 * @property {boolean} sent whether the error was sent back
 * @property {Back | undefined} back
 * @property {Line[][]} lines that are drawn
 * @property {Score | undefined} score
 * @property {number} rate
 */

const BEFORE = "Blue nodes gave a number above 0. Send the error back: you see which weights it moves.";

export class BackStage {
  /** @param {HTMLElement} root @param {{ step: (by: number) => void, open: (at: At | null) => void }} wishes */
  constructor(root, wishes) {
    this.find = finder(root);
    this.panel = new BackPanel(root, wishes);
  }

  /** @param {Reading} reading @param {State} state */
  show(reading, state) {
    const { data, back, target, steps, first, sent } = state;
    const { net } = reading;
    const known = target !== null && back !== undefined;
    const drawing = data.picture !== null;
    this.find(".walk").hidden = drawing || data.worst.length < 2;
    this.find(".right").hidden = !drawing || !state.x;
    const read = data.labels[largest(first.length ? first : net.probabilities)];
    const what = drawing ? "" : `Digit ${state.place + 1} of ${data.worst.length}`;
    const label = target === null ? null : data.labels[target];
    setText(this.find(".digit"), state.x ? digitInWords(label, read, what) : drawing ? "Draw a digit first." : "");
    for (const name of [".send", ".once"]) this.find(name, HTMLButtonElement).disabled = !known;
    this.find(".undo", HTMLButtonElement).disabled = steps === 0 && !sent;
    setText(this.find(".score"), scoreInWords(state.score, steps));
    setText(this.find(".note"), sent ? noteInWords(net, state.lines, steps) : BEFORE);
    for (const part of [".panel", ".result"]) this.find(part).hidden = !known;
    if (!known) return;
    const readings = { labels: data.labels, target, first, now: net.probabilities, steps };
    showAgain(this.find(".again", HTMLTableElement), readings);
    this.panel.show({ ...reading, back, target, rate: state.rate });
  }
}
