// The pictures of one class as thumbnails: tap to choose, then delete or move what is chosen.

import { element, find } from "../shared/elements.js";

/** @typedef {{ id: string, name: string, jpeg: Blob, isTwin: boolean }} Thumbnail */
/** @typedef {{ name: string, label: number }} Other a class that a picture can be moved to */

export class Grid {
  /** @type {Set<string>} */
  chosen = new Set();
  /** @type {Map<string, { line: HTMLLIElement, url: string }>} by the picture's id */
  tiles = new Map();

  /** @param {HTMLElement} root @param {(ids: string[], to: number | null) => void} tell null deletes */
  constructor(root, tell) {
    root.innerHTML =
      '<ul class="grid"></ul><div class="tools" hidden><span class="chosen" role="status"></span>' +
      '<button class="delete" type="button">Delete</button><select aria-label="Move to another class"></select>' +
      '<button class="none" type="button">Choose none</button></div>';
    this.list = find(root, ".grid");
    this.tools = find(root, ".tools");
    this.select = find(root, "select", HTMLSelectElement);
    const told = (/** @type {number | null} */ to) => {
      const ids = [...this.chosen];
      this.choose();
      tell(ids, to);
    };
    this.select.onchange = () => this.select.value !== "" && told(Number(this.select.value));
    find(root, ".delete").onclick = () => told(null);
    find(root, ".none").onclick = () => this.choose();
  }

  /** @param {Thumbnail[]} pictures @param {Other[]} others */
  show(pictures, others) {
    const there = new Set(pictures.map(({ id }) => id));
    for (const [id, { line, url }] of this.tiles) {
      if (there.has(id)) continue;
      URL.revokeObjectURL(url);
      line.remove();
      this.tiles.delete(id);
      this.chosen.delete(id);
    }
    pictures.forEach((picture, i) => {
      const { line } = this.tiles.get(picture.id) ?? this.tile(picture);
      if (this.list.children[i] !== line) this.list.insertBefore(line, this.list.children[i] ?? null);
      const button = find(line, "button");
      button.classList.toggle("twin", picture.isTwin);
      find(line, "img", HTMLImageElement).alt = picture.isTwin ? `${picture.name}, has a twin` : picture.name;
    });
    this.list.hidden = !pictures.length;
    this.select.hidden = !others.length;
    this.select.replaceChildren(
      new Option("Move to …", ""),
      ...others.map(({ name, label }) => new Option(name, String(label))),
    );
    this.showTools();
  }

  /** @param {Thumbnail} picture */
  tile({ id, name, jpeg }) {
    const url = URL.createObjectURL(jpeg);
    const image = element("img", { src: url, loading: "lazy", decoding: "async" });
    const button = element("button", { type: "button", title: name }, image);
    button.setAttribute("aria-pressed", "false");
    button.onclick = () => {
      if (!this.chosen.delete(id)) this.chosen.add(id);
      this.showTools();
    };
    const made = { line: element("li", {}, button), url };
    this.tiles.set(id, made);
    return made;
  }

  /** Chooses none. */
  choose() {
    this.chosen.clear();
    this.showTools();
  }

  showTools() {
    for (const [id, { line }] of this.tiles)
      find(line, "button").setAttribute("aria-pressed", String(this.chosen.has(id)));
    this.tools.hidden = !this.chosen.size;
    find(this.tools, ".chosen").textContent = `${this.chosen.size} chosen`;
  }

  close() {
    for (const { url } of this.tiles.values()) URL.revokeObjectURL(url);
  }
}
