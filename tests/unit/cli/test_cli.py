"""The command line: one JSON object, one sentence for a mistake, and exit codes."""

from __future__ import annotations

import json
from pathlib import Path

import brought
import numpy as np
import pytest
from PIL import Image

from lib.__main__ import _parser, main
from lib.pictures.sets import digits


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("LAYERS_FOLDER", str(tmp_path / "data"))
    monkeypatch.setenv("LAYERS_DOWNLOADS", "0")
    return tmp_path


@pytest.fixture
def scan(folder: Path) -> Path:
    """A test digit on a sheet of white paper, as a scanner gives it."""
    data = digits.load(download=False)
    row = next(i for i in data.test if data.labels[i] == 7)
    digit = Image.fromarray(255 - data.pictures[row]).resize((280, 280), Image.Resampling.BICUBIC)
    sheet = Image.new("L", (600, 800), 250)
    sheet.paste(digit, (150, 200))
    path = folder / "seven.png"
    sheet.save(path)
    return path


def test_training_prints_one_object_and_the_run_reads(capsys: pytest.CaptureFixture, scan: Path) -> None:
    flags = (
        "--epochs 3 --batch-size 512 --hidden 64 --train-size 99999999 --learning-rate 0.003 --seed 1 --json"
    )
    assert main(["train-digits", *flags.split()]) == 0
    told = capsys.readouterr()
    done = json.loads(told.out)
    assert {"run", "settings", "source", "history", "test", "seconds"} <= set(done)
    assert done["settings"]["hidden"] == [64]
    assert [set(line) for line in done["history"]] == [
        {"epoch", "loss", "accuracy", "val_loss", "val_accuracy"}
    ] * 3
    assert {"correct", "total", "accuracy", "low", "high"} == set(done["test"])
    assert {"data", "train", "total"} <= set(done["seconds"])
    assert "epoch 3" in told.err
    data = digits.load(download=False)
    assert done["trained"]["examples"] == len(data.train)
    assert done["trained"]["updates_per_epoch"] == -(-len(data.train) // 512)

    missing = str(scan.parent / "missing.png")
    assert main(["read-digit", "--run", done["run"], str(scan), missing, "--json"]) == 0
    seven, error = json.loads(capsys.readouterr().out)
    assert seven["file"] == str(scan)
    assert seven["digit"] == 7
    assert len(seven["probabilities"]) == 10
    assert sum(seven["probabilities"]) == pytest.approx(1, abs=1e-4)
    assert error["file"] == missing
    assert "cannot be opened" in error["error"]


def test_the_shipped_reader_reads_without_a_run(capsys: pytest.CaptureFixture, scan: Path) -> None:
    assert main(["read-digit", str(scan), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)[0]["digit"] == 7


def test_two_digits_are_told_in_json_too(capsys: pytest.CaptureFixture, folder: Path) -> None:
    both = np.hstack([255 - 225 * brought.strokes(digit) for digit in (2, 6)])
    Image.fromarray(both.astype(np.uint8)[:, 60:-60]).save(folder / "both.png")
    assert main(["read-digit", str(folder / "both.png"), "--json"]) == 0
    (answer,) = json.loads(capsys.readouterr().out)
    assert "There seem to be two digits here" in answer["note"]
    assert answer["digit"] == (2 if "the left one" in answer["note"] else 6)
    assert main(["read-digit", str(folder / "both.png")]) == 0
    assert answer["note"] in capsys.readouterr().out


@pytest.mark.parametrize(
    "arguments",
    ["train-digits --epochs 0", "train-digits --epochs many", "train-digits --hidden 1,2,3,4,5", "train-digits --nodes 3",
     "train-digits --optimizer best", "read-digit", "fly", "", "read-digit --run none x.png", "read-digit no_such_file.png"],
)  # fmt: skip
def test_a_mistake_gets_one_sentence_and_exit_code_2(capsys: pytest.CaptureFixture, arguments: str) -> None:
    try:
        code = main(arguments.split())
    except SystemExit as end:
        code = end.code
    assert code == 2
    error = capsys.readouterr().err.strip()
    assert error
    assert len(error.splitlines()) == 1
    assert "Traceback" not in error


def test_what_is_no_picture_is_told_by_name(capsys: pytest.CaptureFixture, folder: Path) -> None:
    blank, text = folder / "blank.png", folder / "text.jpg"
    Image.fromarray(np.full((200, 200), 255, np.uint8)).save(blank)
    text.write_text("this is no picture")
    assert main(["read-digit", str(blank), str(text), "--json"]) == 2
    told = capsys.readouterr()
    answers = json.loads(told.out)
    assert [set(answer) for answer in answers] == [{"file", "error"}] * 2
    assert "None of the files" in told.err


def test_flags_of_older_names_are_still_taken() -> None:
    digits_run = _parser().parse_args(["train-digits", "--examples", "2000", "--without", "3,40"])
    assert (digits_run.train_size, digits_run.excluded_rows) == (2000, (3, 40))
    retrained = _parser().parse_args(["retrain", "--photos", "80", "--open-layers", "2"])
    assert (retrained.train_size, retrained.unfrozen_blocks) == (80, 2)
