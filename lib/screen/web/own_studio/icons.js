// The studio's few drawings, 24 x 24.

/** @param {string} d */
const drawn = (d) => `<svg viewBox="0 0 24 24" aria-hidden="true"><path fill-rule="evenodd" d="${d}"/></svg>`;

export const CAMERA = drawn(
  "M9 4 7.3 6H4a2 2 0 0 0-2 2v10a2 2 0 0 0 2 2h16a2 2 0 0 0 2-2V8a2 2 0 0 0-2-2h-3.3L15 4zm3 4.5a4.5 4.5 0 1 1 0 9 4.5 4.5 0 0 1 0-9zm0 2a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5z",
);
export const PHOTOS = drawn(
  "M6 3h11a2 2 0 0 1 2 2v6h-2V5H6v10l3.5-4 3 3.4 1.5-1.7 2 2.3v2H6a2 2 0 0 1-2-2V5a2 2 0 0 1 2-2zm8.5 3.5a1.5 1.5 0 1 1 0 3 1.5 1.5 0 0 1 0-3zM18 13h2v3h3v2h-3v3h-2v-3h-3v-2h3z",
);
export const CROSS = drawn("M6.4 5 12 10.6 17.6 5 19 6.4 13.4 12l5.6 5.6-1.4 1.4-5.6-5.6L6.4 19 5 17.6l5.6-5.6L5 6.4z");
