// A file becomes a small picture, or a sentence that says why not: what counts is its content. Sizes are read from the header
// and refused before a pixel is decoded, all but the first picture is cut off, and one is decoded at a time. Rules and
// sentences are those of lib/pictures/prepare/decode.py and lib/pictures/own/intake.py. It knows nothing of sets.

import { resampled } from "../shared/resample.js";
import { bare, Overgrown, starts } from "./bare.js";
import { many, Refused, short } from "./entry.js";
import { reduced, turned } from "./reduce.js";
import { recordingOf } from "./zip_writer.js";

/** @import { Bare } from "./bare.js" */
/** @import { Entry, Limits } from "./entry.js" */
/** @typedef {{ width: number, height: number, data: Uint8ClampedArray<ArrayBuffer> }} Pixels RGBA */
/** A picture as it will be kept, and the folders that it lay in. `others`: those in other readings of an archive's names; `take`: the
 * recording of a saved set that it is a frame of, or 0.
 * @typedef {{ folders: string[], name: string, jpeg: Blob, fingerprint: Uint8Array, others: string[][], take: number }} Fresh */

const PROGRESSIVE_PIXELS = 12_500_000; // of a JPEG in several scans: all of it is held till the last
export const DRAWN_PIXELS = 8_000_000; // of any other kind: a phone's screenshot has 4.6 million
const SHORT_SIDE = 256; // pixels: the largest base looks at 224
const DRAFT_SIDE = 2 * SHORT_SIDE; // a large picture is first made so small by whole parts
const WHOLE_SIDE = 1000; // the same where it is not kept: as lib/pictures/prepare/decode.py
const LONGEST = 5; // times the short side: more than that is a strip, and nothing is left of it in a square
const LEAST_SIDE = 16; // pixels
const QUALITY = 0.9; // of the JPEGs kept

/** @type {Promise<unknown>} one picture is decoded at a time: each may take 200 MB for a moment */
let line = Promise.resolve();

/** The small picture in a file, as a JPEG that holds nothing else and as pixels.
 * @param {Blob} blob @param {string} name for messages @param {Limits} limits
 * @returns {Promise<{ jpeg: Blob, pixels: Pixels }>} */
export const decode = (blob, name, limits) => opening(blob, name, limits, DRAFT_SIDE, (pixels) => keep(pixels, name));

/** The picture in a file as pixels, upright, for a page to show: its short side keeps WHOLE_SIDE pixels where it has them, and it
 * may be a strip. @param {Blob} blob @param {string} name for messages @param {Limits} limits @returns {Promise<Pixels>} */
export const upright = (blob, name, limits) => opening(blob, name, limits, WHOLE_SIDE, (pixels) => pixels);

/** In its turn. @template T @param {Blob} blob @param {string} name @param {Limits} limits @param {number} side pixels that its short
 * side keeps @param {(pixels: Pixels) => T | Promise<T>} make @returns {Promise<T>} */
function opening(blob, name, limits, side, make) {
  const turn = line.then(() => opened(blob, name, limits, side, make));
  line = turn.catch(() => {});
  return turn;
}

/** What a camera's frame becomes: the same, of pixels that are there already. @param {Pixels} frame */
export async function keep(frame, name = "The picture") {
  const pixels = await madeSmall(frame, name);
  return { jpeg: asJpeg(pixels), pixels };
}

/** The pixels of a JPEG that `decode` or `keep` made. @param {Blob} jpeg @returns {Promise<Pixels>} */
export async function pixelsOf(jpeg) {
  const bitmap = await bitmapOf([jpeg], "image/jpeg");
  const pixels = await reduced(bitmap, 1, false);
  bitmap.close();
  return pixels;
}

/** The pictures among the entries, a sentence for each that is none or finds no room, and what else is to be told.
 * @param {AsyncIterable<Entry> | Iterable<Entry>} found @param {Limits} limits @param {number} room pictures that still fit
 * @param {number} roomBytes of small ones @param {(pixels: Pixels) => Uint8Array} fingerprint
 * @param {(taken: number) => void} progress called at each picture
 * @returns {Promise<{ fresh: Fresh[], notes: string[], told: string[] }>} rejected where all is refused */
export async function read(found, limits, room, roomBytes, fingerprint, progress = () => {}) {
  /** @type {{ fresh: Fresh[], notes: string[], told: string[] }} */
  const { fresh, notes, told } = { fresh: [], notes: [], told: [] };
  let over = 0;
  try {
    for await (const { folders, name, data, refused, told: said, others = [] } of found) {
      if (said) told.push(said);
      else if (refused || !data) notes.push(refused ?? "");
      else if (fresh.length >= room || roomBytes <= 0) over++;
      else {
        const made = await decode(data, name, limits).catch(sentence);
        if (typeof made === "string") notes.push(made);
        else {
          roomBytes -= made.jpeg.size;
          fresh.push({
            folders,
            name,
            jpeg: made.jpeg,
            fingerprint: fingerprint(made.pixels),
            others,
            take: recordingOf(name),
          });
          progress(fresh.length);
        }
      }
    }
  } catch (error) {
    const why = sentence(error); // the whole is refused, or only its end: what came before it stays
    if (!fresh.length) throw error;
    notes.push(why);
  }
  if (over)
    notes.push(
      `${many(over)} more ${over === 1 ? "picture was" : "pictures were"} left out: at most ` +
        `${many(limits.pictures)} pictures or ${(limits.kept_bytes / 1e6).toFixed(0)} MB of small ones fit.`,
    );
  return { fresh, notes, told };
}

/** What a refusal says; any other error goes on. @param {unknown} error */
function sentence(error) {
  if (error instanceof Refused) return error.message;
  throw error;
}

/** @param {string} name */
function shown(name) {
  const last =
    name
      .split("/")
      .filter((part) => part && part !== ".")
      .at(-1) ?? "";
  return Array.from(last).slice(0, 60).join("") || "The picture";
}

/** @template T @param {Blob} blob @param {string} given @param {Limits} limits @param {number} side
 * @param {(pixels: Pixels) => T | Promise<T>} make */
async function opened(blob, given, limits, side, make) {
  const name = shown(given);
  const size = blob.size;
  if (!size) throw new Refused(`${name} is empty. Choose the file again, or take another picture.`);
  if (size > limits.file_bytes)
    throw new Refused(
      `${name} has ${(size / 1e6).toFixed(1)} MB, and at most ${limits.file_bytes / 1e6} MB fit. Make it smaller first.`,
    );
  const first = headed(await bytesOf(blob, name), name, limits);
  const damaged = () => new Refused(`${name} is damaged or cut off. Save or take the picture again.`);
  const bitmap = await bitmapOf(first.parts, `image/${first.kind.toLowerCase()}`).catch(() => {
    throw damaged();
  });
  try {
    const factor = drafted(bitmap.width, bitmap.height, first.kind === "JPEG", side);
    return await make(turned(await reduced(bitmap, factor, first.kind !== "JPEG"), first.orientation));
  } catch (error) {
    throw error instanceof Refused ? error : damaged(); // no memory for a canvas, perhaps
  } finally {
    bitmap.close();
  }
}

/** @param {Blob} blob @param {string} name */
async function bytesOf(blob, name) {
  try {
    return new Uint8Array(await blob.arrayBuffer());
  } catch {
    throw new Refused(`${name} cannot be read any more. Choose the file again.`); // moved or deleted since
  }
}

/** @param {Uint8Array<ArrayBuffer>} data @param {string} name @param {Limits} limits @returns {Bare} */
function headed(data, name, limits) {
  /** @type {Bare | null} */
  let first = null;
  try {
    first = bare(data);
  } catch (error) {
    if (error instanceof Overgrown)
      throw new Refused(`${name} is put together in a way that no camera does. Open it and save it again as a JPEG.`);
    throw error;
  }
  if (!first?.width || !first.height) throw new Refused(notAPicture(data, name));
  const { width, height } = first;
  const [kind, limit] = kindOf(first, limits);
  const most = Math.min(limit, limits.pixels);
  if (width * height > most) {
    const instead = limit < limits.pixels;
    throw new Refused(
      `${name} has ${many(width)} × ${many(height)} pixels, and at most ${most / 1e6} million fit` +
        `${instead ? ` in a ${kind} file` : ""}. Make it smaller first${instead ? ", or save it as an ordinary JPEG" : ""}.`,
    );
  }
  return first;
}

/** The kind of file in words, and how many pixels it may have. @param {Bare} first @param {Limits} limits
 * @returns {[string, number]} */
function kindOf({ kind, progressive }, limits) {
  if (kind !== "JPEG") return [kind, DRAWN_PIXELS];
  return progressive ? ["progressive JPEG", PROGRESSIVE_PIXELS] : ["JPEG", limits.pixels];
}

/** @param {Uint8Array} data @param {string} name */
function notAPicture(data, name) {
  const brands = ["heic", "heix", "mif1", "msf1", "hevc"];
  if (starts(data, 4, "ftyp") && brands.some((brand) => starts(data, 8, brand)))
    return `${name} is a HEIC photo, which cannot be read here. Save or send it as a JPEG.`;
  return `${name} is not a picture that can be read. Use a JPEG, PNG, WebP or GIF file.`;
}

/** @param {BlobPart[]} parts @param {string} type */
const bitmapOf = (parts, type) => createImageBitmap(new Blob(parts, { type }), { colorSpaceConversion: "none" });

/** By which whole number a large picture is divided first, as `lib.pictures.prepare.upright` drafts and reduces.
 * @param {number} width @param {number} height @param {boolean} isJpeg @param {number} side pixels that its short side keeps */
function drafted(width, height, isJpeg, side) {
  let [w, h, factor] = [width, height, 1];
  if (isJpeg) {
    const most = Math.max(DRAWN_PIXELS, 4 * side ** 2);
    const scale = Math.max(Math.floor(Math.min(w, h) / side), Math.ceil(Math.sqrt((w * h) / most)));
    const wanted = Math.min(Math.floor(w / Math.floor(w / scale)), Math.floor(h / Math.floor(h / scale)));
    factor = scale > 1 ? ([8, 4, 2].find((each) => each <= wanted) ?? 1) : 1;
    [w, h] = [Math.ceil(w / factor), Math.ceil(h / factor)];
  }
  const most = 4 * side ** 2;
  return factor * Math.max(1, Math.floor(Math.min(w, h) / side), Math.ceil(Math.sqrt((w * h) / most)));
}

/** The picture with a short side of at most SHORT_SIDE pixels. @param {Pixels} pixels @param {string} name
 * @returns {Promise<Pixels>} */
async function madeSmall({ width, height, data }, name) {
  const least = Math.min(width, height);
  const most = Math.max(width, height);
  if (least < LEAST_SIDE)
    throw new Refused(
      `${short(name)} has only ${many(width)} × ${many(height)} pixels, and at least ${LEAST_SIDE} a side are needed. ` +
        "Use a larger one.",
    );
  if (most > LONGEST * least)
    throw new Refused(
      `${short(name)} is ${(most / least).toFixed(0)} times as long as it is wide, and would be squeezed out of all shape. ` +
        "Cut it first.",
    );
  if (least <= SHORT_SIDE) return { width, height, data };
  const scale = SHORT_SIDE / least;
  return resampled({ width, height, data }, even(width * scale), even(height * scale));
}

/** Rounded as Python does: a half goes to the even number. @param {number} value */
const even = (value) => (value % 1 === 0.5 ? 2 * Math.round(value / 2) : Math.round(value));

/** At once: what a browser offers for later waits until the page is idle, for as long as a second. @param {Pixels} pixels */
function asJpeg({ width, height, data }) {
  const canvas = Object.assign(document.createElement("canvas"), { width, height });
  canvas.getContext("2d", { willReadFrequently: true })?.putImageData(new ImageData(data, width, height), 0, 0);
  const [, text] = canvas.toDataURL("image/jpeg", QUALITY).split(",");
  return new Blob([Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0))], { type: "image/jpeg" });
}
