// One class: its name, a button to hold for the camera, a place for photos, its pictures.

import { element, find, setText } from "../shared/elements.js";
import { takeDrops } from "./dropped.js";
import { Grid } from "./grid.js";
import { CAMERA, CROSS, PHOTOS } from "./icons.js";

/** @import { OwnSet } from "../own_learning/own_set.js" */
/** @import { Collect } from "./collect.js" */

export class ClassCard {
  /** @type {OwnSet | undefined} whose pictures the grid shows */
  shown;

  /** @param {number} label @param {Collect} collect */
  constructor(label, collect) {
    this.label = label;
    this.collect = collect;
    const { studio } = collect;
    const innerHTML =
      '<div class="top"><input class="name" type="text" maxlength="60" autocomplete="off" /><span class="count"></span>' +
      `<button class="icon remove" type="button">${CROSS}</button></div><div class="ways">` +
      `<button class="hold" type="button" aria-pressed="false">${CAMERA}<span>Hold to record</span></button>` +
      `<button class="drop" type="button">${PHOTOS}<span>Add photos</span></button></div><div class="pictures"></div>`;
    this.root = element("li", { className: "class", innerHTML });
    this.name = find(this.root, ".name", HTMLInputElement);
    this.hold = find(this.root, ".hold", HTMLButtonElement);
    this.remove = find(this.root, ".remove", HTMLButtonElement);
    this.grid = new Grid(find(this.root, ".pictures"), (ids, to) => collect.mend(ids, to));
    this.name.onchange = () => this.rename();
    this.name.onkeydown = (event) => event.key === "Enter" && this.name.blur();
    this.remove.onclick = () => {
      const { set } = studio;
      studio.change((set) => set.withoutClass(this.label), `${set.classes[this.label]} is removed.`, set);
    };
    find(this.root, ".drop").onclick = () => collect.choosePhotos(this.label);
    takeDrops(this.root, (found) => collect.take(found, this.label));
    this.listenToHold();
  }

  rename() {
    const { studio } = this.collect;
    const old = studio.set.classes[this.label];
    if (this.name.value.trim() === old || !studio.change((set) => set.renamed(this.label, this.name.value)))
      this.name.value = old;
  }

  listenToHold() {
    const { hold, collect } = this;
    hold.oncontextmenu = (event) => event.preventDefault(); // a long touch is meant
    hold.onpointerdown = (event) => {
      if (event.button > 0) return;
      hold.setPointerCapture(event.pointerId);
      collect.recorder.hold(this.label);
    };
    const done = () => collect.recorder.release(this.label);
    hold.onpointerup = hold.onpointercancel = hold.onlostpointercapture = done;
    hold.onkeydown = (event) => {
      if (event.key !== " " && event.key !== "Enter") return;
      event.preventDefault();
      if (!event.repeat) collect.recorder.hold(this.label);
    };
    hold.onkeyup = hold.onblur = done;
  }

  draw() {
    const { studio, recorder } = this.collect;
    const { set } = studio;
    const name = set.classes[this.label];
    if (!this.name.matches(":focus")) this.name.value = name;
    this.name.setAttribute("aria-label", `Name of class ${this.label + 1}`);
    const count = set.counts[this.label];
    setText(find(this.root, ".count"), count ? `${count} ${count === 1 ? "picture" : "pictures"}` : "no pictures yet");
    this.remove.setAttribute("aria-label", `Remove the class ${name}`);
    this.remove.title = "Remove this class";
    const isHeld = recorder.holding?.label === this.label;
    this.hold.setAttribute("aria-pressed", String(isHeld));
    this.hold.setAttribute("aria-label", `Hold to record: ${name}`);
    setText(find(this.hold, "span"), isHeld ? "Recording …" : "Hold to record");
    this.hold.disabled = set.room <= 0;
    find(this.root, ".drop").setAttribute("aria-label", `Add photos of ${name}`);
    if (set === this.shown) return;
    this.shown = set;
    const { groups } = set;
    const twins = new Map();
    for (const group of groups) twins.set(group, (twins.get(group) ?? 0) + 1);
    const pictures = set.members(this.label).map((i) => ({ ...set.pictures[i], isTwin: twins.get(groups[i]) > 1 }));
    const others = set.classes.flatMap((name, label) => (label === this.label ? [] : [{ name, label }]));
    this.grid.show(pictures, others);
  }

  close() {
    this.grid.close();
    this.root.remove();
  }
}
