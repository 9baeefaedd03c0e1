"""Finished runs for the page on mistakes, and the page with its guess made."""

from __future__ import annotations

import io

import numpy as np
from lessons import met
from streamlit.testing.v1 import AppTest

from lib.engine.engine import Refused
from lib.lab_book.outcome import write
from lib.models.dense import Dense
from lib.screen.kit import host
from lib.screen.models import retrained
from lib.specs.specs import DigitRun, RetrainRun

HISTORY = [
    {"epoch": i, "loss": 1 / i, "accuracy": 0.9 + i / 100, "val_loss": 0.3, "val_accuracy": v}
    for i, v in enumerate((0.90, 0.93, 0.92, 0.91), 1)
]
SPEC = DigitRun(epochs=4, hidden=(16,), train_size=500)
PETS = RetrainRun(train_size=50, epochs=1)


def visit(page: str) -> AppTest:
    return met().switch_page(f"pages/{page}.py").run()


def lesson(**guesses: str) -> AppTest:
    """The lesson, its guess made, as the front door leaves it."""
    app = visit("where_does_it_go_wrong")
    for key, guess in (guesses or {"digits": "4_9"}).items():
        host.lab_book().answer(me(app), "where_does_it_go_wrong", f"predict.{key}", guess)
    return app.run()


def me(app: AppTest) -> str:
    return app.session_state["_learner"]["offer"]


def network(seed: int) -> Dense:
    g = np.random.default_rng(seed)
    sizes = ((784, 16), (16, 10))
    return Dense(
        tuple(0.1 * g.normal(size=s).astype(np.float32) for s in sizes), (np.zeros(16), np.zeros(10))
    )


def add_done(app: AppTest, spec: DigitRun, seed: int = 0) -> str:
    run_id = host.lab_book().add(me(app), spec, str(seed), shareable=False)
    run = host.lab_book().run(run_id)
    assert run is not None
    result = {
        "test": [800, 1000],
        "examples": 500,
        "updates_per_epoch": 5,
        "updates": 20,
        "best_epoch": 2,
        "seconds": {"train": 1.0, "total": 2.0},
    }
    write(
        host.lab_book(),
        run,
        {"state": "done", "history": HISTORY, "result": result, "weights": network(seed).to_bytes()},
    )
    return run_id


def add_pets(app: AppTest, spec: RetrainRun, wrong: int) -> str:
    """A done new head whose first `wrong` test photos are wrong."""
    truth = retrained.stored().answers.truth
    dog = np.where(np.arange(len(truth)) < wrong, 1 - truth, truth) * 0.8 + 0.1
    kernel = np.random.default_rng(wrong).normal(size=(1280, 1)).astype(np.float32)
    weights = heads_file(kernel)
    result = {
        "test": [1000 - wrong, 1000],
        "by_class": {"cats": [500 - wrong, 500], "dogs": [500, 500]},
        "original": None,
        "predictions": dog.tolist(),
        "updates_per_epoch": 2,
        "updates": 2,
        "best_epoch": 1,
        "examples": 50,
        "trainable": 1281,
        "frozen": 1,
        "seconds": {"train": 1.0, "total": 2.0},
    }
    run_id = host.lab_book().add(me(app), spec, str(wrong), shareable=False)
    run = host.lab_book().run(run_id)
    assert run is not None
    done = {"state": "done", "history": HISTORY[:1], "result": result, "weights": weights}
    write(host.lab_book(), run, done)
    return run_id


def no_answer(*_: object) -> None:
    raise Refused("No worker here.")


def heads_file(kernel: np.ndarray) -> bytes:
    out = io.BytesIO()
    np.savez(out, about=np.array("{}"), kernel=kernel, bias=np.zeros(kernel.shape[1], np.float32))
    return out.getvalue()
