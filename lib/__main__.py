"""The course's jobs without a browser: `train-digits` and `read-digit` here, `retrain` and `tell-pet` in `lib.cli.cli_pets`,
`operator` in `lib.cli.cli_operator`.

Results go to stdout, progress to stderr. A wrong flag, or no file that can be read: one sentence, and exit code 2.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from pathlib import Path
from typing import Any, NoReturn

from lib.cli import cli_operator, cli_pets, life
from lib.lab_book import outcome
from lib.lab_book.book import LabBookError
from lib.lab_book.runs import LabBook
from lib.models.dense import Dense
from lib.pictures.prepare.decode import PictureError
from lib.pictures.prepare.prepare import NothingDrawn, prepare
from lib.settings import ASSETS, SettingsError, read_settings
from lib.specs.hooks import Hooks
from lib.specs.specs import FIELDS, KINDS, Field, SpecError, Training, make


class _Parser(argparse.ArgumentParser):
    """One sentence instead of argparse's usage block."""

    def error(self, message: str) -> NoReturn:
        print(f"{self.prog}: {message}. See {self.prog} --help.", file=sys.stderr)
        raise SystemExit(2)


def main(arguments: list[str] | None = None) -> int:
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
    options = _parser().parse_args(arguments)
    try:
        return options.job(options)
    except (SpecError, SettingsError, LabBookError) as error:
        print(error, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("Stopped.", file=sys.stderr)
        return 130


def _parser() -> _Parser:
    parser = _Parser(prog="python -m lib", description="Layer by Layer without a browser.")
    jobs = parser.add_subparsers(required=True, metavar="JOB")
    train = jobs.add_parser("train-digits", help="train a dense network on MNIST and test it")
    _add_settings(train, "digits")
    train.set_defaults(job=_train_digits)
    read = jobs.add_parser("read-digit", help="read photos or scans of handwritten digits")
    read.add_argument("files", nargs="+", metavar="FILE")
    read.add_argument("--run", help="id of a trained run; the shipped reader unless given")
    read.set_defaults(job=_read_digit)
    for job in (train, read, *cli_pets.add(jobs, _add_settings), cli_operator.add(jobs)):
        job.add_argument("--json", action="store_true", help="print JSON")
    return parser


def _add_settings(parser: argparse.ArgumentParser, kind: str) -> None:
    """A flag for every setting in the table."""
    for field in FIELDS[kind]:
        flags = ["--" + name.replace("_", "-") for name in field.names]  # the first one names the value
        usual = f"{field.help} Usual: {field.text(field.default)}.".replace("%", "%%")
        if field.kind == "bool":
            parser.add_argument(*flags, action="store_true", help=usual)
        else:
            parser.add_argument(
                *flags, type=_reader(field), default=field.default, metavar="VALUE", help=usual
            )


def _reader(field: Field) -> Any:
    def read(text: str) -> Any:
        if field.name == "train_size" and text.isdigit():  # beyond what exists means all there are
            text = str(min(int(text), int(field.high)))
        if field.name == "pictures" and text not in dict(field.choices) and Path(text).exists():
            return text  # a learner's own
        try:
            return field.parse(text)
        except SpecError as error:
            raise argparse.ArgumentTypeError(str(error).rstrip(".")) from None

    return read


def _train_digits(options: argparse.Namespace) -> int:
    spec = make("digits", {name: getattr(options, name) for name in KINDS["digits"].__dataclass_fields__})
    assert isinstance(spec, Training)

    def train(values: dict[str, Any], hooks: Hooks) -> dict[str, Any]:
        from lib.networks.train import digits

        return digits.train(values, hooks, download=read_settings().downloads)

    run = life.live(spec, train, shareable=True)
    result, test = outcome.as_json(run), outcome.test_proportion(run)
    if options.json:
        print(json.dumps(result))
    else:
        print(
            f"run {run.id}\n{result['source']}\ntest digits read right: {test.sentence() if test else 'none'}"
        )
    return 0


def _read_digit(options: argparse.Namespace) -> int:
    from lib.pictures.prepare.handwriting import read_writing  # SciPy's half second, only where it is used

    network = _network(options.run)
    answers: list[dict[str, Any]] = []
    for file in options.files:
        try:
            writing = read_writing(Path(file).read_bytes(), Path(file).name)
            pixels = prepare(writing.ink)  # (28, 28)
        except (PictureError, NothingDrawn) as error:
            answers.append({"file": file, "error": str(error)})
        except OSError as error:
            answers.append({"file": file, "error": f"The file cannot be opened: {error.strerror or error}."})
        else:
            probabilities = network.probabilities(pixels.reshape(1, -1))[0]
            digit = int(probabilities.argmax())
            answers.append(
                {"file": file, "digit": digit, "probabilities": [round(float(p), 6) for p in probabilities]}
                | ({"note": writing.told} if writing.told else {})
            )
    if options.json:
        print(json.dumps(answers))
    else:
        for answer in answers:
            said = answer.get("error") or f"{answer['digit']} ({max(answer['probabilities']):.1%})"
            said += f". {answer['note']}" if "note" in answer else ""
            print(f"{answer['file']}: {said}")
    if all("error" in answer for answer in answers):
        print("None of the files could be read as a handwritten digit.", file=sys.stderr)
        return 2
    return 0


def _network(run_id: str | None) -> Dense:
    """The shipped reader, or a run's network."""
    if run_id is None:
        return Dense.from_bytes((ASSETS / "digit_reader.npz").read_bytes())
    book = LabBook(read_settings())
    run, weights = book.run(run_id), book.weights(run_id)
    if run is None or run.kind != "digits" or weights is None:
        raise SpecError(f"There is no trained digit run {run_id[:40]!r} in the lab book.")
    return Dense.from_bytes(weights)


if __name__ == "__main__":
    sys.exit(main())
