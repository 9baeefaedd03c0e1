// How a component of the course lives in Streamlit's page: its default export is called at every redraw, with the same
// element for as long as it is shown.

import { finder } from "./elements.js";
import { Later } from "./later.js";

/**
 * What Streamlit calls a component with; `Data` is what Python gives it.
 * @template Data
 * @typedef {object} Props
 * @property {HTMLElement} parentElement
 * @property {Data} data
 * @property {(name: string, value: unknown) => void} setStateValue
 * @property {(name: string, value: unknown) => void} setTriggerValue
 */

/** A part of the page that remembers. @template Data */
export class Part {
  /** @type {(() => void)[]} what is called once it is shown no more */
  ends = [];

  /** @param {Props<Data>} props */
  constructor(props) {
    this.props = props; // of the last redraw
    this.find = finder(props.parentElement);
  }

  get data() {
    return this.props.data;
  }

  /** Called at every redraw, the first too. @param {Data | undefined} _before the data of the redraw before */
  update(_before) {}

  close() {
    for (const end of this.ends) end();
  }

  /** A `Later` that ends with the part. */
  later() {
    const later = new Later();
    this.ends.push(() => later.stop());
    return later;
  }

  /** Calls `act` when the element's size changes, and at first. @param {Element} element @param {() => void} act */
  watchSize(element, act) {
    const watcher = new ResizeObserver(act);
    watcher.observe(element);
    this.ends.push(() => watcher.disconnect());
  }
}

/** A component's default export: makes its part at the first call, and tells it of every redraw.
 * @template Data @param {new (props: Props<Data>) => Part<Data>} Kind */
export function mount(Kind) {
  /** @type {WeakMap<Element, Part<Data>>} */
  const parts = new WeakMap();
  return (/** @type {Props<Data>} */ props) => {
    const { parentElement } = props;
    const known = parts.get(parentElement);
    const before = known?.data;
    const part = known ?? new Kind(props);
    parts.set(parentElement, part);
    part.props = props;
    part.update(before);
    return () => {
      part.close();
      parts.delete(parentElement);
    };
  };
}
