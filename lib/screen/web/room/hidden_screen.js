// One key takes everything from the projector: a plain sheet over the whole page, till the same key or Escape.

import { element } from "../shared/elements.js";

const ID = "layers-hidden-screen";

/** Lays the sheet over the page, or takes it away. */
export function toggleScreen() {
  const there = document.getElementById(ID);
  if (there instanceof HTMLDialogElement) {
    there.close();
    return;
  }
  const sheet = element("dialog", { id: ID });
  sheet.setAttribute("aria-label", "The screen is hidden. Press H to show it.");
  Object.assign(sheet.style, {
    position: "fixed",
    inset: "0",
    width: "100vw",
    height: "100vh",
    maxWidth: "none",
    maxHeight: "none",
    margin: "0",
    padding: "0",
    border: "0",
    background: "#10182a",
    zIndex: "999999",
  });
  sheet.addEventListener("close", () => sheet.remove());
  sheet.addEventListener("click", () => sheet.close());
  document.body.append(sheet);
  sheet.showModal();
}
