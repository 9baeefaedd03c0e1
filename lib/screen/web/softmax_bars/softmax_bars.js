// A gentle softmax: three answers, a logit each that the learner moves, and three probabilities that share one bar.

import { roundTogether } from "../network_view/network_maths.js";
import { element, find, setText, within } from "../shared/elements.js";
import { largest, softmax } from "../shared/forward.js";
import { mount, Part } from "../shared/part.js";
import { plain, signed } from "../shared/signed.js";

/** @import { Props } from "../shared/part.js" */

const NAMES = ["cat", "dog", "rabbit"];
const START = [1, 0, -1];
const [LOWEST, HIGHEST, STEP] = [-4, 8, 0.5];

/** @extends {Part<{}>} */
class SoftmaxBars extends Part {
  /** @type {Float32Array} */
  logits = Float32Array.from(START);
  /** @type {Float32Array} */
  probabilities = new Float32Array(NAMES.length);

  /** @param {Props<{}>} props */
  constructor(props) {
    super(props);
    this.rows = NAMES.map((name, i) => this.newRow(name, i));
    this.find(".rows").append(...this.rows);
    this.find(".bar").append(...NAMES.map(() => element("i")));
    this.find(".all").onclick = () =>
      this.set(
        this.logits.map((logit) => logit + 1),
        "all",
      );
    this.find(".reset").onclick = () => this.set(Float32Array.from(START), "");
    this.show("");
  }

  /** @param {string} name @param {number} i */
  newRow(name, i) {
    const step = (/** @type {string} */ kind, /** @type {string} */ sign) =>
      `<button type="button" class="${kind}" aria-label="Logit of ${name}: ${kind}">${sign}</button>`;
    const slider = `<input type="range" min="${LOWEST}" max="${HIGHEST}" step="${STEP}" aria-label="Logit of ${name}">`;
    const parts = [`<span class="name"><i></i>${name}</span>`, step("less", "−"), slider, step("more", "+")];
    parts.push('<span class="logit"></span><span class="track"><i></i></span><span class="share"></span>');
    const row = element("div", { className: "row", innerHTML: parts.join("") });
    const field = find(row, "input", HTMLInputElement);
    const change = (/** @type {number} */ value) => {
      const logits = this.logits.slice();
      logits[i] = within(value, LOWEST, HIGHEST);
      this.set(logits, name);
    };
    field.oninput = () => change(Number(field.value));
    find(row, ".less").onclick = () => change(this.logits[i] - STEP);
    find(row, ".more").onclick = () => change(this.logits[i] + STEP);
    return row;
  }

  /** @param {Float32Array} logits @param {string} moved a name, "all", or "" */
  set(logits, moved) {
    const i = NAMES.indexOf(moved);
    const up = i >= 0 && logits[i] > this.logits[i];
    this.logits = logits;
    this.show(moved, up);
  }

  /** @param {string} moved */
  show(moved, up = false) {
    const { logits } = this;
    softmax(logits, this.probabilities);
    const shares = roundTogether(Array.from(this.probabilities), 2);
    const texts = shares.map((share) => share.toFixed(2));
    this.rows.forEach((row, i) => {
      const slider = find(row, "input", HTMLInputElement);
      slider.value = String(logits[i]);
      slider.setAttribute("aria-valuetext", `logit ${plain(logits[i], 1)}, probability ${texts[i]}`);
      setText(find(row, ".logit"), plain(logits[i], 1));
      setText(find(row, ".share"), texts[i]);
      find(row, ".less", HTMLButtonElement).disabled = logits[i] <= LOWEST;
      find(row, ".more", HTMLButtonElement).disabled = logits[i] >= HIGHEST;
      find(row, ".track i").style.setProperty("--p", String(this.probabilities[i]));
      /** @type {HTMLElement} */ (this.find(".bar").children[i]).style.setProperty(
        "--p",
        String(this.probabilities[i]),
      );
    });
    this.find(".all", HTMLButtonElement).disabled = Math.max(...logits) + 1 > HIGHEST;
    setText(this.find(".sum"), `${texts.join(" + ")} = 1.00`);
    this.find(".bar").setAttribute("aria-label", NAMES.map((name, i) => `${name} ${texts[i]}`).join(", "));
    setText(this.find(".told"), told(moved, up, logits, texts));
  }
}

/** @param {string} moved @param {boolean} up @param {Float32Array} logits @param {string[]} texts */
function told(moved, up, logits, texts) {
  if (moved === "all") return "Every logit grew by 1. No probability moved: only the differences count.";
  if (moved === "") return "Move one logit, and watch all three bars.";
  const best = largest(logits);
  const rest = up ? "The others got less" : "The others got more";
  const lead = signed(logits[best] - Math.max(...logits.filter((_, i) => i !== best)), 1);
  if (Number(lead) === 0) return `${rest}. Two answers have the same logit, so they get the same probability.`;
  return `${rest}. The highest logit, ${NAMES[best]}, leads by ${lead.slice(1)} and gets ${texts[best]}.`;
}

export default mount(SoftmaxBars);
