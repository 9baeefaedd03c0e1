// Keeps each network that arrives in the page, by its digest, so that any number of views read the same one.
// Needs forward.js. It draws nothing.

export default function ({ data }) {
  const networks = (globalThis.layersNetworks ??= new Map());
  const network = unpackNetwork(data);
  if (networks.has(network.digest)) return;
  networks.set(network.digest, network);
  globalThis.dispatchEvent(new Event("layers-network"));
}
