"""The lab book's list: a learner's runs by picture set, to find and to pick. The browser draws it (`lib/screen/web/run_list`).

What is shown of a run that was picked, and of several, stands in `opened_run` and `beside`.
"""

from __future__ import annotations

import math
import time
from collections.abc import Sequence
from typing import Any

import streamlit as st

from lib.lab_book.outcome import test_proportion
from lib.lab_book.runs import Run
from lib.measure.curves import validation_size
from lib.measure.proportions import Proportion
from lib.models.dense import count_layers
from lib.pictures.own.own_entry import printable
from lib.screen.kit import labels
from lib.screen.kit.web import component
from lib.specs import choices, specs
from lib.specs.field import Field, SpecError
from lib.specs.specs import DigitRun, RetrainRun, Spec, Training

STATES = {
    "queued": "waiting",
    "running": "learning",
    "done": "done",
    "stopped": "stopped",
    "failed": "failed",
}
ORDERS = {
    "newest first": lambda run: -run.created,
    "best validation accuracy first": lambda run: -_best(run),
    "fastest first": lambda run: seconds(run) or math.inf,
    "fewest weights first": lambda run: _weights(run),
}
DIGITS = "Handwritten digits"
MOST = 8  # runs side by side: more colours cannot be told apart
POINTS = 60  # of a curve in the size of a word

_COMPONENT = component("run_list")
_KEY = "run_list"


def tidy(name: str) -> str:
    """A run's name as it is kept: one line, nothing invisible, and no formula for the spreadsheet that a table is opened in."""
    return " ".join(printable(name).split()).lstrip("=+-@ ")


def pick(runs: Sequence[Run]) -> list[Run]:
    """Draws the list, and gives the runs that are open: none, one, or those to compare in the order of the ticks.

    Which these are stands in the session as `chosen`, so that another page can open a run.
    """
    by_id = {run.id: run for run in runs}
    chosen = [id for id in st.session_state.get("chosen", []) if id in by_id][:MOST]
    st.session_state["chosen"] = chosen
    data = {"groups": groups(runs), "orders": list(ORDERS), "chosen": chosen, "most": MOST}
    _COMPONENT(key=_KEY, data=data, on_picked_change=_take, height="content")
    return [by_id[id] for id in chosen]


def _take() -> None:
    """What was picked in the browser: ids of runs, which `pick` holds against the learner's own."""
    picked = st.session_state[_KEY].get("picked")
    if isinstance(picked, list):
        st.session_state["chosen"] = list(dict.fromkeys(str(id)[:32] for id in picked[:MOST]))


def groups(runs: Sequence[Run]) -> list[dict[str, Any]]:
    """The runs by picture set, as the browser takes them; the set that was used last comes first."""
    ranked = {name: sorted(runs, key=order) for name, order in ORDERS.items()}
    places = {run.id: [0] * len(ORDERS) for run in runs}
    for number, name in enumerate(ORDERS):
        for place, run in enumerate(ranked[name]):
            places[run.id][number] = place
    return [
        {"title": title, "runs": [_line(run, differs, places[run.id]) for run, differs in of_set]}
        for title, of_set in by_set(ranked["newest first"]).items()
    ]


def by_set(runs: Sequence[Run]) -> dict[str, list[tuple[Run, str]]]:
    """Runs by what their pictures are called, each with the settings in which those of its set differ, in words."""
    found: dict[str, list[tuple[Run, Spec | None]]] = {}
    for run in runs:
        found.setdefault(set_of(run), []).append((run, spec_of(run)))
    return {title: list(zip([run for run, _ in of], _told(of), strict=True)) for title, of in found.items()}


def set_of(run: Run) -> str:
    """What its pictures are called."""
    if run.kind == "digits":
        return DIGITS
    return labels.set_title(run) if "pictures" in run.spec else "Photos"


def spec_of(run: Run) -> Spec | None:
    """Its settings; None of a run that this version cannot read."""
    try:
        return run.settings
    except (SpecError, TypeError):
        return None


def differing(runs: Sequence[Run]) -> list[tuple[Field, list[str]]]:
    """The settings in which runs differ, with the value of each in words; "–" where a run has no such setting."""
    return _differing([(run, spec_of(run)) for run in runs])


def _differing(runs: Sequence[tuple[Run, Spec | None]]) -> list[tuple[Field, list[str]]]:
    fields: dict[str, Field] = {}
    for run, _ in runs:
        for field in specs.FIELDS[run.kind]:
            fields.setdefault(field.name, field)
    found = []
    for field in fields.values():
        values = [value(run, spec, field) for run, spec in runs]
        if any(each != values[0] for each in values):
            found.append((field, [said(each, field) for each in values]))
    return found


def _told(runs: Sequence[tuple[Run, Spec | None]]) -> list[str]:
    """`differing` as a line for each run; the method has a column of its own."""
    told: list[list[str]] = [[] for _ in runs]
    for field, values in _differing(runs):
        if field.name not in {"method", "pictures"}:
            for line, each in zip(told, values, strict=True):
                if each != "–":
                    line.append(f"{field.label} {each}")
    return [", ".join(line) for line in told]


def value(run: Run, spec: Spec | None, field: Field) -> Any:
    """A setting's value; of a run that cannot be read, as it was stored. None: it has no such setting, or one that does nothing."""
    if isinstance(spec, RetrainRun):
        if spec.method == "scratch" and field.name == "base":
            return None
        if spec.method != "fine_tune" and field.name in {"unfrozen_blocks", "fine_rate"}:
            return None
    return run.spec.get(field.name) if spec is None else getattr(spec, field.name, None)


def said(value: Any, field: Field) -> str:
    """A value in words, as the widgets have it."""
    if value is None:
        return "–"
    if field.kind == "choice":
        return dict(field.choices).get(value, str(value))
    if field.kind == "bool":
        return "on" if value else "off"
    if field.kind == "indices":
        return f"{len(value):,}" if isinstance(value, Sequence) else "–"
    if field.kind == "layers":
        return "-".join(map(str, value)) or "none"
    return (
        f"{value:,}" if isinstance(value, int) else f"{value:g}" if isinstance(value, float) else str(value)
    )


def method(run: Run, spec: Spec | None) -> tuple[str, str]:
    """The way of training, in words and as the role that has its colour."""
    if isinstance(spec, RetrainRun):
        return dict(choices.METHODS)[spec.method], spec.method
    if isinstance(spec, DigitRun):
        return "Digit network", "digits"
    return "Of an earlier version", "digits"


def validation(run: Run, spec: Spec | None) -> Proportion | None:
    """The best share of the validation part; None where no epoch ended with one."""
    best = _best(run)
    if best < 0 or not isinstance(spec, Training):
        return None
    shown = validation_size(spec, run.result)
    return Proportion(min(shown, round(best * shown)), shown)


def name(run: Run, spec: Spec | None) -> str:
    """What a line of the list says of it; set, method and time stand beside it."""
    if run.name:
        return run.name
    if isinstance(spec, RetrainRun):
        on = (
            ""
            if spec.method == "scratch"
            else f" on {dict(specs.field('retrain', 'base').choices)[spec.base]}"
        )
        return f"{dict(choices.METHODS)[spec.method]}{on}"
    return "-".join(map(str, spec.sizes)) if isinstance(spec, DigitRun) else labels.kind(run)


def _line(run: Run, differs: str, places: list[int]) -> dict[str, Any]:
    spec, test = spec_of(run), test_proportion(run)
    how, role = method(run, spec)
    of, took = validation(run, spec), seconds(run)
    curve = [line["val_accuracy"] for line in run.history if line["val_accuracy"] is not None]
    return {
        "id": run.id,
        "name": name(run, spec),
        "when": time.strftime("%d %b, %H:%M", time.localtime(run.created)),
        "how": how, "role": role, "differs": differs, "state": STATES[run.state], "mark": labels.UNCHECKED if run.on_device else "",
        "validation": [of.correct, of.total] if of else None,
        "test": [test.correct, test.total] if test else None,
        "time": _short(took) if took else "–",
        "curve": [round(share, 4) for share in curve[:: 1 + len(curve) // POINTS]],
        "places": places,
    }  # fmt: skip


def _short(seconds: float) -> str:
    """As `lasting`, where a column is narrow."""
    return f"{max(seconds, 1):.0f} s" if seconds < 90 else f"{seconds / 60:.0f} min"


def _weights(run: Run) -> float:
    """How many weights learned; of a run that cannot be read, none that is known."""
    spec = spec_of(run)
    if isinstance(spec, DigitRun):
        return sum(layer.parameters for layer in count_layers(spec.sizes))
    return run.result.get("trainable", math.inf)


def _best(run: Run) -> float:
    """The best validation accuracy: runs are ranked by what may choose, never by the test part. -1 without any."""
    return max((line["val_accuracy"] or 0.0 for line in run.history), default=-1.0)


def seconds(run: Run) -> float | None:
    """How long it took from its first picture to its test; None where it left no result."""
    seconds = run.result.get("seconds", {})
    return seconds.get("total") or seconds.get("train")


def limits_words(kept: int, limit: int) -> str:
    """The rule by which old runs go, for the learner."""
    return (
        f"{kept} of at most {limit} runs are kept. Then the oldest one goes. On a busy machine old runs may go sooner. Download what "
        "you want to keep."
    )
