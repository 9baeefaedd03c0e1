"""The page of experiments as a script: opened by its link, and an experiment given a result without a worker."""

from __future__ import annotations

from typing import Any

from lessons import met
from streamlit.testing.v1 import AppTest

from lib.lab_book.outcome import write
from lib.screen.kit import host

GUESSES = {
    "unfreeze": {"opened": "frozen"},
    "wrong": {"fault_1": "same"},
    "bias": {"unfair": "same"},
    "rate": {"finder": "rises"},
    "cycle": {"cycle": "first"},
}


def open_page(part: str = "race") -> AppTest:
    """By its link, and with its guess made where the page asks for one before all else."""
    app = met()
    app.query_params["part"] = part
    app.switch_page("pages/try_things.py").run()
    for question, option in GUESSES.get(part, {}).items():
        app.pills(key=f"predict_{question}").set_value(option).run()
    assert not app.exception
    return app


def line(lane: int, epoch: int, loss: float, accuracy: float) -> dict[str, Any]:
    values = {"loss": loss, "accuracy": accuracy, "val_loss": loss, "val_accuracy": accuracy}
    return {"lane": lane, "epoch": epoch, **values}


def finish(run_id: str, tests: list[int], sides: list[dict[str, Any]] | None = None, **more: Any) -> None:
    """Gives a queued experiment a result: so many of 1,000 right in each lane."""
    run = host.lab_book().run(run_id)
    assert run is not None
    about = {
        "confused": [4, 9, 12],
        "best_epoch": 2,
        "updates": 10,
        "seconds": 1.0,
        "examples": 100,
        "parameters": 9,
    }
    classes = 10 if run.spec["of"] == "digits" else 2
    lanes: list[dict[str, Any]] = [
        {"test": [right, 1000], "by_class": [[right // classes, 1000 // classes]] * classes, **about}
        for right in tests
    ]
    for lane, counts in zip(lanes, sides or [], strict=False):
        lane["sides"] = counts
    history = [
        line(i, epoch, 9.0 / epoch, right / 1000) for epoch in (1, 2, 3) for i, right in enumerate(tests)
    ]
    result = {"lanes": lanes, "seconds": {"train": 1.0, "total": 1.0}, "data_hash": "x", **more}
    write(host.lab_book(), run, {"state": "done", "history": history, "result": result, "weights": None})
