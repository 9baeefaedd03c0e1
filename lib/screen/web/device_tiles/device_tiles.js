// Pictures of this tab's own set with what a model said of them. Python knows their names alone; here they are looked up.

import { open } from "../own_files/store.js";
import { element, setText } from "../shared/elements.js";
import { mount, Part } from "../shared/part.js";

/**
 * @typedef {object} Data
 * @property {{ id: string, alt: string, title: string, line: string }[]} tiles
 * @property {string} gone what is said where some are not here
 */

/** @extends {Part<Data>} */
class DeviceTiles extends Part {
  store = open();
  /** @type {string[]} */
  urls = [];
  shown = "";

  /** @param {ConstructorParameters<typeof Part<Data>>[0]} props */
  constructor(props) {
    super(props);
    this.ends.push(() => this.free());
  }

  async update() {
    const { tiles, gone } = this.data;
    const asked = JSON.stringify(tiles);
    if (asked === this.shown) return;
    this.shown = asked;
    const store = await this.store;
    const pictures = await Promise.all(tiles.map(({ id }) => store.picture(id)));
    if (asked !== this.shown) return; // others were asked for meanwhile
    this.free();
    const figures = tiles.map(({ alt, title, line }, i) => {
      const words = element("figcaption", {}, element("b", {}, title), element("span", {}, line));
      return element("figure", {}, this.image(pictures[i], alt), words);
    });
    this.find(".photos").replaceChildren(...figures);
    const some = pictures.some((picture) => !picture);
    this.find(".gone").hidden = !some;
    setText(this.find(".gone"), some ? gone : "");
  }

  /** @param {Blob | null} picture @param {string} alt */
  image(picture, alt) {
    if (!picture) return element("div", { className: "nothing" });
    const url = URL.createObjectURL(picture);
    this.urls.push(url);
    return element("img", { src: url, alt });
  }

  free() {
    for (const url of this.urls) URL.revokeObjectURL(url);
    this.urls = [];
  }
}

export default mount(DeviceTiles);
