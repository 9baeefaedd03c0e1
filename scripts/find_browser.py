"""Finds the Chromium that the tests drive, or fetches one, and prints its path; one sentence and status 1 where none can be had.

In this order: CHROMIUM; what is installed; what Playwright has fetched before; the distribution's package, where this
user may install it; Playwright's own download. It does not know whether the browser is new enough for the tests.

    python -m scripts.find_browser
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping

from playwright.sync_api import sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
APPLICATIONS = (  # where macOS and Windows keep them: on no PATH
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
)
PACKAGES = {  # a package manager -> what it is told
    "apt-get": ("update -qq", "install -y -qq --no-install-recommends chromium"),
    "dnf": ("install -y -q chromium",),
    "apk": ("add --quiet chromium",),
    "pacman": ("-Sy --noconfirm chromium",),
}
PATIENCE_S = 600  # for one step of an installation, on a slow line
MISSING = "No Chromium is here and none could be fetched: install Chromium or Google Chrome, or set CHROMIUM to its path."


class Missing(Exception):
    """What the tests need cannot be had; the message says so in one sentence."""


def runs(path: str) -> bool:
    """Whether a browser answers there. Ubuntu's package `chromium-browser` may be a script that only names another one."""
    if os.name == "nt":  # Chrome opens a window there when it is asked for its version
        return os.path.exists(path)
    try:
        return subprocess.run([path, "--version"], capture_output=True, timeout=60).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


def from_playwright() -> str:
    """Where Playwright puts its own, whether or not it is there."""
    with sync_playwright() as playwright:
        return playwright.chromium.executable_path


def installed() -> str | None:
    """The path of a browser that is here already.

    Raises:
        Missing: CHROMIUM names something else.
    """
    if chosen := os.environ.get("CHROMIUM"):
        if runs(chosen):
            return chosen
        raise Missing(f"CHROMIUM is {chosen}, and no browser runs there.")
    found = (*filter(None, map(shutil.which, NAMES)), *APPLICATIONS)
    return next((path for path in found if runs(path)), None) or next(filter(runs, [from_playwright()]), None)


def said(command: list[str]) -> bool:
    """Runs a step of an installation; its output goes to standard error. True where it succeeded."""
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    try:
        return subprocess.run(command, stdout=sys.stderr, env=environment, timeout=PATIENCE_S).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


def from_distribution(packages: Mapping[str, tuple[str, ...]] = PACKAGES) -> None:
    """Installs the distribution's package, if this user may: as root, or by a sudo that asks for no password."""
    manager = next(filter(shutil.which, packages), None)
    if manager is None:
        return
    as_root: list[str] = []
    if os.geteuid() != 0:
        as_root = ["sudo", "--non-interactive"]
        if not shutil.which("sudo") or not said([*as_root, "true"]):
            return
    for words in packages[manager]:
        said([*as_root, manager, *words.split()])


def from_download() -> None:
    said([sys.executable, "-m", "playwright", "install", "chromium"])


WAYS: tuple[Callable[[], None], ...] = (from_distribution, from_download)


def find() -> str:
    """The path of a browser, fetched where none is here.

    Raises:
        Missing: none can be had.
    """
    path = installed()
    for fetch in WAYS:
        if path is None:
            fetch()
            path = installed()
    if path is None:
        raise Missing(MISSING)
    return path


if __name__ == "__main__":
    try:
        print(find())
    except Missing as missing:
        sys.exit(str(missing))
