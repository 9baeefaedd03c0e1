// A share and how far it can be trusted, counted and written as lib/measure/proportions.py does.

const Z = 1.959963984540054; // of 95 %

/** Wilson's 95 % interval of `correct` right of `total`, both ends from 0 to 1: it also holds for few and for all right.
 * @param {number} correct @param {number} total at least 1 @returns {[number, number]} */
export function wilson(correct, total) {
  const share = correct / total;
  const spread = (Z * Z) / total;
  const middle = share + spread / 2;
  const half = Z * Math.sqrt((share * (1 - share)) / total + spread / (4 * total));
  return [correct ? (middle - half) / (1 + spread) : 0, correct < total ? (middle + half) / (1 + spread) : 1];
}

/** As in "969 of 1,000, 95.6–97.8 %". @param {number} correct @param {number} total */
export function shareInWords(correct, total) {
  const [low, high] = wilson(correct, total);
  const counted = `${correct.toLocaleString("en")} of ${total.toLocaleString("en")}`;
  return `${counted}, ${perCent(low).replace(" %", "")}–${perCent(high)}`;
}

/** A share (0 to 1) as in "97.8 %", halves rounded up. "100 %" and "0 %" are kept for all and for none: a share beside them
 * gets the decimals that tell it apart. @param {number} share @param {number} decimals */
export function perCent(share, decimals = 1) {
  if (share === 0 || share === 1) return `${100 * share} %`;
  let places = decimals;
  let hundredths = rounded(share, places);
  while (places < 11 && (hundredths === 0n || hundredths === 100n * 10n ** BigInt(places)))
    hundredths = rounded(share, ++places);
  const digits = String(hundredths).padStart(places + 1, "0");
  const point = digits.length - places;
  return `${digits.slice(0, point)}${places ? `.${digits.slice(point)}` : ""} %`;
}

/** 100 times the share, in units of the last decimal place: of the number as it is written, which has no binary halves.
 * @param {number} share @param {number} places */
function rounded(share, places) {
  const [digits, power = "0"] = String(share).split("e");
  const [whole, part = ""] = digits.split(".");
  const shift = places + 2 + Number(power) - part.length;
  const number = BigInt(whole + part);
  if (shift >= 0) return number * 10n ** BigInt(shift);
  const unit = 10n ** BigInt(-shift);
  return (2n * number + unit) / (2n * unit);
}
