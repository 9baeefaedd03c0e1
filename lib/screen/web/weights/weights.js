// Keeps each network that arrives in the page, by its digest, so that any number of views read the same one.
// Needs forward.js and files.js. It draws nothing.

export default function ({ data, setStateValue }) {
  take(data, setStateValue);
}

async function take(data, setStateValue) {
  const bytes = await delivered(data, setStateValue);
  if (!bytes) return;
  const networks = (globalThis.layersNetworks ??= new Map());
  const network = unpackNetwork(bytes);
  if (networks.has(network.digest)) return;
  networks.set(network.digest, network);
  globalThis.dispatchEvent(new Event("layers-network"));
}
