"""What a browser says of a page that it leaves leads nobody back; a link does."""

from __future__ import annotations

import pytest
from streamlit.proto.ClientState_pb2 import ClientState

from lib.door import leaving
from lib.door.leaving import Whereabouts

SITE = "https://course.example/app"


class Clock:
    now = 100.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(leaving, "time", clock)
    return clock


class Browser:
    """A session whose pages are named by their letters, here and in the address."""

    def __init__(self) -> None:
        self.at = Whereabouts()
        self.shows = "a"
        self.at.begins("a")
        self.says()

    def says(self, **more: object) -> ClientState:
        """Something on the page that is shown, as the server hears it."""
        return self._hear(self.shows, ("on every page", f"of {self.shows}"), **more)

    def follows(self, page: str, **more: object) -> ClientState:
        """A link, which the browser may have shown on any page."""
        return self._hear(page, ("on every page",), **more)

    def _hear(self, page: str, widgets: tuple[str, ...], **more: object) -> ClientState:
        said = ClientState(page_script_hash=page, query_string=f"of={self.shows}", **more)  # type: ignore[arg-type]
        said.context_info.url = f"{SITE}/{self.shows}"
        for widget in widgets:
            said.widget_states.widgets.add(id=widget)
        self.at.hear(said)
        return said


@pytest.fixture
def browser(clock: Clock) -> Browser:
    return Browser()


def test_an_answer_on_the_page_that_is_left_runs_the_page_that_was_asked_for(browser: Browser) -> None:
    assert browser.follows("b").page_script_hash == "b"
    for _ in range(2):  # before its script has begun, and before the browser has it
        said = browser.says(fragment_id="one of a")
        assert (said.page_script_hash, said.query_string, said.fragment_id) == ("b", "of=a", "")
        browser.at.begins("b")
    browser.shows = "b"
    said = browser.says(fragment_id="one of b")
    assert (said.page_script_hash, said.query_string, said.fragment_id) == ("b", "of=b", "one of b")


def test_a_page_that_a_script_leads_to_is_run_with_none_of_the_old_ones_parameters(browser: Browser) -> None:
    browser.at.begins("b")
    said = browser.says()
    assert (said.page_script_hash, said.query_string) == ("b", "")


@pytest.mark.parametrize("noticed", [True, False])
def test_a_link_back_leads_back_at_once(browser: Browser, noticed: bool) -> None:
    browser.follows("b")
    browser.at.begins("b")
    browser.shows = "b"
    if noticed:
        browser.says()
    assert browser.follows("a").page_script_hash == "a"
    assert browser.says().page_script_hash == "a"  # what b still says


def test_the_browsers_own_way_back_leads_back(browser: Browser) -> None:
    browser.follows("b")
    browser.at.begins("b")
    assert browser.follows("a", is_history_navigation=True).page_script_hash == "a"


def test_of_two_links_the_later_one_counts(browser: Browser) -> None:
    browser.follows("b")
    browser.follows("c")
    browser.at.begins("b")  # overtaken
    assert browser.says().page_script_hash == "c"
    browser.at.begins("c")
    assert browser.says().page_script_hash == "c"


def test_a_script_that_a_link_started_may_lead_on(browser: Browser) -> None:
    browser.follows("b")
    browser.at.begins("b")
    browser.at.begins("c")
    assert browser.says().page_script_hash == "c"


@pytest.mark.parametrize("noticed", [True, False])
def test_a_link_to_the_page_that_is_still_shown_takes_the_one_before_back(
    browser: Browser, noticed: bool
) -> None:
    browser.follows("b")
    if noticed:
        browser.at.begins("b")
    assert browser.follows("a").page_script_hash == "a"
    assert browser.says().page_script_hash == "a"


def test_long_after_a_page_was_told_of_nothing_is_late(browser: Browser, clock: Clock) -> None:
    browser.follows("b")
    browser.at.begins("b")
    clock.now += leaving.LATE
    assert browser.says().page_script_hash == "a"


def test_a_page_that_never_begins_holds_nobody(browser: Browser, clock: Clock) -> None:
    browser.follows("nowhere")
    browser.at.begins("a")
    clock.now += leaving.WAITS
    assert browser.says().page_script_hash == "a"


def test_before_its_first_page_a_browser_is_left_alone(clock: Clock) -> None:
    at = Whereabouts()
    said = ClientState(page_script_hash="", page_name="b")
    at.hear(said)
    assert (said.page_script_hash, said.page_name) == ("", "b")
