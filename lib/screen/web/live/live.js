// The parts of a live run's view. Each shows what its page's feed has; the progress part also feeds it.
// Needs live_feed.js and live_chart.js.

const LOST_WORDS = "The course does not answer just now. What you see stays, and goes on when it answers again.";
const REDRAW = 400; // ms after a new line before the script runs for it
const parts = new WeakMap(); // parentElement -> { stop, chart }: Streamlit calls the default export at every redraw

export default function ({ parentElement, data, setStateValue, setTriggerValue }) {
  const root = parentElement.querySelector(".live");
  let part = parts.get(parentElement);
  if (part?.token !== data.token) part?.stop?.();
  else part.unread();
  part = { token: data.token, chart: part?.chart };
  parts.set(parentElement, part);
  root.className = `live ${data.part}`;
  const feed = feedOf(data.token);
  if (data.view) feed.take(data.view);
  if (data.address)
    feed.follow(data.address, (reached) => (reached ? setTriggerValue("over", Date.now()) : setStateValue("missing", data.token)));
  if (data.replay) feed.replay(data.replay);
  part.drawn = () => setTriggerValue("over", Date.now());
  part.unread = feed.read(SHOW[data.part](root, data, part));
  part.stop = () => {
    part.unread();
    part.chart?.close();
    part.chart = undefined;
  };
  return () => {
    parts.get(parentElement)?.stop();
    parts.delete(parentElement);
  };
}

const SHOW = { progress: showProgress, chart: showChart, digits: showDigits };

function showProgress(root, data, part) {
  const make = (name, className, ...children) => {
    const element = document.createElement(name);
    if (className) element.className = className;
    element.append(...children);
    return element;
  };
  if (!root.querySelector(".bar")) {
    const figure = make("div", "figure", make("div", "label", data.label), make("div", "value"));
    const standing = make("p", "standing", make("strong"), make("span"));
    const bar = make("div", "bar", make("div", "fill"));
    bar.setAttribute("role", "progressbar");
    bar.setAttribute("aria-valuemin", "0");
    bar.setAttribute("aria-valuemax", "100");
    bar.setAttribute("aria-label", "Progress of the run");
    const spoken = make("div", "spoken");
    spoken.setAttribute("aria-live", "polite");
    const words = make("div", "words", standing, bar, make("p", "note"));
    root.replaceChildren(data.label ? make("div", "figured", figure, words) : words, spoken);
  }
  const find = (selector) => root.querySelector(selector);
  return ({ rest, lost }) => {
    if (!rest.words) return;
    if (data.lines !== null && rest.lines > data.lines && data.address) {
      clearTimeout(part.drawing); // the script draws what has come: once for several lines
      part.drawing = setTimeout(part.drawn, REDRAW);
    }
    if (data.label) setText(find(".value"), rest.figure || "–");
    setText(find(".standing strong"), rest.words[0]);
    setText(find(".standing span"), rest.words[1]);
    find(".fill").style.width = `${100 * rest.share}%`;
    find(".bar").setAttribute("aria-valuenow", String(Math.round(100 * rest.share)));
    setText(find(".note"), lost ? LOST_WORDS : rest.note);
    setText(find(".spoken"), lost ? LOST_WORDS : rest.said); // once an epoch, not at every row
  };
}

function showChart(root, data, part) {
  part.chart ??= new LiveChart(root);
  return (feed) => part.chart.show(data, feed);
}

function showDigits(root, data) {
  const style = document.createElement("style");
  style.textContent = data.css;
  const caption = document.createElement("p");
  caption.className = "caption";
  const tiles = document.createElement("div");
  tiles.className = "tiles";
  const made = data.urls.map((url) => {
    const figure = document.createElement("figure");
    const image = Object.assign(document.createElement("img"), { src: url });
    figure.append(image, document.createElement("figcaption"));
    tiles.append(figure);
    return figure;
  });
  root.replaceChildren(style, caption, tiles);
  return ({ rest: { guesses } }) => {
    let right = 0;
    made.forEach((figure, i) => {
      const truth = data.labels[i], guess = guesses?.[i];
      const isRight = guess === truth;
      right += isRight;
      figure.className = guesses ? (isRight ? "right" : "wrong") : "";
      figure.firstChild.alt = guesses ? `a ${truth}, read as ${guess}` : `a ${truth}`;
      setText(figure.lastChild, guesses ? `${guess} ${isRight ? "✓" : "✗"}` : "–");
    });
    setText(caption, guesses ? `${data.caption}: ${right} right` : data.caption);
  };
}

function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}
