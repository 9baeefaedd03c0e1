"""Links that carry settings, and their QR codes."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
import segno

from lib.export.link import link, qr_code
from lib.specs.specs import DigitRun, RetrainRun, from_query


@pytest.mark.parametrize(
    "spec",
    [
        DigitRun(epochs=3, hidden=(40, 7), learning_rate=0.02),
        RetrainRun(method="scratch", train_size=80),
        DigitRun(),
    ],
)
@pytest.mark.parametrize("address", ["https://a.example/course/lab_book", "http://localhost:8501/lab_book"])
def test_a_link_brings_its_settings_back(spec: DigitRun | RetrainRun, address: str) -> None:
    kind = "digits" if isinstance(spec, DigitRun) else "retrain"
    made = urlsplit(link(address, "train_a_digit_reader", spec, ["epochs", "batch_size"]))
    query = {name: values[0] for name, values in parse_qs(made.query).items()}
    assert query.pop("hide") == "epochs,batch_size"
    assert from_query(kind, query) == (spec, [])
    assert made.path == urlsplit(address).path.replace("lab_book", "train_a_digit_reader")
    assert made.netloc == urlsplit(address).netloc


@pytest.mark.parametrize("address", ["https://a.example", "https://a.example/"])
def test_a_link_from_the_front_page(address: str) -> None:
    assert link(address, "retrain_it", RetrainRun()) == "https://a.example/retrain_it"


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_code_holds_the_link_dark_on_light(theme: str) -> None:
    text = link("https://a.example/lab_book", "retrain_it", RetrainRun(epochs=3), ["method"])
    svg = unquote(qr_code(text, theme).removeprefix("data:image/svg+xml;charset=utf-8,"))
    side = segno.make(text, error="m", micro=False).symbol_size(border=4)[0]
    assert f"width='{side * 8}'" in svg
    paper, ink = (re.search(rf"{kind}=.#(\w+)", svg)[1] for kind in ("fill", "stroke"))
    assert sum(bytes.fromhex(paper * (2 if len(paper) == 3 else 1))) - sum(bytes.fromhex(ink)) > 400
