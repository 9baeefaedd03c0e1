// The parts of a live run's view. Each shows what its page's feed has; the progress part also feeds it.

import { element, find, setText } from "../shared/elements.js";
import { mount, Part } from "../shared/part.js";
import { LiveChart } from "./live_chart.js";
import { feedOf } from "./live_feed.js";

/** @import { Frame } from "./live_chart.js" */
/** @import { Feed, Row, Told } from "./live_feed.js" */
/**
 * @typedef {object} Progress
 * @property {"progress"} part
 * @property {string} label of the figure; "" where there is none
 * @property {number | null} lines that the script has drawn
 * @property {string} address "" where messages bring what is new
 * @property {Told} view
 */
/** @typedef {{ part: "chart", replay?: { seconds: number, rows: Row[] } } & Frame} Chart */
/** @typedef {{ part: "digits", urls: string[], labels: number[], caption: string, css: string }} Digits */
/** @typedef {{ token: string } & (Progress | Chart | Digits)} Data */

const LOST_WORDS = "The course does not answer just now. What you see stays, and goes on when it answers again.";
const REDRAW = 400; // ms after a new line before the script runs for it

/** @extends {Part<Data>} */
class LivePart extends Part {
  drawing = this.later();
  root = this.find(".live");
  unread = () => {};
  /** @type {LiveChart | undefined} */
  chart;

  /** @param {Data | undefined} before */
  update(before) {
    const { data, props } = this;
    const feed = feedOf(data.token);
    this.unread();
    if (before && before.token !== data.token) this.closeChart();
    this.root.className = `live ${data.part}`;
    if (data.part === "progress") {
      if (data.view.at || !feed.at) feed.take(data.view); // one without an `at` is a part of what the feed has
      const gone = (/** @type {boolean} */ reached) =>
        reached ? this.over() : props.setStateValue("missing", data.token);
      if (data.address) feed.follow(data.address, gone);
      this.unread = feed.read(this.showProgress(data));
    } else if (data.part === "chart") {
      if (data.replay) feed.replay(data.replay);
      this.chart ??= new LiveChart(this.root, data, feed);
      this.unread = feed.read((feed) => this.chart?.show(data, feed));
    } else this.unread = feed.read(this.showDigits(data));
  }

  close() {
    super.close();
    this.unread();
    this.closeChart();
  }

  closeChart() {
    this.chart?.close();
    this.chart = undefined;
  }

  /** The script draws what comes next. */
  over() {
    this.props.setTriggerValue("over", Date.now());
  }

  /** @param {Progress} data @returns {(feed: Feed) => void} */
  showProgress({ label, lines, address }) {
    const { root } = this;
    if (!root.querySelector(".bar")) {
      const div = (/** @type {string} */ className, /** @type {(Node | string)[]} */ ...children) =>
        element("div", { className }, ...children);
      const standing = element("p", { className: "standing" }, element("strong"), element("span"));
      const bar = div("bar", div("fill"));
      bar.setAttribute("role", "progressbar");
      bar.setAttribute("aria-valuemin", "0");
      bar.setAttribute("aria-valuemax", "100");
      bar.setAttribute("aria-label", "Progress of the run");
      const spoken = div("spoken");
      spoken.setAttribute("aria-live", "polite");
      const words = div("words", standing, bar, element("p", { className: "note" }));
      const figure = div("figure", div("label", label), div("value"));
      root.replaceChildren(label ? div("figured", figure, words) : words, spoken);
    }
    return ({ rest, lost }) => {
      if (!rest) return;
      // Once for several lines
      if (lines !== null && rest.lines > lines && address) this.drawing.after(REDRAW, () => this.over());
      if (label) setText(this.find(".value"), rest.figure || "–");
      setText(this.find(".standing strong"), rest.words[0]);
      setText(this.find(".standing span"), rest.words[1]);
      this.find(".bar").classList.toggle("idle", rest.share === 0);
      this.find(".fill").style.width = `${100 * rest.share}%`;
      this.find(".bar").setAttribute("aria-valuenow", String(Math.round(100 * rest.share)));
      setText(this.find(".note"), lost ? LOST_WORDS : rest.note);
      setText(this.find(".spoken"), lost ? LOST_WORDS : rest.said); // once an epoch, not at every row
    };
  }

  /** @param {Digits} data @returns {(feed: Feed) => void} */
  showDigits({ urls, labels, caption, css }) {
    const told = element("p", { className: "caption" });
    const figures = urls.map((src) => element("figure", {}, element("img", { src }), element("figcaption")));
    const tiles = element("div", { className: "tiles" }, ...figures);
    this.root.replaceChildren(element("style", { textContent: css }), told, tiles);
    return ({ rest }) => {
      const guesses = rest?.guesses;
      let right = 0;
      figures.forEach((figure, i) => {
        const [truth, guess] = [labels[i], guesses?.[i]];
        const isRight = guess === truth;
        right += Number(isRight);
        figure.className = guesses ? (isRight ? "right" : "wrong") : "";
        find(figure, "img", HTMLImageElement).alt = guesses ? `a ${truth}, read as ${guess}` : `a ${truth}`;
        setText(find(figure, "figcaption"), guesses ? `${guess} ${isRight ? "✓" : "✗"}` : "–");
      });
      setText(told, guesses ? `${caption}: ${right} right` : caption);
    };
  }
}

export default mount(LivePart);
