"""What a run is called on the screen, and its model as a file. It knows no lesson."""

from __future__ import annotations

import time
from collections.abc import Collection
from dataclasses import fields
from typing import Any

from lib.engine.engine import Refused
from lib.engine.tasks import ANSWERING, KERAS_FILES
from lib.lab_book.runs import Run
from lib.models.bases import BASES
from lib.pictures.sets.archives import cached_weights
from lib.pictures.sets.sets import SETS
from lib.screen.kit import host
from lib.settings import keras_home
from lib.specs import choices, specs
from lib.specs.specs import DigitRun, Experiment, RaceRun, RetrainRun, Training

UNCHECKED = "trained on this device, unchecked"  # `Run.mark` where there is little room


def title(run: Run) -> str:
    """The learner's name for the run, with its picture set, or what it is; and whether nobody has checked its result."""
    when = time.strftime("%d %b, %H:%M", time.localtime(run.created))
    named = f"{run.name}, {_within(set_title(run))}" if run.name and run.kind == "retrain" else run.name
    end = f" · {UNCHECKED}" if named and run.on_device else ""
    return f"{named or kind(run)} · {when} · #{run.id[:4]}{end}"  # two of a minute, or of a name, must differ


def marked(run: Run) -> str:
    """`Run.mark` as a sentence."""
    return f"This run was {run.mark}." if run.mark else ""


def kind(run: Run) -> str:
    """What it is: "new head on MobileNetV2 1.0, cats and dogs". A network from scratch has no base."""
    if not run.readable:
        return f"{run.kind} run of an earlier version"
    spec = run.settings
    if isinstance(spec, DigitRun):
        return "digits " + "-".join(map(str, spec.sizes))
    if isinstance(spec, RaceRun):
        return "transfer race"
    if isinstance(spec, Experiment):
        return f"{len(spec.lanes())} runs side by side"
    method = dict(choices.METHODS)[spec.method].lower()
    on = "" if spec.method == "scratch" else f" on {dict(specs.field('retrain', 'base').choices)[spec.base]}"
    return f"{method}{on}, {_within(set_title(run))}{f' ({UNCHECKED})' if run.on_device else ''}"


def settings(run: Run) -> str:
    """`kind` with how long it trained: what a header says of a result."""
    if not run.readable or not isinstance(spec := run.settings, Training):
        return kind(run)
    left_out = f", {len(spec.excluded_rows):,} left out" if spec.excluded_rows else ""
    return f"{kind(run)}, {spec.epochs} epoch{'' if spec.epochs == 1 else 's'}{left_out}"


def value(spec: Experiment, value: Any) -> str:
    """A value of the setting that an experiment varies, in words."""
    field = specs.field(spec.of, spec.varied)
    if field.kind == "choice":
        return dict(field.choices)[value]
    if field.kind == "bool":
        return "on" if value else "off"
    if field.kind == "layers":
        return "-".join(map(str, (784, *value, 10)))
    return f"{value:,}" if isinstance(value, int) else f"{value:g}"


def held(of: str, base: Training, varied: str, without: Collection[str] = ()) -> str:
    """Every setting but the varied one, in words."""
    told = []
    for each in fields(base):
        if each.name not in {varied, *without}:
            label = specs.field(of, each.name).label.lower()
            told.append(f"{label} {value(Experiment(of, base, each.name, ()), getattr(base, each.name))}")
    return ", ".join(told)


def set_title(run: Run) -> str:
    """What a retraining's picture set is called; a learner's own by its classes."""
    name = run.spec["pictures"]
    if name in SETS:
        return SETS[name].title
    classes = list(run.result.get("by_class", ()))
    named = f": {', '.join(classes[:3])}{' …' if len(classes) > 3 else ''}" if classes else " pictures"
    return f"Your own{named}"


def _within(title: str) -> str:
    """A set's title within a sentence: proper names keep their capital."""
    return title if title.startswith(("Caltech", "Oxford")) else title[:1].lower() + title[1:]


def keras_file(run: Run) -> bytes:
    """The run's model as a `.keras` file, made in a worker: this process has no Keras.

    A head may have learned from stored features, so the base's own weights are fetched now where they never were needed.

    Raises:
        Refused: the weights are no longer kept, no worker answers, or the base's own can neither be found nor fetched.
    """
    weights, spec, engine = host.lab_book().weights(run.id), run.settings, host.engine()
    if weights is None:
        raise Refused("The weights of this run are no longer kept.")
    base = spec.base if isinstance(spec, RetrainRun) and spec.method != "scratch" else ""
    if base and host.settings().downloads and cached_weights(BASES[base], keras_home()) is None:
        engine.call(ANSWERING, base, True)
    return engine.call(KERAS_FILES[run.kind], weights)
