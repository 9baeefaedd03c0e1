// Keeps what arrives in the page apart from the weights, for every view that names it: pictures by the name of
// their source, test digits by their digest. Needs files.js. It draws nothing.

export default function ({ data, setStateValue }) {
  if (data.name === undefined) return void takeDigits(data, setStateValue);
  const bytes = Uint8Array.from(atob(data.values), (c) => c.charCodeAt(0));
  (globalThis.layersPictures ??= new Map()).set(data.name, new Float32Array(bytes.buffer));
  globalThis.dispatchEvent(new Event("layers-picture"));
}

async function takeDigits(data, setStateValue) {
  const body = await delivered(data, setStateValue);
  if (!body) return;
  const digest = new TextDecoder().decode(body.subarray(0, 16));
  const digits = (globalThis.layersDigits ??= new Map());
  if (digits.has(digest)) return;
  const [n] = new Uint32Array(body.slice(16, 20).buffer);
  digits.set(digest, { labels: body.slice(20, 20 + n), images: body.slice(20 + n) });
  globalThis.dispatchEvent(new Event("layers-digits"));
}
