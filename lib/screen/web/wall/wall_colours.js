// The page's colours for a canvas, which knows no stylesheet.

/** @import { Colours } from "./wall_paint.js" */

const HOLD = 1000; // ms: to ask for them takes longer than a frame

/** @param {HTMLElement} root has the ink @param {HTMLElement} probe takes on each of the others */
export function coloursOf(root, probe) {
  let asked = 0;
  /** @type {Colours | null} */
  let known = null;
  /** As the page has them now. @returns {Colours} */
  return () => {
    const now = performance.now();
    if (known && now - asked < HOLD) return known;
    asked = now;
    const of = (/** @type {string} */ name) => {
      probe.style.color = `var(--${name})`;
      return getComputedStyle(probe).color;
    };
    known = {
      ink: getComputedStyle(root).color,
      muted: of("muted"),
      raised: of("raised"),
      line: of("line"),
      accent: of("accent"),
      wrong: of("wrong"),
    };
    return known;
  };
}
