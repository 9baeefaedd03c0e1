"""One run of the lab book, open: what it reached, its curve, its settings, what it takes for what, its files, its name, its end."""

from __future__ import annotations

from collections.abc import Callable
from html import escape

import streamlit as st

from lib.charts.confusion import confusion_chart, describe_confusion
from lib.engine.tasks import KERAS_FILES
from lib.export.tables import curve_csv, settings_json
from lib.lab_book.book import LabBookError
from lib.lab_book.outcome import test_proportion
from lib.lab_book.runs import NAME_LIMIT, Run
from lib.measure.curves import class_count
from lib.measure.proportions import Proportion, per_cent
from lib.screen.kit import charts, host, look
from lib.screen.kit.labels import keras_file, marked, title
from lib.screen.kit.learner import learner_id
from lib.screen.kit.plain import plain
from lib.screen.models import offered
from lib.screen.runs import guessed, lab_book, run_panel, stage, standing
from lib.screen.runs.stage import Seen
from lib.specs import specs
from lib.specs.specs import RetrainRun, Spec, Training

CELLS = 24  # classes at most in the matrix, those with most mistakes: it has half the page's width
STYLE = """<style>
.facts.facts { display: grid; padding: 0; grid-template-columns: repeat(auto-fill, minmax(9rem, 1fr)); gap: .625rem 1.25rem; margin: 0; }
.facts div { border-top: 1px solid var(--line); padding-top: .35rem; }
.facts dt { color: var(--muted); font-size: .8125rem; }
.facts.facts dd { margin: 0; overflow-wrap: anywhere; font-variant-numeric: tabular-nums; }
.facts .changed dd { font-weight: 600; }
</style>"""
CHANGED = ' class="changed"'
PAGES = {"digits": "train_a_digit_reader", "retrain": "retrain_it"}


def show(run: Run, seen: Callable[[Run], Seen]) -> None:
    """All of it but what `take_home.card` has.

    Args:
        seen: gives the pictures that a run of its kind is watched by.
    """
    spec = lab_book.spec_of(run)
    with look.card("one"):
        st.subheader(plain(run.name or lab_book.name(run, spec)), anchor=False)
        st.caption(plain(title(run)))
        _reached(run, spec)
    if isinstance(spec, Training) and not run.live:
        _played(run, spec, seen)
    with look.card("settings", "Settings"):
        facts = _facts(run, spec)
        st.html(STYLE + facts)
        if CHANGED in facts:
            st.caption("Bold: not the usual value.")
    if run.state in {"done", "stopped"} and spec is not None and run.result:
        _matrix(run.id)


def keep(run: Run) -> None:
    """Its name, its plain files, and the way to delete it."""
    book = host.lab_book()
    with look.card("keep", "Name, files, deleting"):
        st.text_input(
            "Name", run.name, key=f"name_{run.id}", max_chars=NAME_LIMIT, placeholder="A name that you will know again",
            on_change=_rename, args=(run.id,),
        )  # fmt: skip
        with st.container(horizontal=True):
            if run.result and run.readable and run.kind in KERAS_FILES:
                st.download_button(
                    "Model (.keras)", lambda: keras_file(run), f"{run.kind}-{run.id[:8]}.keras", key="download_model",
                    on_click="ignore", icon=":material/download:",
                )  # fmt: skip
            st.download_button(
                "Curve (.csv)", lambda: curve_csv(book.rows(run.id)), f"curve-{run.id[:8]}.csv", "text/csv",
                key="download_curve", on_click="ignore", icon=":material/download:",
            )  # fmt: skip
            st.download_button(
                "Settings (.json)", settings_json(run), f"settings-{run.id[:8]}.json", "application/json",
                key="download_settings", on_click="ignore", icon=":material/download:",
            )  # fmt: skip
            if st.button("Delete", key="delete", icon=":material/delete:", disabled=run.live):
                _confirm_delete(run)


def _reached(run: Run, spec: Spec | None) -> None:
    """Validation and test with their intervals, what was guessed, and how it stands."""
    if run.live:
        _, doing, more = standing.standing(run)
        st.markdown(f"**{doing}**{more}")
        st.page_link(f"pages/{PAGES[run.kind]}.py", label="Watch it learn", icon=":material/arrow_forward:")
        return
    shares = {"Validation": lab_book.validation(run, spec), "Test": test_proportion(run)}
    told = {name: share for name, share in shares.items() if share}
    for column, (name, share) in zip(st.columns([2, 2, 3]), told.items(), strict=False):
        with column.container(gap="xsmall"):
            st.metric(name, per_cent(share.accuracy))
            st.caption(f"{share.sentence()} right")
    if not told:
        st.markdown(f"**{lab_book.STATES[run.state].capitalize()}.** It has no result.")
    elif "Test" in told:
        st.caption(
            "The validation part chose the epoch. The test part chose nothing. Both come with their 95 % interval."
        )
    if run.message or run.mark:
        st.caption(plain(run.message) or marked(run))
    off = guessed.missed(run)
    if off is not None and run.guessed and run.guessed.accuracy is not None:
        st.markdown(
            f":material/bookmark: You guessed {per_cent(run.guessed.accuracy)}: {off:.1f} points off."
        )


def _played(run: Run, spec: Training, seen: Callable[[Run], Seen]) -> None:
    """Its stage, with the scrubber where its epochs are kept, and what the curve says."""
    if run.state == "failed" or not run.history:
        return
    panel = run_panel.Panel(
        things="photos" if isinstance(spec, RetrainRun) else "digits",
        role=spec.method if isinstance(spec, RetrainRun) else "digits",
        bet=guessed.line(run), classes=class_count(spec, run.result),
    )  # fmt: skip
    stage.draw(run, panel, seen(run))
    run_panel.reading(run, panel)


def _facts(run: Run, spec: Spec | None) -> str:
    """Every setting that this run knew, those that are not the usual ones marked; what it really learned from."""
    facts = []
    for field in specs.FIELDS[run.kind]:
        value = lab_book.value(run, spec, field)
        if value is None or (field.kind == "indices" and not value):
            continue
        changed = CHANGED if value != field.default else ""
        facts.append((field.label, lab_book.said(value, field), changed))
    taken = {"examples": "Pictures learned from", "updates": "Updates", "best_epoch": "Best epoch"}
    facts += [(label, f"{run.result[key]:,}", "") for key, label in taken.items() if key in run.result]
    if run.on_device:
        facts.append(("Where", run.mark, ""))
    return f"<dl class='facts'>{''.join(f'<div{changed}><dt>{escape(name)}</dt><dd>{escape(said)}</dd></div>' for name, said, changed in facts)}</dl>"


@st.fragment  # its switch draws this and nothing else: the answers may have to be computed
def _matrix(run_id: str) -> None:
    with look.card("matrix", "Which classes it mixes up"):
        if not st.toggle("Show the matrix of its test part", key=f"matrix_on_{run_id}"):
            return
        run = host.lab_book().run(run_id)
        model = offered.of_run(run, learner_id()) if run else None
        if model is None:
            st.caption("Its weights or its test pictures are no longer here.")
            return
        answers = model.answers
        charts.draw(
            confusion_chart, answers.counts, answers.classes, most=min(CELLS, len(answers.classes)), key=f"matrix_{run_id}",
            alt=describe_confusion(answers.counts, answers.classes),
        )  # fmt: skip
        right = Proportion(int(answers.right.sum()), len(answers.right))
        pairs = " ".join(pair.sentence(answers.classes) for pair in answers.confused[:3] if pair.count > 1)
        st.caption(f"{right.sentence()} right. {pairs}")


def _rename(run_id: str) -> None:
    try:
        host.lab_book().rename(run_id, learner_id(), lab_book.tidy(st.session_state[f"name_{run_id}"]))
    except LabBookError as error:
        st.toast(str(error), icon=":material/cloud_off:")


@st.dialog("Delete this run?")
def _confirm_delete(run: Run) -> None:
    st.write(f"This deletes **{plain(title(run))}** with its curve and its weights. You cannot undo it.")
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
