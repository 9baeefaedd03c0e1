// The pictures of one class: tap to choose, then delete or move what is chosen. Python is told ids only.

import { element } from "../shared/elements.js";
import { mount, Part } from "../shared/part.js";

/**
 * @typedef {object} Data
 * @property {{ id: string, url: string, name: string, twin: boolean }[]} pictures
 * @property {{ name: string, label: number }[]} others the classes that a picture can be moved to
 */

/** @extends {Part<Data>} */
class OwnGrid extends Part {
  /** @type {Set<string>} */
  chosen = new Set();

  update() {
    const { pictures, others } = this.data;
    const there = new Set(pictures.map(({ id }) => id));
    for (const id of this.chosen) if (!there.has(id)) this.chosen.delete(id);
    const buttons = pictures.map((picture) => this.button(picture));
    this.find(".grid").replaceChildren(...buttons.map((button) => element("li", {}, button)));
    const select = this.find("select", HTMLSelectElement);
    select.replaceChildren(
      new Option("another class", ""),
      ...others.map(({ name, label }) => new Option(name, String(label))),
    );
    this.find(".to").hidden = !others.length;
    select.onchange = () => select.value !== "" && this.tell(Number(select.value));
    this.find(".delete").onclick = () => this.tell(null);
    this.find(".none").onclick = () => {
      this.chosen.clear();
      for (const button of buttons) button.setAttribute("aria-pressed", "false");
      this.showTools();
    };
    this.showTools();
  }

  /** @param {Data["pictures"][number]} picture */
  button({ id, url, name, twin }) {
    const { chosen } = this;
    const image = element("img", { src: url, alt: twin ? `${name}, has a twin` : name });
    const button = element("button", { type: "button", title: name }, image);
    button.classList.toggle("twin", twin);
    button.setAttribute("aria-pressed", String(chosen.has(id)));
    button.onclick = () => {
      if (!chosen.delete(id)) chosen.add(id);
      button.setAttribute("aria-pressed", String(chosen.has(id)));
      this.showTools();
    };
    return button;
  }

  showTools() {
    this.find(".tools").hidden = !this.chosen.size;
    this.find(".chosen").textContent = `${this.chosen.size} chosen`;
  }

  /** @param {number | null} to a class; null deletes */
  tell(to) {
    this.props.setTriggerValue("change", { ids: [...this.chosen], to });
    this.chosen.clear();
    this.showTools();
  }
}

export default mount(OwnGrid);
