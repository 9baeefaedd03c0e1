"""The app, started as a user starts it, and how a browser waits for it."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import ConsoleMessage, Error, Page

ROOT = Path(__file__).resolve().parents[2]
DRESSED = "getComputedStyle(document.documentElement).getPropertyValue('--ink') !== ''"
DRAWN = "!document.querySelector('[data-testid=stSkeleton]')"
READY = "[data-testid=stApp][data-test-connection-state=CONNECTED][data-test-script-state=notRunning]"
START_S = 60  # a slow machine that also runs other tests


def free_port() -> int:
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


class App:
    """One server process with a folder of its own; `start` after `kill` takes the folder up again.

    No journey trains the default network, so its workers do not compile that ahead; and none is refused a run as too
    long, for other tests slow the machine down.
    """

    def __init__(self, folder: Path, **environment: str) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.environment = (
            os.environ
            | {"LAYERS_FOLDER": str(folder), "LAYERS_COMPILE_AHEAD": "0", "LAYERS_SECONDS_LIMIT": "900"}
            | environment
        )
        self.log = folder / "server.log"

    def start(self) -> None:
        """Returns once the server answers.

        Raises:
            RuntimeError: it did not within START_S; the message ends with its log.
        """
        command = [sys.executable, "-m", "streamlit", "run", "streamlit_app.py"]
        command += [f"--server.port={self.port}", "--server.address=127.0.0.1", "--server.headless=true"]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                command, cwd=ROOT, env=self.environment, stdout=log, stderr=log, start_new_session=True
            )
        until = time.monotonic() + START_S
        while time.monotonic() < until and self.process.poll() is None:
            try:
                with urllib.request.urlopen(f"{self.url}/_stcore/health", timeout=1):
                    return
            except OSError:
                time.sleep(0.1)
        self.stop()
        raise RuntimeError(f"The app did not start:\n{self.log.read_text()[-2000:]}")

    def stop(self, how: signal.Signals = signal.SIGTERM) -> None:
        """Ends the server; SIGKILL also ends the workers that it started."""
        if how == signal.SIGKILL:
            os.killpg(self.process.pid, how)
        self.process.send_signal(how)
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.stop(signal.SIGKILL)


def visit(page: Page, url: str) -> None:
    """Opens an address and waits until its script has run and the learner is known."""
    page.goto(url)
    settle(page)


def settle(page: Page, timeout: float = 30_000) -> None:
    """Waits, `timeout` milliseconds at most for its script, until the server has nothing to do for this page, and the browser has drawn it in its stylesheet."""
    page.wait_for_selector(READY, timeout=timeout)
    until(page, DRESSED)
    page.wait_for_timeout(300)  # a component's answer may start another run
    page.wait_for_selector(READY)
    until(page, DRAWN)  # a button that is still loaded takes no click


def leave_and_return(page: Page, title: str) -> None:
    """To another page of the course by its links and back: the tab stays, and what it fetched may have gone with the page."""
    for name in ("Glossary", title):
        page.get_by_role("link", name=name, exact=True).first.click()
        settle(page)


@contextmanager
def no_errors(page: Page) -> Iterator[None]:
    """Nothing is logged as an error meanwhile, and no error goes uncaught."""
    errors: list[str] = []

    def uncaught(error: Error) -> None:
        errors.append(str(error))

    def logged(message: ConsoleMessage) -> None:
        if is_ours(message):
            errors.append(message.text)

    page.on("pageerror", uncaught)
    page.on("console", logged)
    yield
    page.remove_listener("pageerror", uncaught)
    page.remove_listener("console", logged)
    assert not errors, errors


def is_ours(message: ConsoleMessage) -> bool:
    """An error that is not Streamlit's own: on a lesson's address it first asks for its server in the wrong place."""
    return message.type == "error" and "/_stcore/" not in message.location["url"]


def until(page: Page, expression: str, arg: object = None, timeout: float = 30_000) -> Any:
    """Waits, `timeout` milliseconds at most, until JavaScript gives something true, and returns it.

    Playwright's own `wait_for_function` evaluates text inside the page, which the page's policy forbids.

    Raises:
        TimeoutError: it stayed false, or could not be evaluated.
    """
    end, why = time.monotonic() + timeout / 1000, ""
    while time.monotonic() < end:
        try:
            if found := page.evaluate(expression, arg):
                return found
        except Error as error:  # the page is on its way to another address
            why = error.message
        page.wait_for_timeout(50)
    raise TimeoutError(f"{expression} {why}")
