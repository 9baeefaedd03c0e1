// The camera: a frame every 300 ms while a class's button is held (data.mode "collect"), or a frame whenever Python
// has answered the last one (data.mode "live"), with the answer as growing bars. Frames leave as small JPEGs.

const EVERY = 300; // ms between two frames: less and they are all the same
const LIVE_EVERY = 200; // ms at least between two questions
const PATIENCE = 6000; // ms after which an unanswered question is asked anew
const SIDE = 256; // pixels of a frame's short side, as the pictures are kept
const cameras = new WeakMap(); // parentElement -> Camera: Streamlit calls the default export at every rerun

export default function ({ parentElement, data, setTriggerValue }) {
  let camera = cameras.get(parentElement);
  if (!camera) cameras.set(parentElement, (camera = new Camera(parentElement)));
  camera.update(data, setTriggerValue);
  return () => {
    camera.off();
    cameras.delete(parentElement);
  };
}

class Camera {
  constructor(parent) {
    this.find = (selector) => parent.querySelector(selector);
    this.video = this.find("video");
    this.paper = document.createElement("canvas");
    this.facing = "user";
    this.outbox = []; // what Python has not heard of yet: [{label, frames}]
    this.find(".on").onclick = () => (this.stream ? this.off() : this.on());
    this.find(".flip").onclick = () => {
      this.facing = this.facing === "user" ? "environment" : "user";
      this.off();
      this.on();
    };
  }

  /** Called at every rerun: whatever Python says anew. */
  update(data, tell) {
    this.data = data;
    this.tell = tell;
    this.find(".holds").hidden = data.mode !== "collect";
    this.find(".bars").hidden = data.mode !== "live" || !data.bars.length;
    if (data.mode === "collect") {
      if (this.sent === data.got) this.sent = undefined;
      this.drawHolds();
      this.post();
    } else {
      this.drawBars();
      if (data.got === this.sent) this.sent = undefined;
    }
  }

  async on() {
    if (!navigator.mediaDevices?.getUserMedia) {
      return this.complain("Browsers give a camera only to pages that come over HTTPS or from this computer itself.");
    }
    try {
      const video = { facingMode: this.facing, width: { ideal: 640 }, height: { ideal: 480 } };
      this.stream = await navigator.mediaDevices.getUserMedia({ video, audio: false });
    } catch (error) {
      const known = {
        NotAllowedError: "The browser keeps the camera from this page. Allow it beside the address, then try again.",
        NotFoundError: "This computer has no camera. Drop photos instead.",
        NotReadableError: "Another program has the camera. Close it, then try again.",
      };
      return this.complain(known[error.name] ?? "The camera did not start. Try again, or drop photos instead.");
    }
    this.complain("");
    this.video.srcObject = this.stream;
    await this.video.play();
    this.show(true);
    if (this.data.mode === "live") this.timer = setInterval(() => this.ask(), LIVE_EVERY);
  }

  off() {
    this.release();
    clearInterval(this.timer);
    this.stream?.getTracks().forEach((track) => track.stop());
    this.stream = this.video.srcObject = null;
    this.show(false);
  }

  show(on) {
    this.find(".off").hidden = on;
    this.find(".flip").hidden = !on || navigator.maxTouchPoints === 0;
    this.find(".on").textContent = on ? "Turn the camera off" : "Turn the camera on";
    this.find(".view").classList.toggle("mirror", this.facing === "user");
    for (const button of this.find(".holds").children) this.enable(button);
  }

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
    this.paper.getContext("2d").drawImage(this.video, 0, 0, this.paper.width, this.paper.height);
    return this.paper.toDataURL("image/jpeg", 0.9);
  }

  // Collecting: hold to take

  drawHolds() {
    const holds = this.find(".holds");
    while (holds.children.length > this.data.classes.length) holds.lastChild.remove();
    this.data.classes.forEach((name, label) => {
      const button = holds.children[label] ?? holds.appendChild(this.makeHold(label));
      button.querySelector(".name").textContent = `Hold: ${name}`;
      this.count(label);
      this.enable(button);
    });
  }

  makeHold(label) {
    const button = document.createElement("button");
    button.type = "button";
    button.innerHTML = '<span class="name"></span><span class="count"></span>';
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

  enable(button) {
    button.disabled = !this.stream || this.room() <= 0;
  }

  room() {
    return this.data.room - this.outbox.reduce((sum, batch) => sum + batch.frames.length, 0);
  }

  count(label) {
    const waiting = this.outbox.filter((batch) => batch.label === label);
    const frames = waiting.reduce((sum, batch) => sum + batch.frames.length, this.data.counts[label]);
    this.find(".holds").children[label].querySelector(".count").textContent = frames;
  }

  hold(label) {
    if (this.holding || !this.stream) return;
    const most = Math.min(this.data.most, this.room());
    this.holding = { label, frames: [] };
    this.outbox.push(this.holding);
    this.mark(true);
    const take = () => {
      this.holding.frames.push(this.frame());
      this.count(label);
      if (this.holding.frames.length >= most) this.release(`That is ${most} at once. Hold again for more.`);
    };
    this.ticking = setInterval(take, EVERY);
    take();
  }

  release(words = "") {
    if (!this.holding) return;
    clearInterval(this.ticking);
    this.mark(false);
    const { label, frames } = this.holding;
    this.holding = undefined;
    const pictures = frames.length === 1 ? "picture" : "pictures";
    this.find(".said").textContent = words || `${frames.length} ${pictures} of ${this.data.classes[label]} taken.`;
    this.post();
  }

  mark(on) {
    this.find(".view").classList.toggle("taking", on);
    this.find(".holds").children[this.holding.label].setAttribute("aria-pressed", on);
  }

  /** Sends what is whole, one batch after the other: the next one once Python has the last. */
  post() {
    if (this.sent !== undefined || this.holding || !this.outbox.length) return;
    const [batch] = this.outbox.splice(0, 1);
    this.sent = Date.now();
    this.data.counts[batch.label] += batch.frames.length;
    this.tell("frames", { number: this.sent, ...batch });
  }

  // Live: ask, and show the answer

  ask() {
    const now = Date.now();
    if (!this.stream || (this.sent !== undefined && now - this.sent < PATIENCE)) return;
    this.sent = now;
    this.tell("frame", { number: now, frame: this.frame() });
  }

  drawBars() {
    const list = this.find(".bars");
    const { bars } = this.data;
    while (list.children.length > bars.length) list.lastChild.remove();
    const best = Math.max(...bars.map(([, share]) => share));
    bars.forEach(([name, share, words], i) => {
      const line = list.children[i] ?? list.appendChild(this.makeBar());
      line.classList.toggle("best", share === best);
      line.querySelector(".name").textContent = name;
      line.querySelector("i").style.width = `${100 * share}%`;
      line.querySelector(".share").textContent = words;
    });
    this.find(".said").textContent = this.data.said ?? "";
  }

  makeBar() {
    const line = document.createElement("li");
    line.innerHTML = '<span class="name"></span><span class="bar"><i></i></span><span class="share"></span>';
    return line;
  }
}
