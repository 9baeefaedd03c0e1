// The stage of a training: its curves, what the model makes of twenty pictures, and weights as they form, now or at any
// epoch that was kept. All of it goes back and forth here, from rows and frames; the run's feed brings those of a live one.

import { feedOf } from "../live/live_feed.js";
import { element, find, isStill, setText } from "../shared/elements.js";
import { bytesOf } from "../shared/files.js";
import { mount, Part } from "../shared/part.js";
import { paintSigned } from "../shared/signed.js";
import { StageChart } from "./training_chart.js";
import { Film, mixed } from "./training_frames.js";
import { Pictures } from "./training_pictures.js";

/** @import { Frame as Look } from "../live/live_chart.js" */
/** @import { Feed, Row, Rest } from "../live/live_feed.js" */
/** @import { Props } from "../shared/part.js" */
/** @import { Test } from "./training_chart.js" */
/** @import { Frame, FrameRow } from "./training_frames.js" */
/**
 * What lib/screen/runs/stage.py gives.
 * @typedef {object} Data
 * @property {string} token of a live run's feed; "" once it has ended
 * @property {[accuracy: Look, loss: Look]} looks
 * @property {Row[]} rows of a run that has ended
 * @property {FrameRow | null} start before the first update
 * @property {{ address: string } | string | null} film of a run that has ended
 * @property {number[] | null} said what it makes of the pictures in the end
 * @property {[string, string]} alts
 * @property {number | null} best
 * @property {Test | null} test
 * @property {string[]} urls of the pictures
 * @property {number[]} labels
 * @property {string[]} names of the classes
 * @property {string} things
 * @property {string} none why nothing can be played; "" where it can
 * @property {{ title: string, key: string, columns: number, rows: number } | null} weights
 * @property {{ title: string, key: string, titles: string[] } | null} blocks
 */

const PLAY = 10_000; // ms for a whole run
const TURN = 700; // ms from one epoch's weights to the next one's
const READING = 45; // ms for each picture that the untrained network reads

/** @extends {Part<Data>} */
class Training extends Part {
  playing = this.later();
  turning = this.later();
  reading = this.later();
  drawing = this.later();
  slider = this.find("input", HTMLInputElement);
  film = new Film();
  /** @type {number | null} the epoch that is shown; null: now */ at = null;
  /** @type {number | null} under the pointer */ cursor = null;
  /** @type {Float32Array} as painted */ painted = new Float32Array();
  read = 20; // pictures that have been read so far
  unread = () => {};
  shown = ""; // the run
  /** @type {{ rows: Row[], rest?: Rest }} */ source = { rows: [] };
  /** @type {StageChart[]} */ charts = [];
  pictures = new Pictures(this.find(".pictures"));
  /** @type {HTMLCanvasElement[]} */ canvases = [];
  /** @type {HTMLElement[]} of the blocks */ bars = [];

  /** @param {Props<Data>} props */
  constructor(props) {
    super(props);
    this.slider.oninput = () => this.scrub(Number(this.slider.value));
    this.find(".play").onclick = () => (this.isPlaying ? this.pause() : this.play());
    this.find(".now").onclick = () => this.go(null);
    this.ends.push(() => {
      this.unread();
      for (const chart of this.charts) chart.close();
    });
  }

  isPlaying = false;

  /** @param {Data | undefined} before */
  update(before) {
    const { token, looks, rows, start, film, alts } = this.data;
    const run = this.props.parentElement;
    if (before && JSON.stringify([before.start, before.urls]) !== JSON.stringify([start, this.data.urls]))
      this.shown = "";
    this.unread();
    this.unread = () => {};
    if (!before || !this.shown) {
      this.shown = "run";
      this.film = new Film();
      this.painted = new Float32Array();
      this.at = null;
      this.pause();
      this.layOut();
    }
    if (start) this.film.take([start]);
    if (token) {
      const feed = feedOf(token);
      this.source = feed;
      if (!feed.rows.length && !this.film.frames.some(({ epoch }) => epoch > 0) && !before) this.readOne(0);
      this.unread = feed.read((feed) => this.follow(feed));
    } else {
      this.source = { rows, rest: /** @type {Rest} */ ({ alts, guesses: this.data.said }) };
      if (film && JSON.stringify(film) !== JSON.stringify(before?.film)) this.fetchFilm(film);
    }
    if (this.charts.length === 0)
      this.charts = [".accuracy", ".loss"].map((place, i) => this.chart(run, place, looks[i]));
    this.charts.forEach((chart, i) => {
      chart.look = looks[i];
      chart.feed = this.source;
    });
    this.draw();
  }

  /** @param {HTMLElement} root @param {string} place @param {Look} look */
  chart(root, place, look) {
    const at = find(root, place);
    const chart = new StageChart(at, look, this.source);
    at.onpointermove = (event) => this.point(chart.epochAt(event));
    at.onpointerleave = () => this.point(null);
    return chart;
  }

  /** @param {number | null} epoch */
  point(epoch) {
    this.cursor = epoch;
    this.drawing.soon(() => this.draw());
  }

  /** The pictures and the places of the weights, which stay the same for a run. */
  layOut() {
    const { weights, blocks, labels } = this.data;
    const beside = this.data.none ? null : (weights ?? blocks); // of a run whose epochs are gone there is nothing to show
    this.pictures.layOut(this.data);
    this.find(".forming").hidden = !beside;
    this.find(".seen").className = beside && labels.length ? "seen" : "seen alone";
    if (beside) {
      setText(this.find(".forming .caption"), beside.title);
      setText(this.find(".key"), beside.key);
      this.find(".mosaic").setAttribute("aria-label", `${beside.title}.`);
    }
    this.find(".mosaic").hidden = !weights;
    this.find(".moved").hidden = !blocks;
    this.bars = (blocks?.titles ?? []).map((title) =>
      element("li", {}, element("span", { className: "way" }, element("i")), element("b"), element("span", {}, title)),
    );
    this.find(".moved").replaceChildren(...this.bars);
  }

  /** @param {Feed} feed */
  follow(feed) {
    const last = this.film.last;
    if (this.film.take(feed.rows) && this.at === null && last && this.film.last) this.turn(last, this.film.last);
    this.drawing.soon(() => this.draw());
  }

  /** @param {{ address: string } | string} film */
  async fetchFilm(film) {
    try {
      const text = typeof film === "string" ? film : new TextDecoder().decode(await bytesOf(film));
      this.film.take(JSON.parse(text));
    } catch {
      this.props.setStateValue("missing", true);
    }
    this.draw();
  }

  /** The untrained network reads one picture after another, so that something happens at once. @param {number} next */
  readOne(next) {
    this.read = isStill() ? this.data.labels.length : next;
    this.draw();
    if (this.read < this.data.labels.length) this.reading.after(READING, () => this.readOne(next + 1));
  }

  get epochs() {
    return this.data.looks[0].epochs;
  }

  /** How far the run is. */
  get reached() {
    return this.source.rows.reduce((most, [epoch]) => Math.max(most, epoch), 0);
  }

  /** @param {number} epoch */
  scrub(epoch) {
    this.pause();
    const near = this.film.nearest(epoch);
    this.go(near >= this.reached - 1e-3 || (epoch > near && epoch >= this.reached) ? null : near);
  }

  /** @param {number | null} epoch */
  go(epoch) {
    this.turning.stop();
    this.at = epoch;
    this.painted = new Float32Array();
    this.drawing.soon(() => this.draw());
  }

  play() {
    const reached = this.reached;
    this.isPlaying = true;
    this.playing.frames((ms) => {
      const epoch = (reached * ms) / PLAY;
      if (epoch >= reached) {
        this.pause();
        this.go(null);
        return false;
      }
      this.at = isStill() ? (this.film.at(epoch)?.epoch ?? 0) : epoch;
      this.painted = new Float32Array();
      this.draw();
      return true;
    });
  }

  pause() {
    this.isPlaying = false;
    this.playing.stop();
    this.drawing.soon(() => this.draw());
  }

  /** Weights that have come turn into view. @param {Frame} from @param {Frame} to */
  turn(from, to) {
    if (isStill()) return;
    this.turning.frames((ms) => {
      if (this.at !== null) return false;
      this.painted = mixed(from, to, Math.min(1, ms / TURN));
      this.paint(this.painted);
      return ms < TURN;
    });
  }

  draw() {
    if (!this.data || !this.charts.length) return;
    const { best, test } = this.data;
    for (const chart of this.charts) {
      chart.moment = { to: this.at, cursor: this.cursor, best, test };
      chart.draw();
    }
    this.drawBar();
    this.drawPictures();
    if (this.data.weights && !this.painted.length) this.paint(this.film.weightsAt(this.moment));
    if (this.data.blocks) this.drawBlocks();
  }

  get moment() {
    return this.at ?? Number.POSITIVE_INFINITY;
  }

  drawBlocks() {
    const moved = this.film.movedAt(this.moment);
    const most = this.film.farthest || 1;
    this.bars.forEach((bar, i) => {
      const share = moved[i] ?? 0;
      find(bar, "i").style.height = `${(100 * share) / most}%`;
      setText(find(bar, "b"), share ? `${Number((100 * share).toPrecision(2))} %` : "0 %");
    });
  }

  drawBar() {
    const { slider, film, at } = this;
    const kept = film.frames.length > 1;
    const ended = !this.data.token;
    this.find(".bar").hidden = ended && !kept;
    slider.max = String(this.epochs);
    slider.disabled = !kept;
    if (document.activeElement !== slider || at !== null || this.isPlaying)
      slider.value = String(Math.round(at ?? this.reached));
    const play = this.find(".play", HTMLButtonElement);
    play.disabled = !kept;
    setText(play, this.isPlaying ? "❚❚ Pause" : "▶ Play");
    play.setAttribute("aria-label", this.isPlaying ? "Pause" : "Play the run in 10 seconds");
    const words = this.words();
    setText(this.find(".at"), words);
    slider.setAttribute("aria-valuetext", words);
    this.find(".now").hidden = at === null || this.isPlaying || ended;
    const none = this.find(".none");
    none.hidden = !this.data.none || kept;
    setText(none, this.data.none);
  }

  words() {
    const { at, epochs, source } = this;
    if (at === null) {
      if (!source.rows.length) return "Untrained: random weights";
      return this.data.token
        ? `Now, in epoch ${Math.min(epochs, Math.floor(this.reached) + 1)} of ${epochs}`
        : `The end: epoch ${Math.round(this.reached)} of ${epochs}`;
    }
    const epoch = Math.floor(at + 1e-6);
    return epoch === 0 ? "The random start" : `After epoch ${epoch} of ${epochs}`;
  }

  drawPictures() {
    const { at, film, source, read } = this;
    const untrained = at === null && !source.rows.length;
    const now = source.rest?.guesses ?? film.last?.guesses;
    const guesses = at === null ? (untrained ? (film.at(0)?.guesses ?? now) : now) : film.at(at)?.guesses;
    this.pictures.draw(this.data, guesses, untrained ? read : null);
  }

  /** @param {Float32Array} weights */
  paint(weights) {
    const { weights: look } = this.data;
    if (!look || !weights.length) return;
    const size = look.columns * look.rows;
    const count = Math.round(weights.length / size);
    if (this.canvases.length !== count) {
      this.canvases = Array.from({ length: count }, () => element("canvas"));
      this.find(".mosaic").replaceChildren(...this.canvases);
      this.find(".mosaic").classList.toggle("few", count < 3);
      for (const canvas of this.canvases) canvas.style.aspectRatio = `${look.columns} / ${look.rows}`;
    }
    const most = this.film.scale * 0.6; // a few weights reach the scale; most lie far below it
    this.canvases.forEach((canvas, i) =>
      paintSigned(canvas, weights.subarray(i * size, (i + 1) * size), look.columns, most),
    );
    this.find(".mosaic").setAttribute("aria-label", `${look.title}. ${this.words()}.`);
  }
}

export default mount(Training);
