"""Race: the same training with two to four values of one setting, and the same race again with other seeds."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from lib.charts.overlay import NamedCurve, describe_overlay, overlay_chart
from lib.charts.rate import describe_schedules, schedules_chart
from lib.lab_book.runs import Run
from lib.measure import spread
from lib.measure.proportions import Proportion, per_cent
from lib.measure.question import Option, Question
from lib.measure.question_table import table
from lib.models.schedule import rates
from lib.screen.experiments import try_run
from lib.screen.kit import charts, labels, lesson, look
from lib.screen.kit.words import lasting
from lib.screen.runs import guessed, guesses
from lib.specs import specs
from lib.specs.experiments import FLAWED_RUNS, RACE_BASES, RACES, SEEDS, UNTOUCHED
from lib.specs.specs import Experiment

LESSON = "try_things"
NAMES = {"digits": guessed.DIGITS, "retrain": guessed.PETS}
# Ends of the axes, the same while a race is on: guessing is at 10 % of ten digits and at half of two animals.
LOW, HIGH = {"digits": 0.0, "retrain": 0.4}, {"digits": 2.5, "retrain": 1.5}


def show() -> bool:
    """The race with its guess and its band; whether one is over."""
    lesson.prose(
        "A fair comparison changes one thing, for example the [[batch size]] or the [[learning rate]]. Two runs with the same "
        "settings differ too, by their [[seed]]. Only a larger gap comes from the setting."
    )
    with look.card("race", "The same training, one thing different"):
        kind = try_run.choose_kind("race_of")
        spec = _choose(kind)
        if spec is None:
            return False
        asked = guesses.ask(
            LESSON, _question(spec), spec, try_run.runs(), NAMES[kind], "Best test accuracy, %"
        )
        try_run.button(
            spec, "race", "Start the race", lambda run_id, chosen: guesses.keep(run_id, asked, chosen),
            ready=asked.ready, first=asked.first,
            of=("race_of", f"varied_{kind}", f"values_{kind}_{spec.varied}", f"race_epochs_{kind}", f"race_train_size_{kind}"),
        )  # fmt: skip
    run = try_run.latest(
        lambda spec: is_race(spec) and spec.of == kind and spec.base.seed == RACE_BASES[kind].seed
    )
    if run is None:
        return False
    over = try_run.on_card("lanes", run, _draw, _read, of=_of(try_run.experiment(run)))
    if over:
        _luck(run)
        lesson.check(LESSON, table(LESSON)["two_races"])
        lesson.explain(LESSON, table(LESSON)["in_words"])
    return over


def _choose(kind: str) -> Experiment | None:
    """The race as the widgets stand; None, and a sentence, with too few or too many values."""
    varied = str(
        st.selectbox(
            "What is different", list(RACES[kind]), key=f"varied_{kind}",
            format_func=lambda name: specs.field(kind, name).label,
        )
    )  # fmt: skip
    values = RACES[kind][varied]
    usual = RACE_BASES[kind]
    blank = Experiment(kind, usual, varied, values)
    chosen = st.pills(
        "2 to 4 values", range(len(values)), default=list(range(min(3, len(values)))), selection_mode="multi",
        key=f"values_{kind}_{varied}", format_func=lambda i: try_run.said(blank, values[i]),
    )  # fmt: skip
    with st.expander("More settings", key="race_more"):
        epochs, pictures = st.columns(2)
        base = replace(
            usual,
            epochs=epochs.slider("Epochs", 1, 20, usual.epochs, key=f"race_epochs_{kind}", disabled=varied == "epochs"),
            train_size=pictures.select_slider(
                specs.field(kind, "train_size").label, RACES[kind]["train_size"], usual.train_size,
                key=f"race_train_size_{kind}", disabled=varied == "train_size",
            ),
        )  # fmt: skip
        st.caption(f"The same in all: {labels.held(kind, base, varied, UNTOUCHED[kind])}.")
    if not 2 <= len(chosen) <= 4:
        st.info("Choose two to four values.")
        return None
    return Experiment(kind, base, varied, tuple(values[i] for i in sorted(chosen)))


def _question(spec: Experiment) -> Question:
    """Which lane of this race will do best."""
    field = specs.field(spec.of, spec.varied)
    lanes = [Option(field.text(value), try_run.said(spec, value)) for value in spec.values]
    *most, last = (lane.words for lane in lanes)
    things = "digits" if spec.of == "digits" else "photos"
    race = table(LESSON)["race"]
    return replace(race, options=(*lanes, *race.options)).given(
        what=try_run.KINDS[spec.of], label=field.label.lower(), values=f"{', '.join(most)} or {last}", held=", ".join(_size(spec)),
        things=things,
    )  # fmt: skip


def _of(spec: Experiment) -> str:
    """A race in words: the controls above may stand for another one."""
    values = ", ".join(try_run.said(spec, value) for value in spec.values)
    return f"{specs.field(spec.of, spec.varied).label.lower()} {values}; {', '.join(_size(spec))}"


def _size(spec: Experiment) -> list[str]:
    """Epochs and pictures, where these are not what differs."""
    things = "digits" if spec.of == "digits" else "photos"
    epochs = [guesses.count(spec.base.epochs, "epoch")] if spec.varied != "epochs" else []
    return epochs + ([f"{spec.base.train_size:,} {things}"] if spec.varied != "train_size" else [])


def is_race(spec: Experiment) -> bool:
    return spec.varied in RACES[spec.of] and all(spec != each.experiment for each in FLAWED_RUNS)


def _draw(run: Run) -> None:
    spec = try_run.experiment(run)
    label = specs.field(spec.of, spec.varied).label.lower()
    curves = [
        NamedCurve(f"{label} {try_run.said(spec, value)}", try_run.lane(run, i))
        for i, value in enumerate(spec.values)
    ]
    longest = max(each.epochs for each in spec.lanes())
    columns = look.pair(f"race_{run.id[:8]}")  # two races may stand on the page
    for metric, column in zip(("val_accuracy", "val_loss"), columns, strict=True):
        told = describe_overlay([] if run.live else curves, metric)
        with column:
            charts.draw(
                overlay_chart, curves, metric, epochs=longest, low=LOW[spec.of], high=HIGH[spec.of],
                bet=guessed.line(run), key=f"race_{run.id[:8]}_{metric}", alt=told,
            )  # fmt: skip
    if spec.varied == "schedule":
        _schedules(spec)


def _schedules(spec: Experiment) -> None:
    """The learning rate of each lane over its updates."""
    curves = {
        try_run.said(spec, lane.schedule): rates(lane.schedule, try_run.updates(lane), lane.learning_rate)
        for lane in spec.lanes()
    }
    charts.draw(schedules_chart, curves, key="race_schedules", alt=describe_schedules(curves))


def shares(run: Run) -> list[Proportion]:
    return [Proportion(*lane["test"]) for lane in run.result["lanes"]]


def _read(run: Run) -> None:
    spec, results = try_run.experiment(run), shares(run)
    lines = [
        {
            specs.field(spec.of, spec.varied).label.lower(): try_run.said(spec, value),
            "test, right of all, 95 % interval": share.sentence(),
            "best epoch": lane["best_epoch"],
            "updates": lane["updates"],
            "time": lasting(lane["seconds"]),
        }
        for value, share, lane in zip(spec.values, results, run.result["lanes"], strict=True)
    ]
    st.dataframe(lines, hide_index=True, width="stretch", key="race_results")
    st.markdown(f"**What this shows.** {_verdict(run, results)}")
    lesson.prose(_to_choose(run))
    top = max(share.correct for share in results)
    best = [i for i, share in enumerate(results) if share.correct == top]
    level = ", all equal," if len(best) > 1 else ""
    told = f"Best was {' and '.join(_lane(spec, i) for i in best)}{level} with {results[best[0]].sentence()} right"
    guessed.outcome(run, _question(spec), told, run.result["lanes"][best[0]]["confused"], NAMES[spec.of])


def _to_choose(run: Run) -> str:
    """Which lane the validation part would choose: the test part chooses nothing."""
    spec = try_run.experiment(run)
    reached = [
        max((line["val_accuracy"] or 0.0 for line in try_run.lane(run, i)), default=0.0)
        for i in range(len(spec.values))
    ]
    best = [i for i, share in enumerate(reached) if share == max(reached)]
    lanes = " and ".join(_lane(spec, i) for i in best)
    if len(best) > 1:
        chosen = f"On the [[validation part]] {lanes} are equal. So it chooses none of them."
    else:
        chosen = (
            f"Highest on the [[validation part]] is {lanes}, with {per_cent(max(reached))}. Choose this one."
        )
    return f"{chosen} The [[test part]] chooses nothing. If you choose by it many times, the test is no longer fair."


def _lane(spec: Experiment, number: int) -> str:
    return f"{specs.field(spec.of, spec.varied).label.lower()} {try_run.said(spec, spec.values[number])}"


def _verdict(run: Run, results: list[Proportion]) -> str:
    """Whether the lanes differ by more than luck: as many seeds as were raced tell, or the pictures of this one race."""
    races = [shares(each) for each in _raced(run)]
    if len(races) >= spread.SEEDS:
        return spread.of_seeds(races).sentence
    spec = try_run.experiment(run)
    if changed := run.result.get("pairs"):
        things = "digits" if spec.of == "digits" else "photos"
        return spread.of_one_race([tuple(pair) for pair in changed], results, things).sentence
    return f"One race cannot tell the setting from luck. Race again with {spread.SEEDS - 1} other seeds."


def _same_race(spec: Experiment, seed: int) -> Experiment:
    return replace(spec, base=replace(spec.base, seed=seed))


def _raced(run: Run) -> list[Run]:
    """This race and the same with other seeds, those that are done."""
    again = [_same_race(try_run.experiment(run), seed) for seed in SEEDS]
    found: dict[int, Run] = {}
    for each in try_run.runs():
        spec = try_run.experiment(each)
        if spec in again and each.state == "done":
            found.setdefault(spec.base.seed, each)
    return [found[seed] for seed in sorted(found)]


def _luck(run: Run) -> None:
    """The same race with other seeds: only what stays with all of them is the setting's doing."""
    spec, raced = try_run.experiment(run), _raced(run)
    things = "digits" if spec.of == "digits" else "photos"
    with look.card("luck", "How much of it is luck?"):
        st.markdown(
            f"Race again with another seed. Only the random start and the order of the {things} change. After {spread.SEEDS} "
            "seeds you see which gaps stay."
        )
        if len(raced) > 1:
            for i in range(len(spec.values)):
                told = spread.band([shares(each)[i] for each in raced]).sentence()
                st.markdown(f"- {_lane(spec, i)}: {told}")
        had = {try_run.experiment(each).base.seed for each in raced}
        left = [seed for seed in SEEDS if seed not in had]
        if not left:
            return
        asked = _same_race(spec, left[0])
        again = try_run.latest(lambda other: other == asked)
        if again is None or again.state in {"failed", "stopped"}:
            try_run.button(asked, "luck", f"Race again with seed {left[0]}", second=True)
        else:
            try_run.watch(again, _draw)
