// Elements of a component, and what its handlers have in common.

/** The element that the component's html has there.
 * @template {Element} [T=HTMLElement] @param {ParentNode} root @param {string} selector @param {new () => T} [kind]
 * @returns {T} */
export function find(root, selector, kind = /** @type {any} */ (HTMLElement)) {
  const found = root.querySelector(selector);
  if (found instanceof kind) return found;
  throw new Error(`No ${kind.name} is ${selector}`);
}

/** `find` for one root. @param {ParentNode} root */
export function finder(root) {
  /** @template {Element} [T=HTMLElement] @param {string} selector @param {new () => T} [kind] */
  return (selector, kind) => find(root, selector, kind);
}

/** A new element with these properties.
 * @template {keyof HTMLElementTagNameMap} K @param {K} name @param {Partial<HTMLElementTagNameMap[K]>} [properties]
 * @param {(Node | string)[]} children @returns {HTMLElementTagNameMap[K]} */
export function element(name, properties = {}, ...children) {
  const made = document.createElement(name);
  Object.assign(made, properties);
  made.append(...children);
  return made;
}

/** Writes only what differs, so that a screen reader hears of it once. @param {Element} element @param {string} text */
export function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/** @param {HTMLCanvasElement} canvas @param {CanvasRenderingContext2DSettings} [settings] */
export function pen(canvas, settings) {
  return /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d", settings));
}

/** How much larger than usual the page's letters are: in a lecture they are. */
export function magnified() {
  return Number.parseFloat(getComputedStyle(document.documentElement).fontSize) / 16 || 1;
}

/** Gives a canvas as many pixels as the screen has there; drawing goes on in the page's own, or in such as are `by` times as large.
 * @param {CanvasRenderingContext2D} context @param {number} width @param {number} height both in these @param {number} by */
export function fit(context, width, height, by = 1) {
  const { canvas } = context;
  const ratio = by * (globalThis.devicePixelRatio || 1);
  const pixels = [Math.round(width * ratio), Math.round(height * ratio)];
  if (canvas.width !== pixels[0]) canvas.width = pixels[0]; // setting it clears the canvas
  if (canvas.height !== pixels[1]) canvas.height = pixels[1];
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
}

/** What Python wrote as base64. @param {string} text */
export function fromBase64(text) {
  return Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
}

/** Rows and columns that an arrow key moves by; undefined for every other key. @param {KeyboardEvent} event */
export function arrow(event) {
  /** @type {Record<string, [number, number]>} */
  const steps = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
  return steps[event.key];
}

/** @param {number} value */
export function within(value, low = 0, high = 1) {
  return Math.max(low, Math.min(high, value));
}

/** Whether this learner wants nothing to move. */
export function isStill() {
  return matchMedia("(prefers-reduced-motion: reduce)").matches;
}

/** What has the focus beside an element, also within a component. @param {Element} element */
export function activeIn(element) {
  const root = element.getRootNode();
  return root instanceof ShadowRoot || root instanceof Document ? root.activeElement : null;
}
