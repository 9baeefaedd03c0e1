"""The lab report: one whole page, with nothing from elsewhere, in which nobody's words become markup."""

from __future__ import annotations

import base64
import re
import time
from html.parser import HTMLParser
from pathlib import Path

import made_runs
import numpy as np
import pytest

from lib.charts.beside import Side
from lib.export.report import Claimed, Notes, Said, report
from lib.lab_book.runs import LabBook, Run
from lib.measure.answers import Answers
from lib.measure.proportions import Proportion
from lib.screen.runs.example import stored
from lib.settings import Settings
from lib.specs.specs import make

HOSTILE = "<script>alert('x')</script><img src=x onerror=alert(1)> {{ 7 * 7 }} \"quoted\" & 'so'"
VOID = {"meta", "img", "br"}


class Page(HTMLParser):
    """Every element that is opened must be closed in its place."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: list[str] = []
        self.links: list[str] = []
        self.words: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append(tag)
        self.links += [value or "" for name, value in attrs if name in {"src", "href"}]
        assert not any(name.startswith("on") for name, _ in attrs)
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def a_run(kind: str, name: str = "my run") -> Run:
    run = stored(kind)
    return Run(
        "0" * 32, "me", kind, name, "done", "", None, run["spec"], {}, run["history"], run["result"], "",
        time.time(), 0.0, 1.0,
    )  # fmt: skip


def digits_said() -> Said:
    random = np.random.default_rng(0)
    truth = random.integers(0, 10, 300)
    probabilities = random.dirichlet(np.ones(10), 300)
    probabilities[:250] = np.eye(10)[truth[:250]] * 0.9 + 0.01
    names = [f"test digit {i}" for i in range(300)]
    return Said(
        Answers(tuple("0123456789"), truth, probabilities), names, lambda i: "data:image/png;base64,AAAA"
    )


def words(page: Page) -> str:
    return " ".join(" ".join(page.words).split())


def test_a_digit_report_is_whole_and_asks_nobody() -> None:
    run = a_run("digits")
    text = report(
        run, stored("digits")["rows"], run.name, "digits 784-16-10", digits_said(), quiz="3 of 4 right."
    )
    page = Page(text)
    assert not page.open
    assert page.links
    assert all(link.startswith("data:image/") for link in page.links)
    assert not re.search(r"https?:|//[a-z]|@import|url\(", re.sub(r"data:image/[^\"]*", "", text))
    right, total = run.result["test"]
    assert f"{right:,} of {total:,}" in words(page)
    assert "Batch size" in words(page)
    assert page.seen.count("figure") == 12
    assert "3 of 4 right." in words(page)
    assert "@page" in text
    assert "size: A4" in text


def test_a_retraining_report_compares_and_shows_no_photo_of_others() -> None:
    run = a_run("retrain")
    truth = np.repeat([0, 1], 500)
    dog = (
        np.where(np.arange(1000) % 9 == 0, 0.9, 0.1) * (truth == 0)
        + np.where(np.arange(1000) % 7 == 0, 0.2, 0.8) * truth
    )
    said = Said(
        Answers(("cat", "dog"), truth, np.stack([1 - dog, dog], 1)), [f"pet.{i}.jpg" for i in range(1000)]
    )
    page = Page(report(run, stored("retrain")["rows"], run.name, "new head on MobileNetV2", said))
    assert "Before and after" in words(page)
    assert "818 of 1,000" in words(page)
    assert "117 fixed, 166 broken" in words(page)
    assert all(link.startswith("data:image/svg+xml;base64,") for link in page.links)
    assert "pet.0.jpg" in words(page)
    assert "not shown" in words(page)


@pytest.mark.parametrize("kind", ["digits", "retrain"])
def test_words_of_a_person_stay_words(kind: str) -> None:
    lessons = [Notes(HOSTILE, [(HOSTILE, HOSTILE)], [HOSTILE])]
    text = report(a_run(kind, HOSTILE), stored(kind)["rows"], HOSTILE, "what", None, lessons, HOSTILE)
    page = Page(text)
    assert "script" not in page.seen
    assert "49" not in re.findall(r"onerror=alert\(1\)> (\S+)", words(page))
    assert words(page).count("alert('x')") == 7  # title, heading, lesson, question, answer, note, quiz


def test_claims_stand_with_their_experiment_their_luck_and_their_verdict() -> None:
    sides = [
        Side("batch size 20", [(0, Proportion(948, 1000))]),
        Side("batch size 500", [(0, Proportion(930, 1000))]),
    ]
    claims = [
        Claimed("Small batches do better.", HOSTILE, "You guessed", "Only it differs", "seed 0: #abcd", "It holds here.", sides),
        Claimed("A second one.", "", "", "", "", "No verdict yet."),
    ]  # fmt: skip
    run = a_run("digits")
    without = Page(report(run, stored("digits")["rows"], "t", "w"))
    page = Page(report(run, stored("digits")["rows"], "t", "w", claims=claims))
    said = words(page)
    for each in (
        "Small batches do better.",
        "Only it differs",
        "seed 0: #abcd",
        "It holds here.",
        "No verdict yet.",
    ):
        assert each in said
        assert each not in words(without)
    assert len(page.links) == len(without.links) + 1  # the luck band of the one that has runs
    assert "script" not in page.seen
    assert said.count("alert('x')") == 1


def test_a_run_that_left_nothing_still_has_a_report() -> None:
    run = a_run("digits")
    empty = Run(**{**run.__dict__, "history": [], "result": {}, "spec": run.spec})
    page = Page(report(empty, [], "t", "w"))
    assert "no test result" in words(page)
    assert "img" not in page.seen


def test_settings_are_written_as_the_course_writes_them() -> None:
    run = a_run("retrain")
    text = words(Page(report(run, [], "t", "w")))
    assert "MobileNetV2" in text
    assert make("retrain", run.spec) is not None


def test_a_comparison_of_97_classes_counts_one_set_of_photos(tmp_path: Path) -> None:
    book = LabBook(Settings(folder=tmp_path))
    run = book.run(made_runs.of_many(book, "me"))
    assert run is not None
    original, parts = run.result["original"], run.result["groups"]
    right, of = original["retrained"]
    assert of < run.result["test"][1]  # half of the classes have a name
    page = Page(report(run, [], "t", "w"))
    text = words(page)
    told = text[text.index("Before and after") : text.index("Settings")]
    assert f"On the {of:,} test photos of the 49 classes that the original has a name for, of 97." in told
    assert f"{original['test'][0]:,} of {of:,}" in told
    assert f"{right:,} of {of:,}" in told
    assert sum(parts.values()) == of
    assert parts["fixed"] + parts["right"] == right
    assert f"{parts['fixed']:,} fixed, {parts['broken']:,} broken" in told
    assert (
        f"{parts['fixed']:,} fixed against {parts['broken']:,} broken" in told
    )  # McNemar's test on the same
    assert f"of {run.result['test'][1]:,}" not in told
    chart = next(link for link in page.links if "svg" in link)
    drawn = base64.b64decode(chart.partition(",")[2]).decode()
    assert "chance: 1 %" in drawn
    assert "50 %" not in drawn.partition("chance")[2]
    assert "50 %" not in text.partition("Reading the curve.")[2].partition("Before")[0]
