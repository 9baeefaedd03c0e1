"""The lesson's question for digits: no hidden layer against one, with the learner's own runs, or with two that ship."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from typing import Any

import streamlit as st

from lib.charts.beside import Beside, beside_chart, describe_beside
from lib.charts.overlay import NamedCurve, describe_overlay, overlay_chart
from lib.lab_book.runs import Run
from lib.measure.proportions import Proportion, apart
from lib.screen.kit import charts, controls, course, look
from lib.screen.more_layers import stored
from lib.screen.runs import lab_book
from lib.specs.specs import DigitRun, make

ROLE = "digits"  # whose colour digit networks have
# A network's name, history, and best share of the validation part
Line = tuple[str, list[dict[str, Any]], Proportion | None]


def show(runs: list[Run]) -> None:
    """Both networks beside each other.

    Args:
        runs: this learner's digit runs, newest first.
    """
    pair = chosen([run for run in runs if run.state == "done" and run.history and run.readable])
    with look.card("digits", "Your two runs" if pair else "Two stored runs"):
        if pair:
            _own(*pair)
        else:
            _stored()
    if not pair:
        _offer(runs)


def chosen(runs: list[Run]) -> tuple[Run, Run] | None:
    """A run without a hidden layer and one with one: the newest two that differ in nothing else; or else the newest of each."""
    flat, bent = ([run for run in runs if _layers(run) == count] for count in (0, 1))
    pairs = list(product(flat, bent))
    return next((pair for pair in pairs if not others(*pair)), pairs[0] if pairs else None)


def others(one: Run, other: Run) -> list[str]:
    """The settings in which two runs differ beside their layers, in words."""
    return [field.label.lower() for field, _ in lab_book.differing([one, other]) if field.name != "hidden"]


def _layers(run: Run) -> int:
    return len(run.settings.hidden) if isinstance(run.settings, DigitRun) else -1


def _own(flat: Run, bent: Run) -> None:
    one, other = (lab_book.validation(run, run.settings) for run in (flat, bent))
    _draw([(name(run.settings), run.history, share) for run, share in ((flat, one), (bent, other))])
    if differ := others(flat, bent):
        st.markdown(
            f"These runs also differ in: {', '.join(differ)}. So the layer alone does not explain the difference. "
            "Train both with the same settings."
        )
    elif one and other:
        st.markdown(verdict(one, other))


def _stored() -> None:
    lines: list[Line] = []
    shares = []
    for run in stored.both():
        spec, most = make("digits", run["spec"]), max(line["val_accuracy"] for line in run["history"])
        total = run["result"]["validation"]
        shares.append(Proportion(round(most * total), total))
        lines.append((name(spec), run["history"], shares[-1]))
    st.markdown(
        f"**Not yours yet.** This app trained these two networks, and they ship with it. Each saw {stored.SPECS[0].train_size:,} digits "
        f"for {stored.EPOCHS} epochs, from seed {stored.SPECS[0].seed}."
    )
    _draw(lines)
    st.markdown(verdict(*shares))


def name(spec: Any) -> str:
    """As in "1 hidden layer of 128 nodes"."""
    return f"1 hidden layer of {spec.hidden[0]} nodes" if spec.hidden else "no hidden layer"


def verdict(flat: Proportion, bent: Proportion) -> str:
    """What the two shares of the validation part say, and no more."""
    told = f"Without a hidden layer the network reads {flat.sentence()} of the validation digits right. With one the network reads {bent.sentence()} right."
    if bent.low > flat.high:
        return (
            f"{told} The intervals lie apart: with these settings the hidden layer is worth "
            f"{apart(flat.accuracy, bent.accuracy)} points. A flat border in 784 numbers parts more than a "
            "line in a plane."
        )
    if flat.low > bent.high:
        return f"{told} The intervals lie apart: with these settings the network without a hidden layer is ahead."
    return f"{told} The intervals overlap: this is not yet a difference."


def _draw(runs: list[Line]) -> None:
    """Validation alone: the test part is opened for no comparison."""
    dots = [Beside(name, ROLE, share, None) for name, _, share in runs]
    curves = [NamedCurve(name, history, ROLE) for name, history, _ in runs]
    left, right = look.pair("digit_layers")
    with left:
        charts.draw(beside_chart, dots, key="layers_dots", alt=describe_beside(dots))
    with right:
        charts.draw(
            overlay_chart,
            curves,
            "val_accuracy",
            key="layers_curves",
            alt=describe_overlay(curves, "val_accuracy"),
        )


def _offer(runs: list[Run]) -> None:
    """Opens the training page with the settings of the run that is missing."""
    had = {_layers(run) for run in runs if run.state == "done" and run.readable}
    usual = replace(stored.SPECS[1], seed=DigitRun.seed)
    missing = [each for each in (replace(usual, hidden=()), usual) if len(each.hidden) not in had]
    st.markdown("Train both with the same settings, and your own runs stand here.")
    with st.container(horizontal=True):
        for spec in missing:
            if st.button(
                f"Set up a run with {name(spec)}",
                key=f"layers_{len(spec.hidden)}",
                icon=":material/arrow_forward:",
            ):
                controls.put("digits", spec)
                st.switch_page(course.lesson("train_a_digit_reader").file)
