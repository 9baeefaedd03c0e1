// The files of a drop, or of a chosen folder, each with the folders that it lay in.

/** @typedef {{ path: string, file: File }} Found */

const MOST = 5001; // files of one drop, and folders: one more than of an archive, so that it is told
const DEEPEST = 9; // folders inside folders that are opened, likewise; a folder may hold itself by a link

/** All files of a drop, folders opened. Call it while the event runs: a browser empties it afterwards.
 * @param {DataTransfer} transfer @returns {Promise<Found[]>} */
export async function dropped(transfer) {
  const entries = [...transfer.items].flatMap((item) => item.webkitGetAsEntry?.() ?? []);
  const files = [...transfer.files];
  if (!entries.some((entry) => entry.isDirectory)) return files.map((file) => ({ path: file.name, file }));
  /** @type {Found[]} */
  const found = [];
  const opened = { left: MOST };
  for (const entry of entries) await walk(entry, found, opened, 0);
  return found;
}

/** @param {HTMLInputElement} input @returns {Found[]} */
export function chosen(input) {
  const found = [...(input.files ?? [])].map((file) => ({ path: file.webkitRelativePath || file.name, file }));
  input.value = ""; // the same file may be chosen again
  return found.slice(0, MOST);
}

/** @param {FileSystemEntry} entry @param {Found[]} found @param {{ left: number }} opened folders that may still be
 * @param {number} depth */
async function walk(entry, found, opened, depth) {
  if (found.length >= MOST) return;
  if (entry.isFile) {
    const one = /** @type {FileSystemFileEntry} */ (entry);
    const file = await new Promise((/** @type {(file: File) => void} */ done) =>
      one.file(done, () => done(new File([], entry.name))),
    ); // what cannot be read is told as empty
    found.push({ path: entry.fullPath.replace(/^\//, ""), file });
    return;
  }
  if (depth > DEEPEST || opened.left === 0) return;
  opened.left -= 1;
  const reader = /** @type {FileSystemDirectoryEntry} */ (entry).createReader();
  while (found.length < MOST) {
    const some = await new Promise((/** @type {(entries: FileSystemEntry[]) => void} */ done) =>
      reader.readEntries(done, () => done([])),
    );
    if (!some.length) return;
    for (const each of some) await walk(each, found, opened, depth + 1);
  }
}

/** Makes an element take drops. @param {HTMLElement} place @param {(found: Found[]) => void} take */
export function takeDrops(place, take) {
  let over = 0; // children are entered before their parent is left
  const mark = (/** @type {number} */ change) => {
    over = Math.max(0, over + change);
    place.classList.toggle("over", over > 0);
  };
  const holdsFiles = (/** @type {DragEvent} */ event) => event.dataTransfer?.types.includes("Files") ?? false;
  place.addEventListener("dragenter", (event) => holdsFiles(event) && mark(1));
  place.addEventListener("dragleave", (event) => holdsFiles(event) && mark(-1));
  place.addEventListener("dragover", (event) => holdsFiles(event) && event.preventDefault());
  place.addEventListener("drop", async (event) => {
    if (!event.dataTransfer || !holdsFiles(event)) return;
    event.preventDefault();
    event.stopPropagation();
    mark(-over);
    take(await dropped(event.dataTransfer));
  });
}
