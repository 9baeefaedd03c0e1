"""A learner trains a little network and takes everything home."""

from __future__ import annotations

import io
import json
import re
import zipfile
from pathlib import Path

import nbformat
import numpy as np
import zxingcpp
from PIL import Image
from playwright.sync_api import Page, expect
from served import App, settle, visit
from training import open_settings

SLOW = 180_000  # milliseconds: a busy machine takes its time


def fetch(page: Page, what: str) -> Path:
    with page.expect_download(timeout=SLOW) as download:
        page.locator(f".st-key-download_{what} button").click()
    return Path(download.value.path())


def printed(page: Page) -> bytes:
    """The page as Chromium prints it, on the paper that its own style asks for."""
    return page.pdf(prefer_css_page_size=True, print_background=True)


def test_everything_is_taken_home(page: Page, app: App) -> None:
    visit(page, f"{app.url}/train_a_digit_reader?epochs=1&hidden=16&train_size=2000&seed=61")
    page.locator(".st-key-predict_accuracy").get_by_text("about 90 %").click(timeout=SLOW)
    expect(page.locator(".st-key-train button")).to_be_enabled(timeout=SLOW)
    page.locator(".st-key-train button").click()
    expect(page.locator(".st-key-card_take_home")).to_be_visible(timeout=SLOW)
    settle(page)

    compile(fetch(page, "code").read_text(encoding="utf-8"), "program.py", "exec")
    book = nbformat.reads(fetch(page, "notebook").read_text(encoding="utf-8"), 4)
    assert "in_the_app" in book.cells[-1].source
    with zipfile.ZipFile(fetch(page, "model_kit")) as kit:
        assert json.loads(kit.read("labels.json"))["settings"]["hidden"] == [16]
        assert kit.read("model.keras")[:2] == b"PK"
    report = fetch(page, "report")
    assert "about 90 %" in report.read_text(encoding="utf-8")

    page.locator(".st-key-share button").first.click()
    code = page.get_by_alt_text("The link as a QR code")
    expect(code).to_be_visible()
    address = page.locator("[data-testid=stPopoverBody] code").inner_text().replace("\n", "")
    picture = Image.open(io.BytesIO(code.screenshot()))
    assert [found.text for found in zxingcpp.read_barcodes(np.asarray(picture.convert("L")))] == [address]
    visit(page, f"{address}&hide=epochs")
    expect(page.get_by_text("Set by whoever gave you the link: Epochs 1")).to_be_visible()
    open_settings(page)
    expect(page.locator(".st-key-epochs")).to_have_count(0)

    asked: list[str] = []
    page = page.context.new_page()  # where nothing of the course is still asking
    page.on("request", lambda request: asked.append(request.url))
    page.goto(report.rename(report.with_suffix(".html")).as_uri())
    expect(page.get_by_role("heading", name="Settings")).to_be_visible()
    assert all(url.startswith(("file:", "data:")) for url in asked)
    sheets = printed(page)
    assert 2 <= len(re.findall(rb"/Type\s*/Page\b", sheets)) <= 6
    assert re.search(rb"/MediaBox\s*\[\s*0 0 59[45]\S* 84[12]\S*\s*]", sheets)  # A4 in points
    assert page.evaluate("[...document.images].every(image => image.complete && image.naturalWidth > 0)")
