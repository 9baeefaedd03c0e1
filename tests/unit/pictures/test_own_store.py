"""Where a learner's pictures are kept in the browser: with their tab, a day by choice, and for no other learner."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from modules import offer
from own_browser import opened
from playwright.sync_api import Browser, BrowserContext, Page

SET = """globalThis.madeSet = (...ids) => ({
  classes: ["cup", "hat"], notes: ["one"], told: 1, salt: "5", more: () => 1,
  pictures: ids.map((id, i) => ({ id, name: `${id}.jpg`, label: i % 2, take: 0, fingerprint: new Uint8Array([i]),
    jpeg: new Blob([`bytes of ${id}`], { type: "image/jpeg" }), extra: () => 2 })),
})"""
FOUND = """async () => {
  const found = await store.load();
  return found && [...found.classes, found.salt, ...await Promise.all(found.pictures.map(async (one) => `${one.id} ${one.label} ${await one.jpeg.text()}`))];
}"""
LEFT = """async () => {
  const found = await new Promise((done) => { const asked = indexedDB.open("layer-by-layer.pictures"); asked.onsuccess = () => done(asked.result); });
  const keys = await new Promise((done) => { const asked = found.transaction("jpegs").objectStore("jpegs").getAllKeys(); asked.onsuccess = () => done(asked.result); });
  found.close();
  return keys.map((key) => key[1]);
}"""
TWO = ["cup", "hat", "5", "a 0 bytes of a", "b 1 bytes of b"]


@pytest.fixture
def context(chromium: Browser) -> Iterator[BrowserContext]:
    context = chromium.new_context()
    yield context
    context.close()


def tab(context: BrowserContext, page: Page | None = None, learner: str = "ada") -> Page:
    """A tab with its store open, a new one or one that is loaded again."""
    page = opened(context, "own_files/store.js", "own_files/place.js", page=page)
    page.evaluate("(learner) => localStorage.setItem('layer-by-layer.learner', learner)", learner)
    page.evaluate(SET)
    page.evaluate("async () => { globalThis.store = await open(); }")
    return page


def keep(page: Page, *ids: str) -> bool:
    return page.evaluate("(ids) => store.keep(madeSet(...ids))", list(ids))


def test_a_refresh_keeps_a_set_and_what_changes_is_written_alone(context: BrowserContext) -> None:
    page = tab(context)
    assert page.evaluate("store.keeps")
    assert page.evaluate(FOUND) is None
    assert keep(page, "a", "b", "c")
    page.evaluate(
        "() => { globalThis.read = 0; Blob.prototype.arrayBuffer = ((old) => function () { read++; return old.call(this); })(Blob.prototype.arrayBuffer); }"
    )
    assert keep(page, "a", "b", "d")
    assert page.evaluate("read") == 1
    assert page.evaluate(LEFT) == ["a", "b", "d"]
    assert keep(page, "a", "b")
    page.reload()
    page = tab(context, page)
    assert page.evaluate(FOUND) == TWO
    assert page.evaluate("async () => (await store.picture('b')).text()") == "bytes of b"
    assert page.evaluate("store.picture('c')") is None
    page.evaluate("store.forget()")
    assert page.evaluate(FOUND) is None
    assert page.evaluate(LEFT) == []


def test_tabs_have_sets_of_their_own_and_what_a_closed_one_left_goes(context: BrowserContext) -> None:
    first, second = tab(context), tab(context)
    keep(first, "a", "b")
    keep(second, "z")
    assert first.evaluate(FOUND) == TWO
    second.close()
    third = tab(context)
    assert third.evaluate(FOUND) is None
    assert third.evaluate(LEFT) == ["a", "b"]
    assert first.evaluate(FOUND) == TWO


def test_a_duplicated_tab_has_a_place_of_its_own(context: BrowserContext) -> None:
    first = tab(context)
    keep(first, "a", "b")
    same = first.evaluate("sessionStorage.getItem('layer-by-layer.tab')")
    copy = opened(context, "own_files/store.js")
    copy.evaluate("(id) => sessionStorage.setItem('layer-by-layer.tab', id)", same)
    copy.evaluate(SET)
    copy.evaluate("async () => { globalThis.store = await open(); }")
    assert copy.evaluate(FOUND) is None
    keep(copy, "z")
    assert first.evaluate(FOUND) == TWO


def test_components_of_a_page_are_one_tab_though_each_has_the_store_for_itself(
    context: BrowserContext,
) -> None:
    page = tab(context)
    assert keep(page, "a", "b")
    offer(page, "own_files/store.js")
    page.evaluate("async () => { globalThis.others = await Promise.all([open(), open()]); }")
    offer(page, "own_files/store.js")
    page.evaluate("async () => { others.push(await open()); }")
    read = "(i) => others[i].picture('a').then((found) => found.text())"
    assert [page.evaluate(read, i) for i in range(3)] == ["bytes of a"] * 3
    assert keep(page, "b", "c")
    page.reload()
    assert page.evaluate("sessionStorage.length") == 1
    assert tab(context, page).evaluate(FOUND) == ["cup", "hat", "5", "b 0 bytes of b", "c 1 bytes of c"]


def test_a_set_waits_a_day_by_choice_alone(context: BrowserContext) -> None:
    page = tab(context)
    assert not page.evaluate("store.forADay")
    keep(page, "a", "b")
    page.evaluate("store.keepForADay(true)")
    page.close()
    page = tab(context)
    assert page.evaluate("store.forADay")
    assert page.evaluate(FOUND) == TWO
    offer(page, "own_files/store.js")  # another component of the page
    assert (
        page.evaluate("open().then((other) => other.picture('a')).then((found) => found.text())")
        == "bytes of a"
    )
    assert keep(page, "a", "b")  # and the day begins anew
    page.close()
    page = opened(context, "own_files/store.js")
    page.evaluate("() => { const now = Date.now; Date.now = () => now() + 86_500_000; }")
    page.evaluate("async () => { globalThis.store = await open(); }")
    assert page.evaluate(FOUND) is None
    assert page.evaluate(LEFT) == []


def test_another_learner_never_sees_it(context: BrowserContext) -> None:
    page = tab(context)
    keep(page, "a", "b")
    page.evaluate("store.keepForADay(true)")
    page.evaluate("localStorage.setItem('layer-by-layer.learner', 'ben')")
    page.reload()
    page = tab(context, page, "ben")
    assert page.evaluate(FOUND) is None
    assert page.evaluate(LEFT) == []


def test_forgetting_takes_every_tab_along_and_nothing_comes_back(context: BrowserContext) -> None:
    first, second = tab(context), tab(context)
    keep(first, "a", "b")
    keep(second, "z")
    second.evaluate("forgetEverything()")
    assert not keep(first, "a", "b")
    assert not first.evaluate("store.keeps")
    assert first.evaluate(FOUND) is None
    assert tab(context).evaluate(FOUND) is None


def test_not_you_deletes_the_pictures_before_the_page_goes(context: BrowserContext) -> None:
    """With what `meet` in lib/screen/web/learner does when a learner leaves, by “Not you?” as by “Forget me”."""
    page = tab(context)
    keep(page, "a", "b")
    page.evaluate("store.keepForADay(true)")
    offer(page, "learner/learner.js")
    with page.expect_navigation():
        page.evaluate("globalThis.default({ data: { leave: true } })")
    page = tab(context, page)
    assert page.evaluate(FOUND) is None
    assert page.evaluate(LEFT) == []


def test_without_https_tabs_ask_each_other(context: BrowserContext) -> None:
    context.add_init_script("Object.defineProperty(navigator, 'locks', { value: undefined })")
    first, second = tab(context), tab(context)
    keep(first, "a", "b")
    keep(second, "z")
    second.close()
    third = tab(context)
    assert third.evaluate(LEFT) == ["a", "b"]
    first.reload()
    assert tab(context, first).evaluate(FOUND) == TWO


def test_where_storage_is_switched_off_all_goes_on(context: BrowserContext) -> None:
    context.add_init_script(
        "Object.defineProperty(globalThis, 'indexedDB', { get() { throw new DOMException('off'); } })"
    )
    page = tab(context)
    assert not page.evaluate("store.keeps")
    assert not keep(page, "a")
    assert page.evaluate(FOUND) is None
    page.evaluate("Promise.all([store.forget(), store.keepForADay(true), forgetEverything()])")
