"""The search for a browser, on machines that are made up: what is tried, in which order, and what is said at the end."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from scripts import find_browser
from scripts.find_browser import Missing


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A machine with no browser; what is written into this folder as `chromium` is on its PATH, and runs if it can."""
    monkeypatch.delenv("CHROMIUM", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(find_browser, "APPLICATIONS", ())
    monkeypatch.setattr(find_browser, "from_playwright", lambda: str(tmp_path / "playwright" / "chrome"))
    monkeypatch.setattr(find_browser, "said", lambda command: pytest.fail(f"{command} is not tried here"))
    return tmp_path


def program(path: Path, status: int = 0) -> str:
    path.parent.mkdir(exist_ok=True)
    path.write_text(f"#!/bin/sh\nexit {status}\n", encoding="utf-8")
    path.chmod(0o755)
    return str(path)


def test_what_is_installed_is_taken_and_nothing_fetched(machine: Path) -> None:
    fetched = program(machine / "playwright" / "chrome")
    assert find_browser.find() == fetched
    own = program(machine / "google-chrome")
    assert find_browser.find() == own


def test_a_browser_that_does_not_run_is_none(machine: Path) -> None:
    program(machine / "chromium-browser", status=1)  # Ubuntu's, which asks for a snap
    assert find_browser.installed() is None


def test_a_chosen_browser_is_taken_or_named_in_the_complaint(
    machine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program(machine / "chromium")
    monkeypatch.setenv("CHROMIUM", program(machine / "mine"))
    assert find_browser.find() == str(machine / "mine")
    monkeypatch.setenv("CHROMIUM", str(machine / "nothing"))
    with pytest.raises(Missing, match="no browser runs there"):
        find_browser.find()


def test_the_distribution_s_package_comes_before_the_download(
    machine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program(machine / "apt-get")
    asked: list[str] = []
    monkeypatch.setattr(find_browser.os, "geteuid", lambda: 0, raising=False)

    def package(command: list[str]) -> bool:
        asked.append(" ".join(command))
        if "install" in command:
            program(machine / "chromium")
        return True

    monkeypatch.setattr(find_browser, "said", package)
    assert find_browser.find() == str(machine / "chromium")
    assert asked == ["apt-get update -qq", "apt-get install -y -qq --no-install-recommends chromium"]


def test_without_rights_playwright_fetches_its_own(machine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program(machine / "apt-get")
    program(machine / "sudo")
    asked: list[list[str]] = []
    monkeypatch.setattr(find_browser.os, "geteuid", lambda: 1000, raising=False)

    def download(command: list[str]) -> bool:
        asked.append(command)
        if "playwright" not in command:
            return False  # sudo asks for a password
        program(machine / "playwright" / "chrome")
        return True

    monkeypatch.setattr(find_browser, "said", download)
    assert find_browser.find() == str(machine / "playwright" / "chrome")
    assert asked == [
        ["sudo", "--non-interactive", "true"],
        [sys.executable, "-m", "playwright", "install", "chromium"],
    ]


def test_where_none_can_be_had_one_sentence_says_so(machine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(find_browser, "said", lambda _: False)
    with pytest.raises(Missing, match=r"^No Chromium .*, or set CHROMIUM to its path\.$"):
        find_browser.find()


def test_the_command_says_one_sentence_and_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHROMIUM", "/nothing")
    done = subprocess.run([sys.executable, find_browser.__file__], capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "CHROMIUM is /nothing, and no browser runs there.\n"
