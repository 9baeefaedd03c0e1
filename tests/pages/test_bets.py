"""Bets on the training pages: written down before a run, drawn on its chart, told beside the outcome, kept in the lab book."""

from __future__ import annotations

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from lib.engine.engine import Engine
from lib.lab_book.outcome import write
from lib.models.dense import Dense
from lib.screen.kit import host
from lib.screen.models import wrong_models
from lib.screen.runs import run_panel, try_bet
from lib.settings import ROOT


@pytest.fixture(autouse=True)
def no_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Engine, "warm_up", lambda self: None)
    monkeypatch.setattr(Engine, "enough_memory", lambda self: True)


def open_lesson() -> AppTest:
    app = AppTest.from_file(ROOT / "streamlit_app.py", default_timeout=60).run()
    go(app, "train_a_digit_reader")
    app.pills(key="predict_accuracy").set_value("about_98").run()
    return app


def me(app: AppTest) -> str:
    return app.session_state["_learner"]["offer"]


def go(app: AppTest, page: str) -> None:
    """To a page, known there as the learner of before."""
    app.session_state["learner"] = {"answer": {"offer": me(app), "id": me(app)}}
    app.switch_page(f"pages/{page}.py").run()


def said(app: AppTest) -> str:
    assert not app.exception
    return " ".join(str(e.value) for e in [*app.markdown, *app.caption])


def finish(app: AppTest, right: int) -> str:
    """Gives the queued run a network and a test result."""
    run = host.lab_book().runs(me(app), "digits")[0]
    g = np.random.default_rng(0)
    weights = Dense((g.normal(size=(784, 10)).astype(np.float32),), (np.zeros(10, np.float32),)).to_bytes()
    line = {"epoch": 1, "loss": 0.5, "accuracy": 0.9, "val_loss": 0.5, "val_accuracy": 0.9}
    result = {
        "test": [right, 10000], "best_epoch": 1, "updates": 5, "updates_per_epoch": 5, "examples": 500,
        "seconds": {"train": 1.0, "total": 2.0},
    }  # fmt: skip
    write(host.lab_book(), run, {"state": "done", "history": [line], "result": result, "weights": weights})
    return run.id


def test_a_bet_on_a_run_is_kept_drawn_and_told(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[float | None] = []
    chart = run_panel.accuracy_chart
    monkeypatch.setattr(
        run_panel,
        "accuracy_chart",
        lambda *args, **named: drawn.append(named["bet"]) or chart(*args, **named),
    )
    app = open_lesson()
    app.toggle(key="bet_digits").set_value(True).run()
    app.number_input(key="bet_accuracy_digits").set_value(93.0)
    app.selectbox(key="bet_truth_digits").set_value(4)
    app.selectbox(key="bet_guess_digits").set_value(9).run()
    app.button(key="train").click().run()
    run_id = finish(app, 9500)
    app.run()
    assert drawn[-1] == pytest.approx(0.93)
    text = said(app)
    assert "You bet 93.0 %; your run reached 95.0 %: 2.0 points off." in text
    counts = wrong_models.find(f"digits.{run_id}", me(app)).counts
    off = counts - np.diag(np.diag(counts))
    t, k = divmod(int(off.argmax()), 10)
    assert f"Most often it took a {t} for a {k}, {off.max():,} times; you bet on a 4 for a 9." in text
    go(app, "lab_book")
    lines = next(table.value for table in app.dataframe if "you bet" in table.value.columns)
    assert lines.to_dict("records") == [
        {"run": f"#{run_id[:4]}", "you bet": "93.0 %", "it came out": "95.0 %", "points off": 2.0}
    ]


def test_who_does_not_bet_is_told_nothing_of_bets() -> None:
    app = open_lesson()
    app.button(key="train").click().run()
    finish(app, 9500)
    app.run()
    assert "You bet" not in said(app)
    go(app, "lab_book")
    assert not any("you bet" in table.value.columns for table in app.dataframe)


def test_a_bet_of_an_earlier_version_is_still_read() -> None:
    assert try_bet.read('{"accuracy": 0.9, "pair": [4, 9], "missed": 1.5}') == try_bet.Bet(
        0.9, (4, 9), 1.5, None
    )
