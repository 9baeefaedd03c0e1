// The camera: a frame every 300 ms while a class's button is held (data.mode "collect"), or a frame whenever Python
// has answered the last one (data.mode "live"), with the answer as growing bars. Frames leave as small JPEGs.

import { element, find, pen } from "../shared/elements.js";
import { mount, Part } from "../shared/part.js";

/** @import { Props } from "../shared/part.js" */
/**
 * @typedef {object} Collect
 * @property {"collect"} mode
 * @property {string[]} classes
 * @property {number[]} counts pictures of each that Python has
 * @property {number} room how many more fit
 * @property {number} most in one hold
 * @property {number} got number of the last hold that Python has heard of
 */
/**
 * @typedef {object} Live
 * @property {"live"} mode
 * @property {[name: string, share: number, words: string][]} bars
 * @property {string} said
 * @property {number} got number of the last frame that was answered
 */
/** @typedef {{ label: number, frames: string[] }} Batch */

const EVERY = 300; // ms between two frames: less and they are all the same
const LIVE_EVERY = 200; // ms at least between two questions
const PATIENCE = 6000; // ms after which an unanswered question is asked anew
const SIDE = 256; // pixels of a frame's short side, as the pictures are kept
/** @type {Record<string, string>} */
const REFUSED = {
  NotAllowedError: "The browser keeps the camera from this page. Allow it beside the address, then try again.",
  NotFoundError: "This computer has no camera. Drop photos instead.",
  NotReadableError: "Another program has the camera. Close it, then try again.",
};

/** @extends {Part<Collect | Live>} */
class Camera extends Part {
  asking = this.later();
  taking = this.later();
  video = this.find("video", HTMLVideoElement);
  paper = element("canvas");
  facing = "user";
  /** @type {MediaStream | null} */
  stream = null;
  /** @type {HTMLButtonElement[]} of each class */
  buttons = [];
  /** @type {Batch[]} what Python has not heard of yet */
  outbox = [];
  /** @type {Batch | undefined} that is being taken */
  holding;
  /** @type {number | undefined} the number of what Python has not answered yet */
  sent;

  /** @param {Props<Collect | Live>} props */
  constructor(props) {
    super(props);
    this.find(".on").onclick = () => (this.stream ? this.off() : this.on());
    this.find(".flip").onclick = () => {
      this.facing = this.facing === "user" ? "environment" : "user";
      this.off();
      this.on();
    };
    this.ends.push(() => this.off());
  }

  update() {
    const { data } = this;
    this.find(".holds").hidden = data.mode !== "collect";
    this.find(".bars").hidden = data.mode !== "live" || !data.bars.length;
    if (this.sent === data.got) this.sent = undefined;
    if (data.mode === "live") return this.drawBars(data);
    this.drawHolds(data);
    this.post();
  }

  async on() {
    if (!navigator.mediaDevices?.getUserMedia) {
      return this.complain("Browsers give a camera only to pages that come over HTTPS or from this computer itself.");
    }
    try {
      const video = { facingMode: this.facing, width: { ideal: 640 }, height: { ideal: 480 } };
      this.stream = await navigator.mediaDevices.getUserMedia({ video, audio: false });
    } catch (error) {
      const known = REFUSED[/** @type {Error} */ (error).name];
      return this.complain(known ?? "The camera did not start. Try again, or drop photos instead.");
    }
    this.complain("");
    this.video.srcObject = this.stream;
    await this.video.play();
    this.show(true);
    if (this.data.mode === "live") this.asking.every(LIVE_EVERY, () => this.ask());
  }

  off() {
    this.release();
    this.asking.stop();
    for (const track of this.stream?.getTracks() ?? []) track.stop();
    this.stream = this.video.srcObject = null;
    this.show(false);
  }

  /** @param {boolean} on */
  show(on) {
    this.find(".off").hidden = on;
    this.find(".flip").hidden = !on || navigator.maxTouchPoints === 0;
    this.find(".on").textContent = on ? "Turn the camera off" : "Turn the camera on";
    this.find(".view").classList.toggle("mirror", this.facing === "user");
    for (const button of this.buttons) this.enable(button);
  }

  /** @param {string} words */
  complain(words) {
    this.find(".why").hidden = !words;
    this.find(".why").textContent = words;
  }

  /** The present frame as a JPEG in a data URL. */
  frame() {
    const { videoWidth: width, videoHeight: height } = this.video;
    const scale = Math.min(1, SIDE / Math.min(width, height));
    this.paper.width = Math.round(width * scale);
    this.paper.height = Math.round(height * scale);
    pen(this.paper).drawImage(this.video, 0, 0, this.paper.width, this.paper.height);
    return this.paper.toDataURL("image/jpeg", 0.9);
  }

  // Collecting: hold to take

  /** What Python said last, in this mode. */
  get collecting() {
    return /** @type {Collect} */ (this.data);
  }

  /** @param {Collect} data */
  drawHolds({ classes }) {
    for (const button of this.buttons.splice(classes.length)) button.remove();
    classes.forEach((name, label) => {
      this.buttons[label] ??= this.find(".holds").appendChild(this.makeHold(label));
      find(this.buttons[label], ".name").textContent = `Hold: ${name}`;
      this.count(label);
      this.enable(this.buttons[label]);
    });
  }

  /** @param {number} label */
  makeHold(label) {
    const innerHTML = '<span class="name"></span><span class="count"></span>';
    const button = element("button", { type: "button", innerHTML });
    button.setAttribute("aria-pressed", "false");
    button.oncontextmenu = (event) => event.preventDefault(); // a long touch is meant
    button.onpointerdown = (event) => {
      if (event.button > 0) return;
      button.setPointerCapture(event.pointerId);
      this.hold(label);
    };
    const done = () => this.holding?.label === label && this.release(); // the next button takes the focus from the last
    button.onpointerup = button.onpointercancel = button.onlostpointercapture = done;
    button.onkeydown = (event) => {
      if (event.key !== " " && event.key !== "Enter") return;
      event.preventDefault();
      if (!event.repeat) this.hold(label);
    };
    button.onkeyup = button.onblur = done;
    return button;
  }

  /** @param {HTMLButtonElement} button */
  enable(button) {
    button.disabled = !this.stream || this.room() <= 0;
  }

  room() {
    return this.collecting.room - this.outbox.reduce((sum, batch) => sum + batch.frames.length, 0);
  }

  /** @param {number} label */
  count(label) {
    const waiting = this.outbox.filter((batch) => batch.label === label);
    const frames = waiting.reduce((sum, batch) => sum + batch.frames.length, this.collecting.counts[label]);
    find(this.buttons[label], ".count").textContent = String(frames);
  }

  /** @param {number} label */
  hold(label) {
    if (this.holding || !this.stream) return;
    const most = Math.min(this.collecting.most, this.room());
    /** @type {Batch} */
    const batch = { label, frames: [] };
    this.holding = batch;
    this.outbox.push(batch);
    this.mark(label, true);
    const take = () => {
      batch.frames.push(this.frame());
      this.count(label);
      if (batch.frames.length >= most) this.release(`That is ${most} at once. Hold again for more.`);
    };
    this.taking.every(EVERY, take);
    take();
  }

  release(words = "") {
    if (!this.holding) return;
    this.taking.stop();
    const { label, frames } = this.holding;
    this.holding = undefined;
    this.mark(label, false);
    const pictures = frames.length === 1 ? "picture" : "pictures";
    const taken = `${frames.length} ${pictures} of ${this.collecting.classes[label]} taken.`;
    this.find(".said").textContent = words || taken;
    this.post();
  }

  /** @param {number} label @param {boolean} on */
  mark(label, on) {
    this.find(".view").classList.toggle("taking", on);
    this.buttons[label].setAttribute("aria-pressed", String(on));
  }

  /** Sends what is whole, one batch after the other: the next one once Python has the last. */
  post() {
    if (this.sent !== undefined || this.holding) return;
    const batch = this.outbox.shift();
    if (!batch) return;
    this.sent = Date.now();
    this.collecting.counts[batch.label] += batch.frames.length;
    this.props.setTriggerValue("frames", { number: this.sent, ...batch });
  }

  // Live: ask, and show the answer

  ask() {
    const now = Date.now();
    if (!this.stream || (this.sent !== undefined && now - this.sent < PATIENCE)) return;
    this.sent = now;
    this.props.setTriggerValue("frame", { number: now, frame: this.frame() });
  }

  /** @param {Live} data */
  drawBars({ bars, said }) {
    const list = this.find(".bars");
    while (list.children.length > bars.length) list.lastElementChild?.remove();
    const best = Math.max(...bars.map(([, share]) => share));
    bars.forEach(([name, share, words], i) => {
      const line = list.children[i] ?? list.appendChild(newBar());
      line.classList.toggle("best", share === best);
      find(line, ".name").textContent = name;
      find(line, "i").style.width = `${100 * share}%`;
      find(line, ".share").textContent = words;
    });
    this.find(".said").textContent = said ?? "";
  }
}

function newBar() {
  const innerHTML = '<span class="name"></span><span class="bar"><i></i></span><span class="share"></span>';
  return element("li", { innerHTML });
}

export default mount(Camera);
