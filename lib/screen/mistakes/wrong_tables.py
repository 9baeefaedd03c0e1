"""The same as the wall in tables and words: for the keyboard, for a screen reader, and to copy from.

How right and how sure, the most confused pairs with their pictures, the matrix, precision and recall, the highest losses.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import streamlit as st

from lib.charts.confusion import confusion_table, describe_reliability, reliability_chart, reliability_table
from lib.measure.answers import Answers
from lib.measure.confusion import LEAST_PROBABILITY
from lib.measure.proportions import per_cent
from lib.measure.question_table import table
from lib.pictures.sets import digits
from lib.screen.kit import charts, lesson, look, pet_tiles
from lib.screen.kit.pet_tiles import Tile
from lib.screen.kit.tiles import digit_url
from lib.screen.kit.words import likely
from lib.screen.mistakes.wall_part import Part
from lib.screen.models import answered
from lib.screen.models.model import DIGITS
from lib.screen.pictures import device_tiles, set_photos
from lib.specs.choices import OWN

LESSON = "where_does_it_go_wrong"
SHOWN = 24  # pictures of a cell
WORST = 200  # pictures in the table of losses
PAIRS = 10
FIVE = 5


def show(part: Part) -> None:
    """All tables of a part."""
    with look.card("right"):
        _right_and_wrong(part)
    _pairs(part)
    _choices(part)
    _sure(part)


def _right_and_wrong(part: Part) -> None:
    """The same fact said twice, and the best five where there are more than five classes."""
    answers, things = part.answers, part.model.things
    share = answers.proportion
    wrong = share.total - share.correct
    lesson.prose(
        f"[[Accuracy]]: **{share.sentence()}** of its {part.name} {things} are right. So {wrong:,} of {share.total:,} are wrong. That is "
        f"an error rate of **{wrong / share.total:.4f}**."
    )
    if len(answers.classes) > FIVE:
        st.markdown(
            f"Top-1: its best prediction is right for {share.sentence()}. Top-5: the right class is among its five best predictions "
            f"for {answers.five.sentence()}. Five random classes of {len(answers.classes)} would reach {per_cent(FIVE / len(answers.classes), 0)}."
        )


@st.fragment  # another pair redraws this alone
def _pairs(part: Part) -> None:
    answers, names = part.answers, part.answers.classes
    with look.card("pairs", "Most often confused"):
        if not answers.confused:
            st.markdown("It made no mistake here.")
            return
        lines = [
            {"it is": names[p.truth], "it says": names[p.guess], "times": f"{p.count:,} of {p.of:,}"}
            for p in answers.confused[:PAIRS]
        ]
        # As Streamlit sends it: by way of pandas it takes a tenth of the page
        st.dataframe(pa.Table.from_pylist(lines), hide_index=True, width="stretch", key="pairs_table")
        cells = {_pair(names[p.truth], names[p.guess]): p for p in answers.confused}
        if st.session_state.get("pair") not in cells:
            st.session_state["pair"] = None
        chosen = st.selectbox(
            "The pictures of a pair", list(cells), index=None, key="pair", placeholder="A pair"
        )
    if chosen:
        pair = cells[chosen]
        truth, guess = names[pair.truth], names[pair.guess]
        found = answers.of_cell(truth, guess)
        with look.card("cell", f"It is {truth}, it says {guess}: {len(found):,} {part.model.things}"):
            gallery(part, found[:SHOWN])
            if len(found) > SHOWN:
                st.caption(f"You see the {SHOWN} of which it is most sure.")


def _pair(truth: str, guess: str) -> str:
    return f"{truth}, read as {guess}"


@st.fragment
def _choices(part: Part) -> None:
    """One table at a time: a screen reader, and a page, have enough with one."""
    kinds = ["Precision and recall", "Confusion matrix", "Highest losses"]
    with look.card("table"):
        kind = st.segmented_control("Table", kinds, key="table", default=kinds[0], required=True)
        if kind == kinds[1]:
            st.dataframe(
                confusion_table(part.answers.counts, part.answers.classes), hide_index=True, width="stretch"
            )
        elif kind == kinds[2]:
            lesson.prose(
                "The [[loss]] of a picture is minus the natural logarithm of one [[probability]]: the one that the model gives to "
                "the *true* class."
            )
            worst = part.answers.worst(WORST)
            st.dataframe(
                pa.Table.from_pylist([_line(part, i) for i in worst]), hide_index=True, width="stretch"
            )
            gallery(part, worst[: SHOWN // 2], numbered=True)
            lesson.check(LESSON, table(LESSON)["loss"])
        else:
            lesson.prose(
                "[[Recall]]: how many pictures of a class it found. [[Precision]]: how many of its predictions of that class are "
                "right."
            )
            lines = part.answers.lines
            listed = [
                {
                    "class": line.name,
                    "pictures": line.count,
                    "recall": line.recall.sentence() if line.recall else "none of this class",
                    "precision": line.precision.sentence() if line.precision else "never named",
                }
                for line in lines
            ]
            st.dataframe(
                pa.Table.from_pylist(listed), hide_index=True, width="stretch", key="classes",
                height="content" if len(lines) <= 12 else 420,
            )  # fmt: skip


@st.fragment
def _sure(part: Part) -> None:
    """Calibration: how sure it is against how often it is right, group by group."""
    found = part.answers.sureness
    with st.expander("Going further: how sure it is, and how often it is right", key="calibration"):
        st.markdown(found.sentence())
        lesson.prose(
            "Here the pictures are in groups: those with almost the same [[probability]] are together. Where sure and right agree, "
            "the model has good [[calibration]]."
        )
        charts.draw(
            reliability_chart,
            found,
            role=part.model.role,
            key=f"reliability_{part.key}",
            alt=describe_reliability(found),
        )
        st.markdown(found.by_group())
        st.dataframe(reliability_table(found), hide_index=True, width="stretch")
        lesson.check(LESSON, table(LESSON)["sure"])


def _line(part: Part, i: int) -> dict[str, str | float]:
    answers = part.answers
    truth, guess = int(answers.truth[i]), int(answers.guess[i])
    return {
        "picture": answered.name_of(part.model, i)
        if part.name == "test"
        else f"validation picture {i + 1:,}",
        "it is": answers.classes[truth],
        "it says": answers.classes[guess],
        "probability of that": likely(float(answers.probabilities[i, guess])),
        "loss": round(float(-np.log(max(answers.probabilities[i, truth], LEAST_PROBABILITY))), 2),
    }


def gallery(part: Part, positions: Sequence[int] | np.ndarray, numbered: bool = False) -> None:
    """Pictures with prediction, truth, loss and the probability of the true class, each in words."""
    model, answers = part.model, part.answers
    told = [_told(answers, int(i)) for i in positions]
    marks = [f"{i}. " if numbered else "" for i in range(1, len(told) + 1)]
    if ids := answered.on_device(model, positions):
        figures = [
            {"alt": f"says {says}; {rest}", "title": f"{mark}Says {says}", "line": rest}
            for (says, rest), mark in zip(told, marks, strict=True)
        ]
        device_tiles.gallery(ids, figures, f"on_device_{'worst' if numbered else 'cell'}")
        return
    pictures = _urls(part, positions)
    if not pictures:
        if model.kind != DIGITS and model.spec.pictures == OWN:
            st.info(set_photos.OWN_GONE, icon=":material/image:")
        names = [answered.name_of(model, int(i)) for i in positions]
        st.dataframe(
            [{"photo": name, "it says": says, "truth": rest} for name, (says, rest) in zip(names, told, strict=True)],
            hide_index=True, width="stretch",
        )  # fmt: skip
        return
    tiles = [
        Tile(url, f"says {says}; {rest}", f"{mark}Says {says}", rest)
        for url, (says, rest), mark in zip(pictures, told, marks, strict=True)
    ]
    kind = "sharp" if model.kind == DIGITS else "smooth"
    st.html(f'<div class="{kind}">{pet_tiles.gallery(tiles)}</div>')


def _told(answers: Answers, i: int) -> tuple[str, str]:
    truth, guess = int(answers.truth[i]), int(answers.guess[i])
    of_truth, of_guess = (float(answers.probabilities[i, k]) for k in (truth, guess))
    loss = -np.log(max(of_truth, LEAST_PROBABILITY))
    name = answers.classes[truth]
    says = f"{answers.classes[guess]}, {likely(of_guess)}"
    return says, f"It is {name}. Probability of {name}: {likely(of_truth)}. Loss: {loss:.2f}"


def _urls(part: Part, positions: Sequence[int] | np.ndarray) -> list[str]:
    """Pictures of the part as data URLs; an empty list where they are not here."""
    rows = part.rows[list(positions)] if len(part.rows) else part.rows
    if part.model.kind == DIGITS:
        return [digit_url(each) for each in digits.load(download=False).some(rows)]
    return [] if part.photos is None else pet_tiles.tile_urls(part.photos, rows)
