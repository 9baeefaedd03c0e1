"""What a run is called on the screen, and its model as a file. It knows no lesson."""

from __future__ import annotations

import time

from lib.engine.engine import Refused
from lib.engine.tasks import KERAS_FILES
from lib.lab_book.runs import Run
from lib.screen.kit import host
from lib.specs import choices, specs
from lib.specs.specs import DigitRun, Experiment, RaceRun


def title(run: Run) -> str:
    """The learner's name for the run, or what it is."""
    when = time.strftime("%d %b, %H:%M", time.localtime(run.created))
    return f"{run.name or kind(run)} · {when} · #{run.id[:4]}"  # two of a minute, or of a name, must differ


def kind(run: Run) -> str:
    if not run.readable:
        return f"{run.kind} run of an earlier version"
    spec = run.settings
    if isinstance(spec, DigitRun):
        return "digits " + "-".join(map(str, spec.sizes))
    if isinstance(spec, RaceRun):
        return "transfer race"
    if isinstance(spec, Experiment):
        return f"{len(spec.values)} runs side by side"
    return f"{dict(choices.METHODS)[spec.method].lower()} on {dict(specs.field('retrain', 'base').choices)[spec.base]}"


def keras_file(run: Run) -> bytes:
    """The run's model as a `.keras` file, made in a worker: this process has no Keras.

    Raises:
        Refused: the weights are no longer kept, no worker answers, or the base's own weights are not here.
    """
    weights = host.lab_book().weights(run.id)
    if weights is None:
        raise Refused("The weights of this run are no longer kept.")
    return host.engine().call(KERAS_FILES[run.kind], weights)
