// Elements of a drawing in the page.

/** @typedef {Record<string, string | number>} Attributes */

/** A new element of a drawing. @template {keyof SVGElementTagNameMap} K @param {K} name @param {Attributes} attributes
 * @param {(Node | string)[]} children @returns {SVGElementTagNameMap[K]} */
export function drawn(name, attributes, ...children) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
  element.append(...children);
  return element;
}
