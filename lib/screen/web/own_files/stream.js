// Bytes that come one after the other, read in the lengths that an archive has. Only what is asked for is held.

/** The bytes are not what they should be, or there are too few. */
export class Damaged extends Error {}

const SPOON = 8_192; // bytes unpacked at once, to 8.4 MB at most
const AT_ONCE = 1 << 20; // bytes read of a file

export class Reader {
  #source;
  /** @type {Uint8Array<ArrayBuffer>} what came and was not asked for yet */
  #rest = new Uint8Array(0);

  /** @param {ReadableStream<Uint8Array<ArrayBuffer>>} stream */
  constructor(stream) {
    this.#source = stream.getReader();
  }

  /** The next bytes, fewer where it ends. @param {number} size */
  async upTo(size) {
    const parts = [];
    let missing = size;
    while (missing > 0 && (await this.#has())) {
      const part = this.#rest.subarray(0, missing);
      this.#rest = this.#rest.subarray(part.length);
      parts.push(part);
      missing -= part.length;
    }
    return parts.length === 1 ? parts[0] : joined(parts, size - missing);
  }

  /** Throws `Damaged` where there are fewer. @param {number} size */
  async exactly(size) {
    const found = await this.upTo(size);
    if (found.length < size) throw new Damaged();
    return found;
  }

  /** Passes over so many bytes, and throws `Damaged` where there are fewer. @param {number} size */
  async over(size) {
    while (size > 0) {
      if (!(await this.#has())) throw new Damaged();
      const step = Math.min(size, this.#rest.length);
      this.#rest = this.#rest.subarray(step);
      size -= step;
    }
  }

  /** Ends what is behind. */
  close() {
    this.#source.cancel().catch(() => {});
  }

  async #has() {
    while (!this.#rest.length) {
      const { value, done } = await this.#source.read().catch(() => {
        throw new Damaged(); // the browser's own unpacking says so, or the file was changed meanwhile
      });
      if (done) return false;
      this.#rest = value;
    }
    return true;
  }
}

/** @param {Uint8Array[]} parts @param {number} size */
function joined(parts, size) {
  const all = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

/** The blob unpacked. @param {Blob} blob @param {CompressionFormat} format */
export function unpacked(blob, format) {
  return new Reader(spoonfuls(blob).pipeThrough(new DecompressionStream(format)));
}

/** The blob in small pieces: a browser unpacks a piece whole, to as much as a thousand times its size, before anybody can stop it.
 * @param {Blob} blob @returns {ReadableStream<Uint8Array<ArrayBuffer>>} */
function spoonfuls(blob) {
  let [at, rest] = [0, new Uint8Array(0)];
  return new ReadableStream(
    {
      async pull(taker) {
        if (!rest.length) {
          rest = await bytes(blob.slice(at, at + AT_ONCE));
          at += AT_ONCE;
        }
        if (rest.length) taker.enqueue(rest.subarray(0, SPOON));
        else taker.close();
        rest = rest.subarray(SPOON);
      },
    },
    { highWaterMark: 0 },
  );
}

/** Bytes of a blob; `Damaged` where it cannot be read any more. @param {Blob} blob */
export async function bytes(blob) {
  try {
    return new Uint8Array(await blob.arrayBuffer());
  } catch {
    throw new Damaged();
  }
}
