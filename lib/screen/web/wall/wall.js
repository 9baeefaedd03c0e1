// The wall: all pictures of a part, arranged by what the learner chooses, brushed by a cell, a range of sureness, a class, a
// threshold, and the figures that follow. All of it happens here: Python hears only which picture is opened, and which
// files of pictures it has not made yet.

import { arrow, setText } from "../shared/elements.js";
import { bytesOf } from "../shared/files.js";
import { mount, Part } from "../shared/part.js";
import { Atlas, takePixels } from "./wall_atlas.js";
import { Brushing } from "./wall_brushing.js";
import { coloursOf } from "./wall_colours.js";
import { unpack } from "./wall_data.js";
import { thousands } from "./wall_figures.js";
import { Hung } from "./wall_hung.js";
import { beside, percent } from "./wall_layout.js";
import { showOne } from "./wall_one.js";
import { Paint } from "./wall_paint.js";
import { Looking } from "./wall_view.js";

/** @import { Props } from "../shared/part.js" */
/** @import { Level } from "./wall_atlas.js" */
/** @import { Wall } from "./wall_data.js" */
/** @import { By } from "./wall_layout.js" */
/** @import { Detail } from "./wall_one.js" */
/** @import { Scene } from "./wall_paint.js" */

/**
 * @typedef {object} Data
 * @property {string} of which model and part
 * @property {{ address: string } | { text: string }} numbers `unpack` reads them
 * @property {string[]} classes
 * @property {string} things "digits", "photos" or "pictures"
 * @property {"validation" | "test"} part
 * @property {boolean} sharp
 * @property {string} like by what likeness is
 * @property {{ small: Level, large: Level | null } | null} pictures null where they are not here
 * @property {Detail | null} detail of the opened picture
 */

/** @extends {Part<Data>} */
class PictureWall extends Part {
  frame = this.later();
  hung = new Hung(this.later(), () => this.paintNow());
  asking = this.later();
  speaking = this.later();
  canvas = this.find(".pictures", HTMLCanvasElement);
  /** @type {Wall | null} */
  wall = null;
  /** @type {Atlas | null} */
  small = null;
  /** @type {Atlas | null} */
  large = null;
  opened = -1;
  focus = -1;
  wanted = "";
  colours = coloursOf(this.find(".wall"), this.find(".wrong-colour"));

  /** @param {Props<Data>} props */
  constructor(props) {
    super(props);
    this.paint = new Paint(this.canvas, this.data.sharp);
    this.brushing = new Brushing(
      this.find,
      () => this.look(),
      (words) => this.speak(words),
    );
    this.looking = new Looking(
      this.canvas,
      () => this.draw(),
      (x, y) => this.openAt(x, y),
    );
    this.find(".in").onclick = () => this.looking.in();
    this.find(".out").onclick = () => this.looking.out();
    this.find(".whole").onclick = () => this.looking.whole();
    this.canvas.onkeydown = (event) => this.press(event);
    this.canvas.onblur = () => {
      this.focus = -1;
      this.draw();
    };
    this.find(".by", HTMLSelectElement).onchange = () => this.hang();
    this.watchSize(this.canvas, () => this.measure());
  }

  /** @param {Data | undefined} before */
  update(before) {
    const { data } = this;
    if (before?.of !== data.of) this.begin();
    else if (this.wall) {
      if (data.pictures && this.small) this.small.level = data.pictures.small;
      if (data.pictures?.large && this.large) this.large.level = data.pictures.large;
      this.draw();
      this.showOpened();
    }
  }

  /** Another model or part. */
  async begin() {
    const { data } = this;
    this.wall = null;
    this.small?.close();
    this.large?.close();
    this.opened = this.focus = -1;
    const { pictures } = data;
    const fail = () => this.props.setStateValue("missing", true);
    this.small = pictures && new Atlas(pictures.small, (sheet) => this.takeSmall(sheet), fail);
    this.large = pictures?.large ? new Atlas(pictures.large, () => this.draw(), fail) : null;
    try {
      const wall = unpack(await bytesOf(data.numbers));
      if (this.data.of !== data.of) return;
      this.start(wall);
    } catch {
      if (!("text" in data.numbers)) fail();
    }
  }

  /** @param {Wall} wall */
  start(wall) {
    const { classes, things, part, pictures, like } = this.data;
    this.wall = wall;
    this.hung.start(wall);
    const side = pictures?.small.side ?? 0;
    this.paint.pixels = side && side <= 8 ? new Uint32Array(wall.n * side * side) : null;
    this.paint.pixelSide = side;
    const option = (/** @type {string} */ by) => this.find(`option[value=${by}]`, HTMLOptionElement);
    option("like").textContent = `likeness ${like}`;
    option("bright").disabled = !pictures;
    this.find(".wall").hidden = false;
    const keys = "Arrow keys go from picture to picture, Enter opens one, plus and minus zoom.";
    this.canvas.setAttribute("aria-label", `Wall of ${thousands(wall.n)} ${part} ${things}. ${keys}`);
    this.brushing.start(wall, classes);
    this.closeOne(false);
    this.measure();
    this.look();
  }

  /** @param {number} sheet */
  takeSmall(sheet) {
    const { small, paint } = this;
    if (!small || !this.wall) return;
    takePixels(small, sheet, paint.pixels, this.hung.bright);
    paint.forget();
    this.hung.brightened();
    if (this.by === "bright") this.hang();
    this.draw();
  }

  measure() {
    const { clientWidth: width, clientHeight: height } = this.canvas;
    const { looking, paint } = this;
    if (!width || !this.wall || (paint.width === width && paint.height === height)) return;
    paint.resize(width, height);
    [looking.width, looking.height] = [width, height];
    this.paint.face = getComputedStyle(this.find(".wall")).fontFamily;
    this.hang(false);
    looking.whole();
    this.showFigures();
  }

  get by() {
    return /** @type {By} */ (this.find(".by", HTMLSelectElement).value);
  }

  /** Hangs what the brush leaves, and counts it. */
  look() {
    this.hung.ruled(this.brushing.rule);
    this.closeOne(false);
    this.hang();
    this.showFigures();
  }

  showFigures() {
    this.brushing.show(this.hung.pictures, this.colours(), this.paint.face);
  }

  // The wall

  /** Puts every picture that the brush leaves where it belongs. */
  hang(flies = true) {
    const { wall, paint, brushing, data } = this;
    if (!wall || !paint.width) return;
    this.focus = -1;
    this.looking.whole();
    const room = { width: paint.width, height: paint.height, names: data.classes };
    this.hung.hang(this.by, brushing.left(), brushing.said, room, flies);
  }

  draw() {
    this.frame.soon(() => this.paintNow());
  }

  paintNow() {
    const { wall, small, large, looking, paint } = this;
    if (!wall || !paint.width) return;
    paint.draw(this.scene(), looking.view, small, large, this.colours());
    if (this.hung.way < 1) return;
    this.asking.after(60, () => this.needSheets());
  }

  /** @returns {Scene} */
  scene() {
    const { data, hung } = this;
    const { said } = this.brushing;
    const truth = /** @type {Wall} */ (this.wall).truth;
    return {
      pictures: hung.pictures,
      layout: hung.layout,
      fromX: hung.fromX,
      fromY: hung.fromY,
      fromSide: hung.fromSide,
      way: hung.way,
      isWrong: (i) => truth[i] !== said.guess[i],
      text: (i) => data.classes[said.guess[i]],
      focus: this.focus,
      opened: this.opened,
    };
  }

  /** Fetches what is in sight: all of the small level, and of the large one where pictures are large enough. */
  needSheets() {
    const { small, large, looking, data } = this;
    const { layout, pictures } = this.hung;
    if (!small || !data.pictures) return;
    const { view, width, height } = looking;
    const seen = new Set();
    const side = layout.side * view.scale;
    pictures.forEach((i, place) => {
      const x = (layout.x[place] - view.x) * view.scale;
      const y = (layout.y[place] - view.y) * view.scale;
      if (x > -side && y > -side && x < width && y < height) seen.add(small.sheetOf(i));
    });
    const sheets = data.pictures.small.sheets.map((_, sheet) => sheet);
    const unmade = small.need(this.by === "bright" || seen.size === 0 ? sheets : seen);
    const fine = large && side * (globalThis.devicePixelRatio || 1) > small.level.side * 1.1;
    if (fine) unmade.push(...large.need(seen));
    const wanted = [...new Set(unmade)].slice(0, 20);
    setText(this.find(".loading"), small.images.size < seen.size || wanted.length ? "Fetching pictures…" : "");
    if (wanted.length && this.wanted !== wanted.join()) {
      this.wanted = wanted.join();
      this.props.setStateValue("want", wanted);
    }
  }

  // One picture

  /** @param {number} x @param {number} y on the wall */
  openAt(x, y) {
    this.canvas.focus({ preventScroll: true });
    const place = this.hung.at(x, y);
    if (place >= 0) this.open(place);
  }

  /** @param {number} place */
  open(place) {
    this.focus = place;
    this.opened = this.hung.pictures[place];
    this.props.setStateValue("open", this.opened);
    this.showOpened();
    this.draw();
  }

  showOpened() {
    const { wall, opened, data } = this;
    if (!wall || opened < 0) return;
    this.find(".figures").hidden = true;
    const root = this.find(".one");
    root.hidden = false;
    const detail = data.detail?.position === opened ? data.detail : null;
    const thing = `${data.part[0].toUpperCase()}${data.part.slice(1)} ${data.things.replace(/s$/, "")}`;
    const known = { names: data.classes, thing, sharp: data.sharp, detail, atlases: [this.large, this.small] };
    showOne(root, wall, opened, known, () => this.closeOne());
    const truth = data.classes[wall.truth[opened]];
    this.speak(
      `Opened: it is ${truth}, it says ${data.classes[wall.best[opened]]}, probability ${percent(wall.likely[opened])}.`,
    );
  }

  closeOne(back = true) {
    this.opened = -1;
    this.find(".one").hidden = true;
    this.find(".figures").hidden = false;
    if (back) this.canvas.focus({ preventScroll: true });
    this.brushing.matrix?.draw();
    this.draw();
  }

  /** @param {KeyboardEvent} event */
  press(event) {
    const step = arrow(event);
    const { looking } = this;
    const { layout, pictures } = this.hung;
    if (step && pictures.length) {
      this.focus = this.focus < 0 ? 0 : beside(layout, this.focus, step);
      const i = pictures[this.focus];
      looking.reach(layout.x[this.focus], layout.y[this.focus], layout.side);
      const { classes } = this.data;
      this.speak(
        `It is ${classes[this.wall?.truth[i] ?? 0]}, it says ${classes[this.brushing.said.guess[i]]}, ${percent(this.brushing.said.sure[i])}.`,
      );
    } else if ((event.key === "Enter" || event.key === " ") && this.focus >= 0) this.open(this.focus);
    else if (event.key === "Escape" && this.opened >= 0) this.closeOne();
    else if (event.key === "+" || event.key === "=") looking.in();
    else if (event.key === "-") looking.out();
    else if (event.key === "0") looking.whole();
    else return;
    event.preventDefault();
    this.draw();
  }

  /** @param {string} words */
  speak(words) {
    this.speaking.after(250, () => setText(this.find(".spoken"), words));
  }

  close() {
    super.close();
    this.small?.close();
    this.large?.close();
  }
}

export default mount(PictureWall);
