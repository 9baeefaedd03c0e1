// The settings of a run as fields: made from the course's own table of them, and never out of their range.

import { element } from "../shared/elements.js";

/**
 * A line of the table of settings.
 * @typedef {object} Field
 * @property {string} name
 * @property {string} label
 * @property {"int" | "float" | "choice" | "bool"} kind
 * @property {string | number | boolean} default
 * @property {string} help
 * @property {number | null} [low]
 * @property {number | null} [high]
 * @property {boolean} [front] whether it is always in sight
 * @property {[value: string, title: string][]} [choices]
 */
/** @typedef {Record<string, string | number | boolean>} Settings */

export class Fields {
  /** @type {Settings} */
  values = {};
  /** @type {(HTMLInputElement | HTMLSelectElement)[]} */
  inputs = [];
  /** @type {Set<string>} what somebody has chosen */
  chosen = new Set();

  /** @param {HTMLElement} front @param {HTMLElement} more @param {Field[]} fields @param {Settings} usual
   * @param {() => void} changed */
  constructor(front, more, fields, usual, changed) {
    this.changed = changed;
    for (const field of fields) {
      this.values[field.name] = usual[field.name] ?? field.default;
      (field.front ? front : more).append(this.line(field));
    }
  }

  /** @param {boolean} off while a run goes on its settings stay */
  disable(off) {
    for (const input of this.inputs) input.disabled = off;
  }

  /** Sets these, as if nobody had chosen them yet. @param {Settings} values */
  put(values) {
    for (const input of this.inputs) {
      const value = values[input.name];
      if (value === undefined || value === this.values[input.name]) continue;
      this.values[input.name] = value;
      if (input instanceof HTMLInputElement && input.type === "checkbox") input.checked = Boolean(value);
      else input.value = String(value);
    }
  }

  /** The usual value of a setting, where nobody has chosen another. @param {string} name @param {number} value */
  suggest(name, value) {
    if (!this.chosen.has(name)) this.put({ [name]: value });
  }

  /** @param {Field} field */
  line(field) {
    const input = field.kind === "choice" ? this.select(field) : this.input(field);
    input.name = field.name;
    this.inputs.push(input);
    const help = element("small", {}, field.help);
    return element(
      "label",
      { className: "field" },
      element("span", {}, field.label),
      input,
      ...(field.front ? [] : [help]),
    );
  }

  /** @param {Field} field */
  select({ name, choices = [] }) {
    const select = element("select", {}, ...choices.map(([value, title]) => new Option(title, value)));
    select.value = String(this.values[name]);
    select.onchange = () => this.set(name, select.value);
    return select;
  }

  /** @param {Field} field */
  input({ name, kind, low, high }) {
    const value = this.values[name];
    if (kind === "bool") {
      const box = element("input", { type: "checkbox", checked: Boolean(value) });
      box.onchange = () => this.set(name, box.checked);
      return box;
    }
    const input = element("input", { type: "number", value: String(value), step: kind === "int" ? "1" : "any" });
    if (typeof low === "number") input.min = String(low);
    if (typeof high === "number") input.max = String(high);
    input.onchange = () => {
      const said = kind === "int" ? Math.round(input.valueAsNumber) : input.valueAsNumber;
      const fits = Number.isFinite(said) ? Math.min(high ?? said, Math.max(low ?? said, said)) : this.values[name];
      input.value = String(fits);
      this.set(name, fits);
    };
    return input;
  }

  /** @param {string} name @param {string | number | boolean} value */
  set(name, value) {
    this.values[name] = value;
    this.chosen.add(name);
    this.changed();
  }
}
