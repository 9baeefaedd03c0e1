// A picture file without all but its first picture: notes, profiles, thumbnails and further frames are cut off, so that the
// browser's decoder never sees them. Sizes are read from the header. It decodes nothing, and does as
// lib/pictures/prepare/bare.py does.

/**
 * @typedef {{ kind: "JPEG" | "PNG" | "WebP" | "GIF", parts: Uint8Array<ArrayBuffer>[], orientation: number, width: number,
 *   height: number, progressive: boolean }} Bare `orientation`: how the camera was held, 1 upright, 2 to 8 as EXIF has it
 */

const MOST_PARTS = 20_000; // chunks, segments and blocks: a PNG of 20 MB in the usual 8 kB chunks has 2,500
const MOST_BLOCKS = 100_000; // of up to 255 bytes, in a GIF's first frame: its largest picture needs 50,000
const MOST_SCANS = 40; // of a JPEG: ten is usual for a progressive one, the most thorough programs make about twenty
const PNG_NEEDED = new Set(["IHDR", "PLTE", "tRNS", "IDAT", "IEND"]);
const WEBP_NEEDED = new Set(["VP8 ", "VP8L", "VP8X", "ALPH", "ANIM", "ANMF"]);
const ORIENTATION = 0x0112; // EXIF's number for how the camera was held
const MOST_TAGS = 200; // of a camera's first directory: about 15 are usual

/** More parts than any honest file of its kind has. */
export class Overgrown extends Error {}

/** The file of the first picture alone; null where it is no picture of a kind that is taken.
 * @param {Uint8Array<ArrayBuffer>} data @returns {Bare | null} */
export function bare(data) {
  if (starts(data, 0, "\xff\xd8")) return jpeg(data);
  if (starts(data, 0, "\x89PNG\r\n\x1a\n")) return png(data);
  if (starts(data, 0, "RIFF") && starts(data, 8, "WEBP")) return webp(data);
  if (starts(data, 0, "GIF87a") || starts(data, 0, "GIF89a")) return gif(data);
  return null;
}

/** Whether these letters, each a byte, stand there. @param {Uint8Array} data @param {number} at @param {string} letters */
export function starts(data, at, letters) {
  for (let i = 0; i < letters.length; i++) if (data[at + i] !== letters.charCodeAt(i)) return false;
  return true;
}

/** @param {Uint8Array} data @param {number} at */
const name = (data, at) => String.fromCharCode(...data.subarray(at, at + 4));
/** Numbers of a file; what lies behind its end counts as 0. @param {Uint8Array} data @param {number} at */
const big = (data, at, bytes = 2) => {
  let value = 0;
  for (let i = 0; i < bytes; i++) value = 256 * value + (data[at + i] ?? 0);
  return value;
};
/** @param {Uint8Array} data @param {number} at */
const little = (data, at, bytes = 2) => {
  let value = 0;
  for (let i = bytes - 1; i >= 0; i--) value = 256 * value + (data[at + i] ?? 0);
  return value;
};

/** @param {Uint8Array<ArrayBuffer>} data @returns {Bare | null} */
function jpeg(data) {
  const found = { width: 0, height: 0, progressive: false, orientation: 1 };
  /** @param {Uint8Array<ArrayBuffer>[]} parts @returns {Bare | null} */
  const made = (parts) => (found.width ? { kind: "JPEG", parts, ...found } : null);
  const parts = [data.subarray(0, 2)];
  let at = 2;
  let scans = 0;
  for (let i = 0; i < MOST_PARTS; i++) {
    const [start, behind] = marker(data, at);
    parts.push(data.subarray(at, start)); // a scan's bytes, none before the first
    if (behind > data.length) return made(parts);
    const kind = data[behind - 1];
    at = behind;
    if (kind === 0xd9) return made([...parts, Uint8Array.of(0xff, 0xd9)]); // phones put films and depth maps behind it
    if (kind === 0x01) continue; // the one other marker with nothing in it
    const end = at + big(data, at);
    const note = (kind >= 0xe1 && kind <= 0xef && kind !== 0xee) || kind === 0xfe; // all but JFIF (E0) and Adobe (EE)
    if (kind === 0xe1 && found.orientation === 1 && starts(data, at + 2, "Exif\0\0"))
      found.orientation = orientation(data.subarray(at + 8, end));
    else if (!note) parts.push(Uint8Array.of(0xff), data.subarray(behind - 1, end));
    if (kind >= 0xc0 && kind <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(kind) && !scans)
      Object.assign(found, { height: big(data, at + 3), width: big(data, at + 5), progressive: kind % 4 === 2 });
    scans += Number(kind === 0xda);
    if (scans > MOST_SCANS) break;
    at = Math.max(end, at + 2);
  }
  throw new Overgrown();
}

/** Where the next marker starts, and the place behind it; both at the end where there is none.
 * @param {Uint8Array} data @param {number} at */
function marker(data, at) {
  for (let start = data.indexOf(0xff, at); start >= 0; ) {
    let behind = start;
    while (data[behind] === 0xff) behind++;
    const kind = data[behind];
    if (behind < data.length && kind !== 0 && !(kind >= 0xd0 && kind <= 0xd7)) return [start, behind + 1];
    start = data.indexOf(0xff, behind);
  }
  return [data.length, data.length + 1];
}

/** @param {Uint8Array<ArrayBuffer>} data @returns {Bare | null} */
function png(data) {
  const parts = [data.subarray(0, 8)];
  let turned = 1;
  let at = 8;
  for (let i = 0; i < MOST_PARTS; i++) {
    if (at >= data.length) {
      if (!starts(data, 12, "IHDR")) return null;
      const [width, height] = [big(data, 16, 4), big(data, 20, 4)];
      return { kind: "PNG", parts, orientation: turned, width, height, progressive: false };
    }
    const kind = name(data, at + 4);
    const end = at + 12 + big(data, at, 4);
    if (PNG_NEEDED.has(kind)) parts.push(data.subarray(at, end));
    else if (kind === "eXIf" && turned === 1) turned = orientation(data.subarray(at + 8, end - 4));
    at = end;
  }
  throw new Overgrown();
}

/** @param {Uint8Array<ArrayBuffer>} data @returns {Bare | null} */
function webp(data) {
  const parts = [];
  let [turned, frames, width, height, at] = [1, 0, 0, 0, 12];
  for (let i = 0; i < MOST_PARTS; i++) {
    if (at >= data.length) {
      const size = 4 + parts.reduce((sum, part) => sum + part.length, 0);
      const head = new TextEncoder().encode("RIFF....WEBP");
      new DataView(head.buffer).setUint32(4, size, true);
      return width
        ? { kind: "WebP", parts: [head, ...parts], orientation: turned, width, height, progressive: false }
        : null;
    }
    const kind = name(data, at);
    const size = little(data, at + 4, 4);
    const end = at + 8 + size + (size % 2);
    const body = at + 8;
    frames += Number(kind === "ANMF");
    if (kind === "EXIF" && turned === 1)
      turned = orientation(data.subarray(body + (starts(data, body, "Exif\0\0") ? 6 : 0), end));
    else if (WEBP_NEEDED.has(kind) && !(kind === "ANMF" && frames > 1)) parts.push(data.subarray(at, end));
    /** @type {Record<string, () => number[]>} */
    const sizes = {
      VP8X: () => [1 + little(data, body + 4, 3), 1 + little(data, body + 7, 3)],
      "VP8 ": () => [little(data, body + 6) & 0x3fff, little(data, body + 8) & 0x3fff],
      VP8L: () => [1 + (little(data, body + 1) & 0x3fff), 1 + ((little(data, body + 1, 4) >>> 14) & 0x3fff)],
    };
    const [w, h] = sizes[kind]?.() ?? [0, 0];
    [width, height] = [Math.max(width, w), Math.max(height, h)];
    at = end;
  }
  throw new Overgrown();
}

/** Header, colours, and the first frame with what says which colour is transparent.
 * @param {Uint8Array<ArrayBuffer>} data @returns {Bare | null} */
function gif(data) {
  let at = 13 + table(data[10]);
  const parts = [data.subarray(0, at)];
  for (let i = 0; i < MOST_PARTS; i++) {
    if (data[at] === 0x21) {
      const end = afterBlocks(data, at + 2);
      if (data[at + 1] === 0xf9) parts.push(data.subarray(at, end));
      at = end;
    } else if (data[at] === 0x2c) {
      const end = afterBlocks(data, at + 11 + table(data[at + 9]));
      // A frame may be larger than what the header says, and is then drawn whole
      const width = Math.max(little(data, 6), little(data, at + 1) + little(data, at + 5));
      const height = Math.max(little(data, 8), little(data, at + 3) + little(data, at + 7));
      parts.push(data.subarray(at, end), Uint8Array.of(0x3b));
      return { kind: "GIF", parts, orientation: 1, width, height, progressive: false };
    } else return null; // no frame at all
  }
  throw new Overgrown();
}

/** Bytes of the colour table that a GIF's flags announce. @param {number | undefined} flags */
const table = (flags = 0) => (flags & 0x80 ? 3 << ((flags & 7) + 1) : 0);

/** Where a GIF's run of blocks, each with its length before it, has ended. @param {Uint8Array} data @param {number} at */
function afterBlocks(data, at) {
  for (let i = 0; i < MOST_BLOCKS; i++) {
    if (at >= data.length || data[at] === 0) return at + 1;
    at += 1 + data[at];
  }
  throw new Overgrown();
}

/** How the camera was held, from an EXIF note; 1 where it does not say. The rest of the note is not read.
 * @param {Uint8Array} tiff */
function orientation(tiff) {
  const read = starts(tiff, 0, "II") ? little : starts(tiff, 0, "MM") ? big : null;
  if (!read || tiff.length < 8) return 1;
  const start = read(tiff, 4, 4);
  const tags = Math.min(read(tiff, start), MOST_TAGS);
  for (let i = 0; i < tags; i++) {
    const at = start + 2 + 12 * i;
    if (at + 10 > tiff.length) return 1;
    if (read(tiff, at) === ORIENTATION) {
      const value = read(tiff, at + 8);
      return value >= 1 && value <= 8 ? value : 1;
    }
  }
  return 1;
}
