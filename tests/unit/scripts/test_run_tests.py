"""The runner of all tests, with lanes that are made up: what it prints last, and its exit status, whatever becomes of a lane."""

from __future__ import annotations

import re
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

import pytest

from scripts import run_tests
from scripts.find_browser import Missing

GOOD = "def test_a(): pass\ndef test_b(): pass\n"
BAD = "def test_c(): assert 1 == 2\n"
CRASH = "import os\ndef test_d(): os._exit(0)\n"


@pytest.fixture
def lanes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Runs these sources, a lane each; gives the exit status."""
    monkeypatch.setattr(run_tests, "needed", lambda: nullcontext({}))

    def run(**sources: str) -> int:
        made = {}
        for name, source in sources.items():
            file = tmp_path / f"test_{name}.py"
            file.write_text(source, encoding="utf-8")
            made[name] = [str(file), f"--rootdir={tmp_path}", "-q", "-p", "no:cacheprovider"]
        monkeypatch.setattr(run_tests, "LANES", made)
        return run_tests.main([])

    return run


def test_all_lanes_are_one_summary(lanes, capsys: pytest.CaptureFixture[str]) -> None:
    assert lanes(one=GOOD, two=GOOD.replace("test_", "test_other_")) == 0
    assert capsys.readouterr().out.splitlines()[-1].endswith("4 passed, 0 failed, 0 skipped")


def test_a_failure_is_shown_whole_and_named_again_at_the_end(
    lanes, capsys: pytest.CaptureFixture[str]
) -> None:
    assert lanes(one=GOOD, two=BAD) == 1
    said = capsys.readouterr().out
    assert "assert 1 == 2" in said
    end = said.splitlines()
    reason = end[end.index("FAILED test_two.py::test_c") + 1]
    assert "assert 1 == 2" in reason
    assert "test_two.py:1: AssertionError" in reason
    assert said.splitlines()[-1].endswith("2 passed, 1 failed, 0 skipped")


def test_a_lane_that_breaks_off_fails_and_is_named(lanes, capsys: pytest.CaptureFixture[str]) -> None:
    """It ends without a report, and here even with a good status."""
    assert lanes(one=GOOD, two=CRASH) == 1
    said = capsys.readouterr().out
    assert re.search(r"^two: .* broke off$", said, re.MULTILINE)
    assert said.splitlines()[-1].startswith("Not all tests were run")


def test_what_cannot_be_had_is_one_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def needed() -> AbstractContextManager[dict[str, str]]:
        raise Missing("No Chromium is here.")

    monkeypatch.setattr(run_tests, "needed", needed)
    assert run_tests.main([]) == 1
    assert capsys.readouterr().out == "No Chromium is here.\n"
