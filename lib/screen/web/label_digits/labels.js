// Labels that people gave to the same digits: how many of two people's are the same.

export const CANNOT = 10; // the label of a digit that a person cannot tell

/** How many digits have the same label in both lists; one that a person cannot tell agrees with nobody.
 * @param {number[]} one @param {number[]} other */
export function same(one, other) {
  return one.filter((label, i) => label === other[i] && label !== CANNOT).length;
}

/** A label as it is shown. @param {number} label */
export function shown(label) {
  return label === CANNOT ? "?" : String(label);
}
