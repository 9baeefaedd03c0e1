"""The lab book ranks runs by what may choose: the validation part, never the test part."""

from __future__ import annotations

from lib.lab_book.run import Run
from lib.screen.runs.lab_book import ORDERS
from lib.specs.specs import DigitRun, to_dict


def done(name: str, validation: list[float | None], test: int, seconds: dict[str, float]) -> Run:
    history = [{"epoch": i, "val_accuracy": share} for i, share in enumerate(validation, 1)]
    result = {"test": [test, 100], "seconds": seconds}
    return Run(
        "0" * 32, "me", "digits", name, "done", "", None, to_dict(DigitRun()), {}, history, result, "", 0.0, 0.0, 1.0
    )  # fmt: skip


RUNS = [
    done("a", [0.90, 0.93], 99, {"train": 1.0, "total": 60.0}),
    done("b", [0.95, 0.94], 91, {"train": 9.0, "total": 9.5}),
    done("c", [None], 95, {}),  # diverged
]


def names(order: str) -> str:
    return "".join(run.name for run in sorted(RUNS, key=ORDERS[order]))


def test_the_best_is_that_of_the_validation_part() -> None:
    assert names("best validation accuracy first") == "bac"
    assert not any("test acc" in order for order in ORDERS)


def test_the_fastest_is_that_of_the_shortest_whole_time() -> None:
    assert names("fastest first") == "bac"
