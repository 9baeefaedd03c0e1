// The one camera of the studio: whoever shows it attaches a video, and all see the same stream.

import { element, pen } from "../shared/elements.js";

/** @import { Pixels } from "../own_files/intake.js" */

const SIDE = 256; // pixels of a frame's short side, as the pictures are kept
/** @type {Record<string, string>} */
const REFUSED = {
  NotAllowedError: "The browser does not give this page the camera. Allow it beside the address, then try again.",
  NotFoundError: "This computer has no camera. Drop photos instead.",
  NotReadableError: "Another program uses the camera. Close it, then try again.",
};

export class Camera {
  facing = "user";
  /** @type {MediaStream | null} */
  stream = null;
  /** @type {Promise<string> | undefined} that is being started */
  starting;
  paper = element("canvas");
  /** @type {Set<HTMLVideoElement>} */
  videos = new Set();

  /** @param {() => void} changed called when it goes on or off @param {number} side pixels of a frame's short side */
  constructor(changed, side = SIDE) {
    this.changed = changed;
    this.side = side;
  }

  get isOn() {
    return this.stream !== null;
  }

  /** Whether the learner's own face is seen, as in a mirror. */
  get isMirror() {
    return this.facing === "user";
  }

  /** Shows in this video what the camera sees. @param {HTMLVideoElement} video */
  attach(video) {
    this.videos.add(video);
    this.show(video);
  }

  /** Turns it on; "" or the sentence that says why not. @returns {Promise<string>} */
  on() {
    if (this.stream) return Promise.resolve("");
    this.starting ??= this.start().finally(() => {
      this.starting = undefined;
    });
    return this.starting;
  }

  async start() {
    if (!navigator.mediaDevices?.getUserMedia)
      return "A browser gives the camera only to pages over HTTPS, or from this computer.";
    try {
      const video = { facingMode: this.facing, width: { ideal: 640 }, height: { ideal: 480 } };
      this.stream = await navigator.mediaDevices.getUserMedia({ video, audio: false });
    } catch (error) {
      const known = REFUSED[/** @type {Error} */ (error).name];
      return known ?? "The camera did not start. Try again, or drop photos instead.";
    }
    for (const track of this.stream.getTracks()) track.onended = () => this.off(); // pulled out
    await Promise.all([...this.videos].map((video) => this.show(video)));
    this.changed();
    return "";
  }

  off() {
    if (!this.stream) return;
    for (const track of this.stream.getTracks()) track.stop();
    this.stream = null;
    for (const video of this.videos) this.show(video);
    this.changed();
  }

  async flip() {
    this.facing = this.isMirror ? "environment" : "user";
    this.off();
    return this.on();
  }

  /** @param {HTMLVideoElement} video */
  async show(video) {
    video.srcObject = this.stream;
    try {
      if (this.stream) await video.play();
    } catch {
      // taken away before it began
    }
  }

  /** What this video shows now, its short side `side` pixels long; null before the first frame.
   * @param {HTMLVideoElement} video @returns {Pixels | null} */
  pixels(video) {
    const { videoWidth: width, videoHeight: height } = video;
    if (!width) return null;
    const scale = Math.min(1, this.side / Math.min(width, height));
    const { paper } = this;
    const [wide, high] = [Math.round(width * scale), Math.round(height * scale)];
    if (paper.width !== wide) paper.width = wide;
    if (paper.height !== high) paper.height = high;
    const context = pen(paper, { willReadFrequently: true });
    context.drawImage(video, 0, 0, wide, high);
    return context.getImageData(0, 0, wide, high);
  }
}
