// A learner's runs to find and to pick, grouped by picture set: a click opens one, ticks choose those to compare. Searching,
// filtering and sorting ask nobody.

import { element, setText } from "../shared/elements.js";
import { mount, Part } from "../shared/part.js";
import { perCent, wilson } from "../shared/proportion.js";
import { drawn } from "../shared/svg.js";
import { found, line, offered } from "./run_find.js";

/** @import { Props } from "../shared/part.js" */
/** @import { Count, Group, Line } from "./run_find.js" */
/**
 * @typedef {object} Data what lib/screen/runs/lab_book.py gives
 * @property {Group[]} groups
 * @property {string[]} orders
 * @property {string[]} chosen ids of the runs that the page shows; with any, the list is folded
 * @property {number} most that can be compared
 */

const WIDTH = 96;
const HEIGHT = 28;
const HEADS = ["Compare", "Run", "Method, settings that differ", "Validation", "Test", "Time", "Curve"];

/** @extends {Part<Data>} */
class RunList extends Part {
  /** @type {Set<string>} */ ticked = new Set();
  wanted = { search: "", set: "", how: "", state: "", order: 0 };
  /** @type {string[]} as they stand in the list */ shown = [];
  focus = "";

  /** @param {Props<Data>} props */
  constructor(props) {
    super(props);
    this.find("input", HTMLInputElement).oninput = (event) => {
      this.wanted.search = /** @type {HTMLInputElement} */ (event.target).value;
      this.draw();
    };
    for (const key of /** @type {const} */ (["set", "how", "state", "order"]))
      this.select(key).onchange = () => {
        if (key === "order") this.wanted.order = this.select(key).selectedIndex;
        else this.wanted[key] = this.select(key).value;
        this.draw();
      };
    this.find(".clear").onclick = () => {
      this.ticked.clear();
      this.draw();
    };
    this.find(".together").onclick = () => this.pick([...this.ticked]);
    this.find(".all").onclick = () => this.pick([]);
    this.find(".newer").onclick = () => this.step(-1);
    this.find(".older").onclick = () => this.step(1);
  }

  /** @param {Data | undefined} before */
  update(before) {
    const { groups, orders, chosen } = this.data;
    const runs = groups.flatMap((group) => group.runs);
    if (chosen.length > 1) this.ticked = new Set(chosen);
    for (const id of this.ticked) if (!runs.some((run) => run.id === id)) this.ticked.delete(id);
    this.offer("set", "All sets", offered(groups.map(({ title }) => title)));
    this.offer("how", "All methods", offered(runs.map(({ how }) => how)));
    this.offer("state", "All", offered(runs.map(({ state }) => state)));
    if (!before) this.select("order").replaceChildren(...orders.map((name) => element("option", {}, name)));
    this.find(".list").hidden = chosen.length > 0;
    this.find(".back").hidden = !chosen.length;
    setText(this.find(".all"), `‹ All ${runs.length.toLocaleString("en")} runs`);
    this.draw();
    for (const [name, off] of /** @type {const} */ ([
      [".newer", -1],
      [".older", 1],
    ])) {
      const button = this.find(name, HTMLButtonElement);
      button.hidden = chosen.length !== 1;
      button.disabled = !this.beside(off);
    }
    if (before && before.chosen.join() !== chosen.join()) this.turn(before.chosen);
  }

  /** The focus goes with what is shown: to the way back, or to the run that was open. @param {string[]} before */
  turn(before) {
    const { chosen } = this.data;
    if (chosen.length && this.focus !== "step") this.find(".all").focus({ preventScroll: true });
    if (!chosen.length)
      this.find(".groups").querySelector(`[data-run="${before[0]}"]`)?.scrollIntoView({ block: "center" });
    if (!chosen.length)
      /** @type {HTMLElement | null} */ (this.find(".groups").querySelector(`[data-run="${before[0]}"] .open`))?.focus({
        preventScroll: true,
      });
    this.focus = "";
  }

  /** @param {string} key */
  select(key) {
    return this.find(`.${key} select`, HTMLSelectElement);
  }

  /** Offers a filter where there is something to choose. @param {"set" | "how" | "state"} key @param {string} all @param {string[]} values */
  offer(key, all, values) {
    const select = this.select(key);
    if (!values.includes(this.wanted[key])) this.wanted[key] = "";
    select.replaceChildren(
      element("option", { value: "" }, all),
      ...values.map((value) => element("option", { value }, value)),
    );
    select.value = this.wanted[key];
    this.find(`.${key}`).hidden = values.length < 2;
  }

  /** @param {string[]} ids */
  pick(ids) {
    this.props.setStateValue("picked", ids);
  }

  /** The run above or below the open one. @param {number} off */
  beside(off) {
    const at = this.shown.indexOf(this.data.chosen[0]);
    return at < 0 ? undefined : this.shown[at + off];
  }

  /** @param {number} off */
  step(off) {
    const id = this.beside(off);
    this.focus = "step";
    if (id) this.pick([id]);
  }

  draw() {
    const groups = found(this.data.groups, this.wanted);
    const all = this.data.groups.reduce((n, { runs }) => n + runs.length, 0);
    this.shown = groups.flatMap(({ runs }) => runs.map(({ id }) => id));
    this.find(".tools").hidden = all < 2;
    const count = this.shown.length === all ? "" : `${this.shown.length} of ${all} runs`;
    setText(
      this.find(".count"),
      this.shown.length ? count : "No run is like that. Search for less, or take a filter away.",
    );
    this.find(".groups").replaceChildren(...groups.map((group) => this.group(group, all > 1)));
    this.tray();
  }

  tray() {
    const n = this.ticked.size;
    this.find(".tray").hidden = !n;
    setText(this.find(".ticked"), n === 1 ? "1 run ticked: tick another" : `${n} runs ticked`);
    const compare = this.find(".together", HTMLButtonElement);
    compare.disabled = n < 2;
    for (const box of this.find(".groups").querySelectorAll("input"))
      box.disabled = n >= this.data.most && !box.checked;
  }

  /** @param {Group} group @param {boolean} several whether there is something to compare */
  group({ title, runs }, several) {
    const table = element("table", { className: several ? "several" : "" });
    table.append(element("caption", {}, title, element("small", {}, ` ${runs.length}`)));
    const heads = HEADS.map((name) =>
      element("th", { scope: "col", className: name.toLowerCase().split(/\W/)[0] }, name),
    );
    const head = element("tr", { role: "row" }, ...heads);
    table.append(element("thead", { role: "rowgroup" }, head));
    const body = element("tbody", { role: "rowgroup" }, ...runs.map((run) => this.row(run)));
    table.append(body);
    table.setAttribute("role", "table"); // drawn as cards on a phone, a table all the same
    return table;
  }

  /** @param {Line} run */
  row(run) {
    const { id, name, when, how, role, differs, state, mark, validation, test, time, curve } = run;
    const tick = element("input", { type: "checkbox", checked: this.ticked.has(id) });
    tick.setAttribute("aria-label", `Compare ${name}, ${when}`);
    tick.onchange = () => {
      if (tick.checked) this.ticked.add(id);
      else this.ticked.delete(id);
      this.tray();
    };
    const open = element("button", { type: "button", className: "open", onclick: () => this.pick([id]) }, name);
    const small = [when, `#${id.slice(0, 4)}`, ...(state === "done" ? [] : [state])].join(" · ");
    const marks = mark ? [element("small", { className: "mark" }, mark)] : [];
    const row = element(
      "tr",
      {
        onclick: (event) => {
          if (!(event.target instanceof Element && event.target.closest("button, label, input"))) this.pick([id]);
        },
      },
      cell("compare", element("label", { className: "tick" }, tick)),
      cell("run", open, element("small", {}, small), ...marks),
      cell("method", element("span", { className: `dot ${role}` }), how, element("small", {}, differs)),
      share("validation", "Validation", validation),
      share("test", "Test", test),
      cell("time", time),
      cell("curve", spark(curve, role)),
    );
    row.dataset.run = id;
    row.setAttribute("role", "row");
    return row;
  }
}

/** @param {string} name @param {(Node | string)[]} children */
function cell(name, ...children) {
  const made = element("td", { className: name }, ...children);
  made.setAttribute("role", "cell");
  return made;
}

/** A share with its interval. @param {string} name @param {string} label @param {Count | null} count */
function share(name, label, count) {
  if (!count) return cell(name, "–");
  const [low, high] = wilson(...count);
  const interval = `${perCent(low).replace(" %", "")}–${perCent(high)}`;
  return cell(
    name,
    element("span", { className: "label" }, label),
    element("b", {}, perCent(count[0] / count[1])),
    element("small", { title: `${count[0].toLocaleString("en")} of ${count[1].toLocaleString("en")}` }, interval),
  );
}

/** @param {number[]} curve @param {string} role */
function spark(curve, role) {
  const points = line(curve, WIDTH - 4, HEIGHT - 6);
  if (!points) return "";
  const view = `-2 -3 ${WIDTH} ${HEIGHT}`;
  const told = `Validation accuracy from ${perCent(curve[0])} to ${perCent(curve[curve.length - 1])}`;
  const path = drawn("polyline", { points, class: role });
  return drawn("svg", { viewBox: view, width: WIDTH, height: HEIGHT, role: "img", "aria-label": told }, path);
}

export default mount(RunList);
