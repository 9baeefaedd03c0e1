// Keeps what arrives in the page apart from the weights, for every view that names it: pictures by the name of
// their source, test digits by their digest. It draws nothing.

export default function ({ data }) {
  if (data instanceof Uint8Array) {
    const digest = new TextDecoder().decode(data.subarray(0, 16));
    const digits = (globalThis.layersDigits ??= new Map());
    if (digits.has(digest)) return;
    const [n] = new Uint32Array(data.slice(16, 20).buffer);
    digits.set(digest, { labels: data.slice(20, 20 + n), images: data.slice(20 + n) });
    globalThis.dispatchEvent(new Event("layers-digits"));
  } else {
    const bytes = Uint8Array.from(atob(data.values), (c) => c.charCodeAt(0));
    (globalThis.layersPictures ??= new Map()).set(data.name, new Float32Array(bytes.buffer));
    globalThis.dispatchEvent(new Event("layers-picture"));
  }
}
