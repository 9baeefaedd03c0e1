"""The lab book's pieces: a table of runs, one run with its downloads, several runs beside each other."""

from __future__ import annotations

import math
from typing import Any

import streamlit as st

from lib.charts.overlay import NamedCurve, describe_overlay, overlay_chart
from lib.engine.tasks import KERAS_FILES
from lib.export.tables import curve_csv, settings_json
from lib.lab_book.book import LabBookError
from lib.lab_book.outcome import test_proportion
from lib.lab_book.runs import NAME_LIMIT, Run
from lib.models.dense import count_layers
from lib.pictures.own.own_entry import printable
from lib.screen.kit import charts, host, look
from lib.screen.kit.labels import keras_file, marked, title
from lib.screen.kit.learner import learner_id
from lib.screen.kit.plain import plain
from lib.specs import specs
from lib.specs.field import Field
from lib.specs.specs import DigitRun

STATES = {
    "queued": "waiting",
    "running": "learning",
    "done": "done",
    "stopped": "stopped",
    "failed": "failed",
}
ORDERS = {
    "newest first": lambda run: -run.created,
    "best validation accuracy first": lambda run: -_validation(run),
    "fastest first": lambda run: _seconds(run) or math.inf,
    "fewest weights first": lambda run: _weights(run),
}


def tidy(name: str) -> str:
    """A run's name as it is kept: one line, nothing invisible, and no formula for the spreadsheet that a table is opened in."""
    return " ".join(printable(name).split()).lstrip("=+-@ ")


def _weights(run: Run) -> float:
    """How many weights learned; races and experiments have many networks, and stand last."""
    spec = run.settings if run.readable else None
    if isinstance(spec, DigitRun):
        return sum(layer.parameters for layer in count_layers(spec.sizes))
    return run.result.get("trainable", math.inf)


def _validation(run: Run) -> float:
    """The best validation accuracy: runs are ranked by what may choose, never by the test part. -1 without any."""
    return max((line["val_accuracy"] or 0.0 for line in run.history), default=-1.0)


def _seconds(run: Run) -> float | None:
    """How long it took from its first picture to its test; None where it left no result."""
    seconds = run.result.get("seconds", {})
    return seconds.get("total") or seconds.get("train")


def table(runs: list[Run]) -> None:
    """All runs, a line each; its columns sort on a click."""
    lines = [
        {
            "run": title(run),
            "state": STATES[run.state],
            "validation": [line["val_accuracy"] for line in run.history if line["val_accuracy"] is not None],
            "test": share.sentence() if (share := test_proportion(run)) else "",
            "epochs": len(run.history),
            "batch": _value(run, "batch_size"),
            "learning rate": _value(run, "learning_rate"),
            "seconds": _seconds(run),
        }
        for run in runs
    ]
    st.dataframe(
        lines,
        key="runs",
        hide_index=True,
        width="stretch",
        column_config={
            "validation": st.column_config.LineChartColumn("validation accuracy", width="small"),
            "test": st.column_config.TextColumn("test, right of all, 95 % interval", width="medium"),
            "seconds": st.column_config.NumberColumn("seconds in all", format="%.0f"),
            "learning rate": st.column_config.NumberColumn(format="%g"),
        },
    )


def one(run: Run) -> None:
    """One run: rename, take home, delete."""
    book = host.lab_book()
    with look.card("one", plain(title(run))):
        share = test_proportion(run)
        if share:
            st.markdown(f"**{share.sentence()}** of its test pictures right.")
        if run.message or run.mark:
            st.caption(plain(run.message) or marked(run))
        st.text_input(
            "Name", run.name, key=f"name_{run.id}", max_chars=NAME_LIMIT, placeholder="Give it a name that you will know again",
            on_change=_rename, args=(run.id,),
        )  # fmt: skip
        model, curve, settings, delete = st.columns(4)
        if run.result and run.readable and run.kind in KERAS_FILES:
            model.download_button(
                "Model (.keras)", lambda: keras_file(run), f"{run.kind}-{run.id[:8]}.keras", key="download_model",
                on_click="ignore", width="stretch", icon=":material/download:",
            )  # fmt: skip
        curve.download_button(
            "Curve (.csv)", lambda: curve_csv(book.rows(run.id)), f"curve-{run.id[:8]}.csv", "text/csv",
            key="download_curve", on_click="ignore", width="stretch", icon=":material/download:",
        )  # fmt: skip
        settings.download_button(
            "Settings (.json)", settings_json(run), f"settings-{run.id[:8]}.json", "application/json",
            key="download_settings", on_click="ignore", width="stretch", icon=":material/download:",
        )  # fmt: skip
        if delete.button(
            "Delete", key="delete", width="stretch", icon=":material/delete:", disabled=run.live
        ):
            _confirm_delete(run)


def _rename(run_id: str) -> None:
    try:
        host.lab_book().rename(run_id, learner_id(), tidy(st.session_state[f"name_{run_id}"]))
    except LabBookError as error:
        st.toast(str(error), icon=":material/cloud_off:")


@st.dialog("Delete this run?")
def _confirm_delete(run: Run) -> None:
    st.write(f"**{plain(title(run))}** goes, with its curve and its weights. This cannot be undone.")
    if st.button(
        "Delete it", key="delete_yes", type="primary", width="stretch", on_click=_delete, args=(run.id,)
    ):
        st.rerun()


def _delete(run_id: str) -> None:
    try:
        host.lab_book().delete(run_id, learner_id())
    except LabBookError as error:
        st.toast(str(error), icon=":material/cloud_off:")
        return
    st.session_state["chosen"] = [other for other in st.session_state.get("chosen", []) if other != run_id]


def side_by_side(runs: list[Run]) -> None:
    """Validation curves overlaid, and the settings, those that differ marked."""
    curves = [NamedCurve(f"{i}. {title(run)}", run.history) for i, run in enumerate(runs, 1)]
    for metric, column in zip(("val_accuracy", "val_loss"), st.columns(2), strict=True):
        with column, look.card(f"overlay_{metric}"):
            charts.draw(
                overlay_chart, curves, metric, key=f"overlay_{metric}", alt=describe_overlay(curves, metric)
            )
    st.dataframe(_settings(runs), hide_index=True, width="stretch", key="differences")
    st.caption(
        "● marks a setting in which they differ. A difference smaller than the intervals is not yet a difference."
    )


def _settings(runs: list[Run]) -> list[dict[str, Any]]:
    """A line a setting, a column a run; settings of two kinds of run stand below each other."""
    lines = []
    for name in dict.fromkeys(field.name for run in runs for field in specs.FIELDS[run.kind]):
        field = next(field for run in runs for field in specs.FIELDS[run.kind] if field.name == name)
        values = [_said(run, field) for run in runs]
        mark = "● " if len(set(values)) > 1 else ""
        lines.append(
            {"setting": mark + field.label} | {f"run {i}": value for i, value in enumerate(values, 1)}
        )
    if any(run.on_device for run in runs):
        where = [run.mark or "trained by the server" for run in runs]
        lines.append({"setting": "Where"} | {f"run {i}": each for i, each in enumerate(where, 1)})
    tests = [share.sentence() if (share := test_proportion(run)) else "–" for run in runs]
    lines.append({"setting": "Test"} | {f"run {i}": value for i, value in enumerate(tests, 1)})
    return sorted(lines, key=lambda line: not line["setting"].startswith("●"))


def _value(run: Run, name: str) -> Any:
    """A setting's value; of a run that this version cannot read, as it was stored. None: it has no such setting."""
    return getattr(run.settings, name, None) if run.readable else run.spec.get(name)


def _said(run: Run, field: Field) -> str:
    value = _value(run, field.name)
    if value is None:
        return "–"
    return field.text(value) if run.readable else str(value)


def limits_words(kept: int, limit: int) -> str:
    """The rule by which old runs go, for the learner."""
    return (
        f"{kept} of at most {limit} runs kept. Past that the oldest goes; on a busy machine old runs may go sooner. "
        "Download what you want to keep."
    )
