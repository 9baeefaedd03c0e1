// Keeps the learner id in the browser, so that a refresh or a restarted server finds the same learner again.
// The server offers a fresh id; the browser answers with the one it already has, else it takes the offer.

import { forgetEverything } from "../own_files/place.js";
import { page } from "../shared/page.js";

/** @import { Props } from "../shared/part.js" */

const LEARNER_KEY = "layer-by-layer.learner";
const LEARNER_ID = /^[0-9a-f]{12}4[0-9a-f]{3}[89ab][0-9a-f]{15}$/; // a uuid4 without its dashes
const PATIENCE = 1000; // ms: a browser that never answers keeps nobody here

function storedLearner() {
  try {
    const id = localStorage.getItem(LEARNER_KEY);
    return id && LEARNER_ID.test(id) ? id : null;
  } catch {
    return null; // storage is switched off: the id then lives as long as the page
  }
}

/** @param {string | null} id */
function storeLearner(id) {
  try {
    if (id === null) localStorage.removeItem(LEARNER_KEY);
    else localStorage.setItem(LEARNER_KEY, id);
  } catch {
    // see above
  }
}

/** Once a page: the component's own code runs again at every change of its data. */
function watch() {
  // A tab that starts afresh takes the others along.
  window.addEventListener("storage", (event) => {
    if (event.key === LEARNER_KEY && event.newValue !== page.learner?.id) window.location.reload();
  });
  // After a restart of the server the page would wait for a click, and that click would be lost: say hello instead.
  const app = /** @type {HTMLElement} */ (document.querySelector("[data-testid=stApp]"));
  let lost = false;
  new MutationObserver(() => {
    const connected = app.dataset.testConnectionState === "CONNECTED";
    if (connected && lost) page.learner?.answer(Date.now());
    lost = !connected;
  }).observe(app, { attributes: true, attributeFilter: ["data-test-connection-state"] });
  // Streamlit then lays a question over the page, and nothing below it takes a click: what runs here has to go on. It stands
  // beside the app, hidden by lib/screen/web/look/look.css till it is closed.
  new MutationObserver(() => {
    if (lost)
      document
        .querySelector(`body > [data-testid=stDialog] button[aria-label="Close"]`)
        ?.dispatchEvent(new MouseEvent("click", { bubbles: true }));
  }).observe(document.body, { childList: true });
}

function forgetDrawings() {
  try {
    sessionStorage.clear(); // what sketchpad.js keeps
  } catch {
    // see above
  }
}

/** A fresh page, so that nothing of the last learner's is left in it, not even an upload or an address. */
async function leave() {
  storeLearner(null);
  forgetDrawings();
  await Promise.race([forgetEverything(), new Promise((done) => setTimeout(done, PATIENCE))]);
  window.location.replace(window.location.pathname.replace(/[^/]*$/, ""));
}

/** @param {Props<{ offer: string, leave: boolean }>} props */
export default function meet({ data, setStateValue }) {
  if (data.leave) {
    leave();
    return;
  }
  const known = storedLearner();
  if (!known) storeLearner(data.offer);
  const id = known ?? data.offer;
  const isFirst = !page.learner;
  page.learner = { id, answer: (hello) => setStateValue("answer", { offer: data.offer, id, hello }) };
  page.learner.answer(0);
  if (isFirst) watch();
}
