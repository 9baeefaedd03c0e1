"""What a learner takes home of a finished run: its code, its model, a report; and a link to the settings.

Each file is made when its button is clicked, in a thread without a session: what it needs is handed over here.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import streamlit as st

from lib.export import keras_code
from lib.export.kit import kit
from lib.export.link import link, qr_code
from lib.export.program import as_notebook, as_script
from lib.export.report import Said, report
from lib.lab_book.outcome import test_proportion
from lib.lab_book.runs import Run
from lib.screen.kit import host, labels, look
from lib.screen.kit.learner import learner_id
from lib.screen.kit.plain import plain
from lib.screen.models import answered, offered
from lib.screen.runs import claims, notes
from lib.specs.specs import FIELDS, DigitRun, RetrainRun, Spec

MODEL_FILE = "The model's file takes some seconds. If the download fails, click again."
PAGES = {"digits": "train_a_digit_reader", "retrain": "retrain_it"}


def card(run: Run, with_link: bool = False) -> None:
    """The downloads of a run that was tested; nothing for any other.

    Args:
        with_link: also the link to its settings, on a page that has none beside its controls.
    """
    if (
        run.live
        or not run.readable
        or test_proportion(run) is None
        or not isinstance(run.settings, DigitRun | RetrainRun)
    ):
        return
    name, mine = f"{run.kind}-{run.id[:8]}", learner_id()
    with look.card("take_home", "Take it home"):
        st.markdown(
            "The code of this run, in plain Keras. It runs anywhere with TensorFlow, in Colab too. At its end it says how close it "
            "comes to this run. The model, with a short script that asks it. A report to print."
        )
        with st.container(horizontal=True):
            _download("Code (.py)", partial(_script, run), f"{name}.py", "text/x-python", "code", "code")
            _download(
                "Notebook (.ipynb)", partial(_notebook, run), f"{name}.ipynb", "application/x-ipynb+json",
                "notebook", "menu_book",
            )  # fmt: skip
            if run.has_weights:
                _download(
                    "Model (.zip)",
                    partial(_kit, run),
                    f"{name}.zip",
                    "application/zip",
                    "model_kit",
                    "package_2",
                )
            _download(
                "Lab report (.html)", partial(_report, run, mine), f"{name}.html", "text/html", "report", "description"
            )  # fmt: skip
            if with_link:
                share_link(run.settings)
        st.caption(
            "The report holds your name for the run, your guesses, your notes and your claims. Only you can send it to somebody. "
            + (
                MODEL_FILE
                if run.has_weights
                else "The course no longer keeps the weights of this run, so there is no model to take."
            )
        )


def share_link(spec: Spec) -> None:
    """A link to the lesson with these settings, as text and as a QR code; controls can be left out of it."""
    kind = "digits" if isinstance(spec, DigitRun) else "retrain"
    with st.popover("Share these settings", key="share", icon=":material/qr_code_2:"):
        labels = {field.name: field.label for field in FIELDS[kind] if field.kind != "indices"}
        hidden = st.multiselect(
            "Hide these controls", list(labels), key="share_hide", format_func=labels.__getitem__,
            placeholder="The link shows all of them",
        )  # fmt: skip
        address = link(st.context.url or "http://localhost:8501", PAGES[kind], spec, hidden)
        st.code(address, language=None, wrap_lines=True)
        code = qr_code(address, look.theme())
        st.html(f'<img src="{code}" alt="The link as a QR code" style="width: 12rem; border-radius: 0.5rem">')
        st.caption("The link holds the settings. It holds nothing about you or your runs.")


def _download(
    label: str, make: Callable[[], str | bytes], file: str, mime: str, what: str, icon: str
) -> None:
    st.download_button(
        label, make, file, mime, key=f"download_{what}", on_click="ignore", icon=f":material/{icon}:"
    )


def _script(run: Run) -> str:
    return as_script(keras_code.steps(run))


def _notebook(run: Run) -> str:
    return as_notebook(plain(_title(run)), keras_code.steps(run))


def _kit(run: Run) -> bytes:
    return kit(run, labels.keras_file(run))


def _title(run: Run) -> str:
    """What it is, with the names in it as they are written: "New head on MobileNetV2"."""
    what = labels.kind(run)
    return what[0].upper() + what[1:]


def _report(run: Run, learner: str) -> str:
    return report(
        run, host.lab_book().rows(run.id), run.name or _title(run), labels.kind(run),
        _said(run, learner), notes.written(learner), notes.score(learner), claims.told(learner),
    )  # fmt: skip


def _said(run: Run, learner: str) -> Said | None:
    """The model's answers to its test part; None where its weights, or the pictures it was tested on, are not here."""
    model = offered.of_run(run, learner)
    if model is None:
        return None
    names = [answered.name_of(model, i) for i in range(len(model.answers.truth))]
    picture = (lambda i: answered.urls(model, [i])[0]) if run.kind == "digits" else None
    return Said(model.answers, names, picture)
