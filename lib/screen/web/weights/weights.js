// Keeps each network that arrives in the page, by its digest, so that any number of views read the same one. It draws
// nothing.

import { addressOf, delivered } from "../shared/files.js";
import { unpackNetwork } from "../shared/forward.js";
import { page } from "../shared/page.js";

/** @import { Delivery } from "../shared/files.js" */
/** @import { Props } from "../shared/part.js" */

/** @param {Props<Delivery>} props */
export default async function take({ data, setStateValue }) {
  const bytes = await delivered(data, setStateValue);
  if (!bytes) return;
  const network = unpackNetwork(bytes);
  if (!page.networks.get(network.digest)) page.networks.put(network.digest, network, addressOf(data));
}
