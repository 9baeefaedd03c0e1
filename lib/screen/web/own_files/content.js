// What a file inside an archive is, once it is unpacked: no further archive is opened.

import { starts } from "./bare.js";
import { short } from "./entry.js";

/** @import { Entry } from "./entry.js" */

const ARCHIVES = ["PK\x03\x04", "PK\x05\x06", "\x1f\x8b", "BZh", "\xfd7zXZ", "7z\xbc\xaf", "Rar!", "\x28\xb5\x2f\xfd"];

/** @param {string[]} folders @param {string} name @param {Uint8Array<ArrayBuffer>} content @returns {Entry} */
export function checked(folders, name, content) {
  if (ARCHIVES.some((letters) => starts(content, 0, letters)) || starts(content, 257, "ustar"))
    return {
      folders,
      name,
      refused: `${short(name)} is an archive inside the archive, and is not opened. Unpack it first.`,
    };
  return { folders, name, data: new Blob([content]) };
}
