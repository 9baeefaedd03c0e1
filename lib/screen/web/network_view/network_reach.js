// How a learner reaches a node of the drawing: by mouse, by touch, by keyboard. It knows the layout, and nothing of what nodes compute.

import { magnified } from "../shared/elements.js";
import { nodeBeside, nodeUnder } from "./network_layout.js";

/** @import { At, Layout } from "./network_layout.js" */
/**
 * @typedef {object} View
 * @property {Layout} [layout]
 * @property {At | null} at the node that is shown
 * @property {boolean} pinned it was opened, so that pointing elsewhere leaves it
 * @property {(at: At | null) => void} look shows a node without keeping it
 * @property {(at: At | null) => void} open opens a node, or goes back to the overview
 * @property {() => void} say
 */

const NEAR = { mouse: 4, touch: 16 }; // px from a node's edge that still count as on it

/** @param {HTMLCanvasElement} canvas @param {View} view */
export function reachNodes(canvas, view) {
  /** @param {MouseEvent} event @param {number} reach */
  const under = ({ clientX, clientY }, reach) => {
    const box = canvas.getBoundingClientRect();
    const by = magnified();
    return view.layout ? nodeUnder(view.layout, (clientX - box.left) / by, (clientY - box.top) / by, reach) : null;
  };
  canvas.onpointermove = (event) => {
    if (event.pointerType !== "touch" && !view.pinned) view.look(under(event, NEAR.mouse));
  };
  canvas.onpointerleave = () => {
    if (!view.pinned) view.look(null);
  };
  canvas.onclick = (event) => {
    const touched = /** @type {PointerEvent} */ (event).pointerType === "touch";
    if (view.layout) view.open(under(event, touched ? NEAR.touch : NEAR.mouse));
  };
  canvas.onkeydown = (event) => {
    if (!view.layout) return;
    if (event.key.startsWith("Arrow")) {
      event.preventDefault();
      view.look(view.at ? nodeBeside(view.layout, view.at, event.key) : { layer: 1, node: 0 });
      view.say();
    } else if ((event.key === "Enter" || event.key === " ") && view.at) {
      event.preventDefault();
      view.open(view.at);
    }
  };
}
