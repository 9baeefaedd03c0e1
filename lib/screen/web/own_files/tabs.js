// Which tab this is, across a refresh, and which others of the browser are open. A tab is known by an id in its session
// storage, which a duplicated tab gets a copy of: whoever finds its id in use takes another.

const KEY = "layer-by-layer.tab";
const LOCK = "layer-by-layer.tab."; // held for as long as the tab is open
const LEAVING = 3000; // ms: the page before a refresh has given its lock back by then, on a slow computer too
const ANSWER = 400; // ms: another tab has answered by then

/** This tab's id, the one before a refresh; to be asked once a page. @returns {Promise<string>} */
export async function tabId() {
  const before = stored();
  if (before && (await claimed(before))) return before;
  const id = fresh();
  await take(id);
  return id;
}

/** Takes the place of a closed tab; false where another tab was faster. @param {string} id */
export async function take(id) {
  const isMine = await claimed(id);
  try {
    if (isMine) sessionStorage.setItem(KEY, id);
  } catch {
    // storage is switched off: the id lives as long as the page
  }
  return isMine;
}

/** Those of the ids whose tabs are open. @param {string[]} ids @returns {Promise<Set<string>>} */
export async function openTabs(ids) {
  if (navigator.locks) {
    const { held = [] } = await navigator.locks.query();
    const names = new Set(held.map((lock) => lock.name));
    return new Set(ids.filter((id) => names.has(LOCK + id)));
  }
  return heard(ids);
}

function stored() {
  try {
    return sessionStorage.getItem(KEY);
  } catch {
    return null;
  }
}

/** Not `crypto.randomUUID`, which a page without HTTPS lacks. */
const fresh = () =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");

/** Whether the id is this tab's from now on. @param {string} id @returns {Promise<boolean>} */
async function claimed(id) {
  if (!navigator.locks) {
    if ((await heard([id])).size) return false;
    answerFor(id);
    return true;
  }
  return new Promise((done) => {
    const signal = AbortSignal.timeout(LEAVING);
    navigator.locks
      .request(LOCK + id, { signal }, () => {
        done(true);
        return new Promise(() => {});
      })
      .catch(() => done(false));
  });
}

// Without HTTPS a browser gives no locks: tabs then ask each other.

/** @param {string} id */
function answerFor(id) {
  const channel = new BroadcastChannel(LOCK);
  channel.onmessage = ({ data }) => data.asked?.includes(id) && channel.postMessage({ here: id });
}

/** @param {string[]} ids @returns {Promise<Set<string>>} */
function heard(ids) {
  return new Promise((done) => {
    const channel = new BroadcastChannel(LOCK);
    /** @type {Set<string>} */
    const here = new Set();
    channel.onmessage = ({ data }) => data.here && here.add(data.here);
    channel.postMessage({ asked: ids });
    setTimeout(() => {
      channel.close();
      done(here);
    }, ANSWER);
  });
}
