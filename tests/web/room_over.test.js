// A member's page whose room is over: its script is asked to say so once, whoever heard it first.

import assert from "node:assert/strict";
import { once } from "node:events";
import { test } from "node:test";

/** @type {Record<string, string>} what the server answers, by what is asked */
const headers = { "x-next": "0", "x-turn": "0" };
const answered = new EventTarget();

Object.assign(globalThis, {
  HTMLElement: class {},
  document: {
    addEventListener() {},
    removeEventListener() {},
    documentElement: { dataset: {} },
    baseURI: "http://localhost/",
    hidden: false,
  },
  fetch: async (/** @type {URL} */ url) => {
    const live = url.pathname.startsWith("/live");
    if (live) setTimeout(() => answered.dispatchEvent(new Event("live")), 50);
    return {
      ok: true,
      status: live ? 204 : 200,
      headers: { get: (/** @type {string} */ name) => headers[name] ?? null },
      json: async () => ({ gone: true }),
    };
  },
});
const { default: show } = await import("../../lib/screen/web/room/room.js");

test("the script runs once: a second run would take away what the first one said", async () => {
  /** @type {string[]} */
  const asked = [];
  const [parentElement, view] = [{ querySelector: () => new HTMLElement() }, { at: "", from: 0, rows: [] }];
  const data = { part: "strip", leads: false, token: "t", address: "live/t", say: "heard/t", view, page: "home" };
  const setTriggerValue = (/** @type {string} */ name) => asked.push(name);
  const close = show(/** @type {any} */ ({ parentElement, data, setTriggerValue, setStateValue() {} }));
  await once(answered, "live"); // by then the page's own words were answered too
  close();
  assert.deepEqual(asked, ["over"]);
});
