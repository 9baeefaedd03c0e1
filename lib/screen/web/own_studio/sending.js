// Pictures for one training on the server: sent when the learner presses the button that says so, each time anew, in parts.

import { element, setText } from "../shared/elements.js";
import { isConnected } from "./outbox.js";
import { counted } from "./told.js";

/** @import { OwnPicture } from "../own_learning/own_set.js" */
/** @import { Settings } from "./fields.js" */
/** @import { Studio } from "./studio.js" */

const PART = 1_600_000; // bytes of pictures in one message: 20 of them hold all that a set may have

/** @param {readonly OwnPicture[]} pictures @returns {OwnPicture[][]} */
export function inParts(pictures) {
  /** @type {OwnPicture[][]} */
  const parts = [];
  let bytes = Number.POSITIVE_INFINITY;
  for (const picture of pictures) {
    if (bytes + picture.jpeg.size > PART) {
      parts.push([]);
      bytes = 0;
    }
    bytes += picture.jpeg.size;
    parts[parts.length - 1].push(picture);
  }
  return parts;
}

/** @param {Blob} blob @returns {Promise<string>} base64 */
async function asText(blob) {
  const bytes = new Uint8Array(await blob.arrayBuffer());
  let text = "";
  for (let i = 0; i < bytes.length; i += 8192) text += String.fromCharCode(...bytes.subarray(i, i + 8192));
  return btoa(text);
}

export class Sending {
  /** @type {{ number: number, parts: OwnPicture[][], done: number, base: string, classes: string[] } | null} */
  going = null;
  words = "";

  /** @param {HTMLElement} root @param {Studio} studio @param {() => Settings} settings */
  constructor(root, studio, settings) {
    this.studio = studio;
    this.settings = settings;
    this.button = element("button", { type: "button", className: "send", onclick: () => this.start() });
    this.note = element("p", { className: "first" });
    this.place = root;
    const told =
      "Then the last layers of the base learn too. That is too much work for a browser, so your pictures must travel, this once.";
    root.querySelector(".sending")?.append(element("p", {}, told), this.button, this.note);
    studio.watch(() => this.draw());
  }

  draw() {
    const { set, data } = this.studio;
    const { length } = set.pictures;
    this.hear();
    this.place.hidden = !length;
    setText(
      this.button,
      `Send ${length === 1 ? "this picture" : `these ${counted(length, "picture")}`} to the server for this training. It deletes them afterwards.`,
    );
    const why = set.whyNot || data.why_not_send;
    this.button.disabled = this.going !== null || why !== "";
    setText(this.note, this.words || why);
  }

  start() {
    const { set } = this.studio;
    const { classes, pictures } = set;
    if (!isConnected()) {
      this.words = "The course does not answer now. Nothing was sent.";
      return this.studio.tell();
    }
    this.going = {
      number: Date.now(),
      parts: inParts(pictures),
      done: -1,
      base: String(this.settings().base),
      classes,
    };
    this.send(0);
  }

  /** @param {number} part from 0 */
  async send(part) {
    const { going } = this;
    if (!going || going.done >= part) return;
    going.done = part;
    const { number, parts, base, classes } = going;
    this.words = `Sending part ${part + 1} of ${parts.length} …`;
    this.studio.tell();
    const pictures = await Promise.all(
      parts[part].map(async ({ label, name, take, jpeg }) => ({ label, name, take, jpeg: await asText(jpeg) })),
    );
    const told = { number, part: part + 1, parts: parts.length, base, classes, pictures };
    this.studio.host.props.setTriggerValue("send", told);
  }

  /** Reads how far the page has come. */
  hear() {
    const { going } = this;
    const { sent, part, refused } = this.studio.data;
    if (!going || sent !== going.number) return;
    if (refused || part >= going.parts.length) {
      this.words = refused || "The pictures are there, and the training is below. The server keeps none of them.";
      this.going = null;
    } else this.send(part);
  }

  close() {
    this.going = null;
  }
}
