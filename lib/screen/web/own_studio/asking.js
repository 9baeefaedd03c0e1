// The guess before a training: asked about the settings and pictures as they stand, and about others anew.

import { element, find, setText } from "../shared/elements.js";

/** @typedef {{ key: string, text: string, accuracy: number }} Option */
/** @typedef {{ key: string, text: string, options: Option[] }} Question `text` has places, as {base} */

export class Asking {
  /** @type {Map<string, string>} the option that was guessed, by what it was guessed of */
  guesses = new Map();
  /** @type {Set<string>} what has been trained: there is nothing to guess any more */
  known = new Set();

  /** @param {HTMLElement} root @param {Question} question @param {(key: string) => void} choose */
  constructor(root, question, choose) {
    this.root = root;
    this.question = question;
    this.pills = question.options.map(({ key, text }) => this.pill(text, () => choose(key)));
    find(root, ".pills").replaceChildren(...this.pills);
  }

  /** @param {string} text @param {() => void} choose */
  pill(text, choose) {
    const button = element("button", { type: "button", onclick: choose }, text);
    button.setAttribute("role", "radio");
    button.onkeydown = (event) => {
      const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
      if (!step) return;
      event.preventDefault();
      const { pills } = this;
      const next = pills[(pills.indexOf(button) + step + pills.length) % pills.length];
      next.focus();
      next.click();
    };
    return button;
  }

  /** Key of the option that was guessed; "" where none was. @param {string} asked */
  guess(asked) {
    return this.guesses.get(asked) ?? "";
  }

  /** @param {string} asked @param {string} key */
  take(asked, key) {
    this.guesses.set(asked, key);
  }

  /** A training of this has come. @param {string} asked @param {string} guess @param {boolean} isDone */
  know(asked, guess, isDone) {
    if (guess) this.guesses.set(asked, guess);
    if (isDone) this.known.add(asked);
  }

  /** Whether a training of this may begin. @param {string} asked */
  isReady(asked) {
    return this.known.has(asked) || this.guesses.has(asked);
  }

  /** @param {string} asked "" where there is nothing to ask about @param {boolean} isTraining
   * @param {Record<string, string>} places what stands in the places of the question's words */
  draw(asked, isTraining, places) {
    this.root.hidden = !asked;
    if (!asked) return;
    // Once it has begun there is nothing to guess, and the curve is what counts
    const isOver = this.known.has(asked) || isTraining;
    this.root.classList.toggle("over", isOver);
    setText(
      find(this.root, "p"),
      this.question.text.replace(/\{(\w+)[^}]*\}/g, (_, name) => places[name] ?? ""),
    );
    const guess = this.guess(asked);
    this.pills.forEach((button, i) => {
      const isChosen = this.question.options[i].key === guess;
      button.setAttribute("aria-checked", String(isChosen));
      button.disabled = isOver;
      button.tabIndex = isChosen || (!guess && i === 0) ? 0 : -1;
    });
    setText(find(this.root, ".guessed"), this.words(guess, isOver, isTraining));
  }

  /** @param {string} guess @param {boolean} isOver @param {boolean} isTraining */
  words(guess, isOver, isTraining) {
    const text = this.question.options.find(({ key }) => key === guess)?.text;
    const yours = text ? `Your guess: ${text}. ` : "";
    if (isTraining) return yours;
    if (isOver) return `${yours}You know the outcome. Change a setting or a picture, and guess again.`;
    if (guess) return "This guess is for these settings and pictures.";
    return this.guesses.size ? "Settings or pictures are new. What do you guess now?" : "";
  }
}
