// Where own pictures are kept in the browser, and how all of them go at once.

export const DATABASE = "layer-by-layer.pictures";

/** Deletes every tab's pictures; each open store lets go at once and takes nothing more. Resolves when they are gone. */
export function forgetEverything() {
  return new Promise((done) => {
    const end = () => done(undefined);
    try {
      const asked = indexedDB.deleteDatabase(DATABASE);
      Object.assign(asked, { onsuccess: end, onerror: end });
    } catch {
      end(); // storage is switched off: nothing was kept
    }
  });
}
