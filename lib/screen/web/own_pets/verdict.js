// What a retrained model's answer to a photo comes to, in words: an answer or silence, whether there is any pet to be sure of, and how
// often it is right when it is about as sure. Words as lib/screen/pet_photos/own_pets.py and lib/measure/sureness.py have them.

import { likely } from "../own_studio/bars.js";
import { perCent, shareInWords } from "../shared/proportion.js";

/** @typedef {import("../base/original.js").Guess} Guess */
/**
 * What both models say of one photo.
 * @typedef {object} Answer
 * @property {number} dog the retrained model's probability of dog
 * @property {Guess[]} original the original's best guesses
 * @property {number} pets its probability of all cats and dogs together
 * @property {number[]} places where the retrained model looked, (side, side), from 0 to 1
 */
/** What the retrained model said of the test photos: which of them are dogs, and their probability of dog.
 * @typedef {{ truth: Uint8Array, dog: Float32Array }} Tested */

const AROUND = 0.05; // answers up to this much more or less sure are about as sure
const CERTAIN = 0.9995;

/** @param {Answer} answer */
export const says = ({ dog }) => (dog > 0.5 ? "dog" : "cat");

/** Of its answer. @param {Answer} answer */
export const sureness = ({ dog }) => Math.max(dog, 1 - dog);

/** What counts as said: below the least probability it keeps silent. @param {Answer} answer @param {number} least */
export const counted = (answer, least) => (sureness(answer) >= least ? says(answer) : "neither");

/** The animal that the original's best guess names. @param {Answer} answer */
export const originalSays = ({ original }) => original[0].animal || "neither";

/** Sentences; what is bold stands between two stars each. `remark` stands small below.
 * @param {Answer} answer @param {number} least @param {number} leastPets below it the original sees no pet
 * @param {Tested | null} tested @returns {{ said: string[], remark: string }} */
export function verdict(answer, least, leastPets, tested) {
  const [animal, sure] = [says(answer), sureness(answer)];
  const said =
    sure < least
      ? `**No answer**: ${likely(sure)} for ${animal} is below your ${perCent(least, 0)}.`
      : `It says **${animal}**, ${likely(sure)}.`;
  if (answer.pets < leastPets)
    return {
      said: [
        said,
        `The original gives all cats and dogs together ${likely(answer.pets)}, under ${perCent(leastPets, 0)}. Our rule then says: ` +
          `**probably neither**. A model with two answers must choose one of them. So do not believe this ${animal}.`,
      ],
      remark: "",
    };
  return { said: [said], remark: tested ? `How sure is that? ${asSure(tested, sure)}` : "" };
}

/** How often it is right on test photos on which it is about as sure; near 100 % the range narrows.
 * @param {Tested} tested @param {number} sure */
export function asSure({ truth, dog }, sure) {
  const around = Math.min(AROUND, (1 - sure) / 2);
  const [low, high] = sure >= CERTAIN ? [CERTAIN, 1] : [Math.max(0.5, sure - around), Math.min(1, sure + around)];
  const these = [...dog.keys()].filter((i) => {
    const most = Math.max(dog[i], 1 - dog[i]);
    return most >= low && most <= high;
  });
  const between = `${end(low)}–${end(high)} %`;
  if (!these.length)
    return `It was about as sure (${between}) of no test photo. So nobody knows how often it is right then.`;
  const right = these.filter((i) => dog[i] > 0.5 === (truth[i] === 1)).length;
  return (
    `On test photos of which it was about as sure (${between}), it was right on ${shareInWords(right, these.length)}. ` +
    "That holds for photos like these test photos."
  );
}

/** 55, 97.5, 99.95 @param {number} share */
const end = (share) => String(Number((100 * share).toFixed(2)));
