"""The app as a user starts it, and a Chromium to look at it."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, BrowserType, Page, sync_playwright

from lib.settings import ROOT

READY = "[data-testid=stApp][data-test-connection-state=CONNECTED][data-test-script-state=notRunning]"
FLAGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-sync"
)
SLOWED = 4  # times, as a school laptop is
# Every callback of a frame is timed: drawing is done in them alone
TIMED = """(() => { window.frames_ms = []; const ask = window.requestAnimationFrame.bind(window);
    window.requestAnimationFrame = act => ask(now => { const begun = performance.now(); act(now);
        window.frames_ms.push(performance.now() - begun); }); })()"""


@contextmanager
def app(
    folder: Path,
    script: Path = ROOT / "streamlit_app.py",
    root: Path = ROOT,
    clock: Path | None = None,
    **environment: str,
) -> Iterator[tuple[str, subprocess.Popen, float]]:
    """(address, process, moment of its start on the monotonic clock) of `script`, served from `root` with its settings.

    Args:
        clock: where `bench.clocked` is to tell its CPU seconds; plain `streamlit` unless told.
    """
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        port = s.getsockname()[1]
    url, begun = f"http://127.0.0.1:{port}", time.monotonic()
    command = [
        sys.executable,
        *(["-P", str(ROOT / "bench" / "clocked.py")] if clock else ["-m", "streamlit"]),
        "run",
        str(script),
        f"--server.port={port}",
        "--server.headless=true",
    ]
    env = os.environ | {
        "LAYERS_FOLDER": str(folder),
        "LAYERS_SECONDS_LIMIT": "3600",
        "CLOCK_FILE": str(clock),
        **environment,
    }
    process = subprocess.Popen(
        command, cwd=root, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        while True:
            try:
                urllib.request.urlopen(f"{url}/_stcore/health", timeout=1).close()
                break
            except OSError:
                time.sleep(0.02)
        yield url, process, begun
    finally:
        process.terminate()
        process.wait(20)


@contextmanager
def chromium(*flags: str) -> Iterator[Browser]:
    """A Chromium, with further flags."""
    with sync_playwright() as playwright:
        browser = launch(playwright.chromium, *flags)
        yield browser
        browser.close()


def launch(kind: BrowserType, *flags: str) -> Browser:
    """One more of that kind; whoever launches it closes it."""
    path = os.environ.get("CHROMIUM") or shutil.which("chromium")
    return kind.launch(executable_path=path, args=[*FLAGS.split(), *flags])


def visit(page: Page, url: str) -> None:
    """Opens an address and waits until its script has run."""
    page.goto(url)
    settle(page)


def settle(page: Page) -> None:
    """Waits until the server has nothing to do for this page."""
    page.wait_for_selector(READY, timeout=120_000)
    page.wait_for_timeout(500)
    page.wait_for_selector(READY, timeout=120_000)
