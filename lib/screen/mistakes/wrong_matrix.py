"""The confusion matrix with its pictures, the most confused pairs, and precision and recall of each class.

It knows nothing of where the answers come from.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import streamlit as st

from lib.charts.classes import ClassProportion
from lib.charts.confusion import Order, confusion_chart, confusion_table, describe_confusion
from lib.measure.answers import Answers
from lib.measure.confusion import LEAST_PROBABILITY
from lib.screen.kit import charts, class_lines, lesson, look, pet_tiles
from lib.screen.kit.pet_tiles import Tile
from lib.screen.kit.words import likely
from lib.screen.models import answered
from lib.screen.models.model import DIGITS, Model
from lib.screen.pictures import device_tiles, set_photos
from lib.specs.choices import OWN

SHOWN = 24  # pictures of a cell
PAIRS = 10
CELL = "wrong_cell"  # in the session: model, truth, guess of the cell that is open
ORDERS: dict[Order, str] = {"mistakes": "most mistakes", "given": "by name"}
MOST = 24  # classes whose names a column still has room for
PHONE = 10  # classes that a phone shows of more than that


@st.fragment  # a click redraws this and nothing else of the page
def show(model: Model) -> None:
    """The matrix beside the pairs, and below them the pictures of the cell that was clicked."""
    many = len(model.answers.classes) > MOST
    place = None
    if many:  # a click's pictures stand next to the matrix, which takes the whole width
        left, place, right = (st.container() for _ in range(3))
    else:
        left, right = st.columns([3, 2])
    with left, look.card("matrix"):
        _matrix(model)
    with right, look.card("pairs", "Most often confused"):
        _pairs(model)
    opened = _opened(model)
    if opened:
        truth, guess = opened
        found = model.answers.of_cell(truth, guess)
        with (
            place or st.container(),
            look.card("cell", f"It is {truth}, and it says {guess}: {len(found):,} {model.things}"),
        ):
            gallery(model, found[:SHOWN])
            if len(found) > SHOWN:
                st.caption(f"The {SHOWN} of which it is surest.")


def _matrix(model: Model) -> None:
    answers = model.answers
    numbers, order = st.columns([2, 3])
    shares = numbers.segmented_control(
        "Numbers", ["counts", "shares"], default="counts", key="numbers", required=True
    )
    sorted_by = order.segmented_control(
        "Order", list(ORDERS), default="mistakes", key="order", required=True,
        format_func=lambda each: ORDERS[each],
    )  # fmt: skip
    many, most = len(answers.classes) > MOST, None
    with st.container(horizontal=True, gap="large"):
        right = st.toggle("Show what is right", key="diagonal")
        if many and not st.toggle("All classes", key="all_classes", value=True):
            most = MOST
    sizes = {"wide": most, "narrow": PHONE} if many else {"": most}
    for size, count in sizes.items():  # a phone shows the narrow one, all else the wide one: see pets.css
        key = f"matrix{size}_{model.key}"
        with st.container(key=f"{size}_matrix") if size else st.container():
            charts.draw(
                confusion_chart, answers.counts, answers.classes, order=sorted_by or "mistakes", most=count,
                diagonal=right, shares=shares == "shares", key=key, on_select=lambda key=key: _open_clicked(model, key),
                alt=describe_confusion(answers.counts, answers.classes),
            )  # fmt: skip
            if size == "narrow":
                st.caption(
                    f"The {PHONE} classes with most mistakes. Every pair can be chosen below; a wider screen shows all "
                    f"{len(answers.classes)} classes."
                )
    if st.toggle("Show the numbers", key="numbers_matrix"):
        st.dataframe(confusion_table(answers.counts, answers.classes), hide_index=True, width="stretch")


def _open_clicked(model: Model, key: str) -> None:
    cells = st.session_state[key]["selection"].get("cell") or []
    _open(model, (cells[0]["truth"], cells[0]["guess"]) if cells else None)


def _open(model: Model, cell: tuple[str, str] | None) -> None:
    st.session_state[CELL] = (model.key, *cell) if cell else None
    st.session_state["pair"] = _pair(*cell) if cell and cell[0] != cell[1] else None


def _opened(model: Model) -> tuple[str, str] | None:
    kept = st.session_state.get(CELL)
    return (kept[1], kept[2]) if kept and kept[0] == model.key else None


def _pairs(model: Model) -> None:
    least = st.number_input("Mistakes made at least so often", 1, 100, 2, key="least")
    answers = model.answers
    pairs = [pair for pair in answers.confused if pair.count >= int(least)]
    if not pairs:
        st.markdown("No mistake was made as often as that.")
    names = answers.classes
    if pairs:
        lines = [
            {"it is": names[p.truth], "it says": names[p.guess], "times": f"{p.count:,} of {p.of:,}"}
            for p in pairs[:PAIRS]
        ]
        # As Streamlit sends it: by way of pandas it takes a tenth of the page
        table = pa.Table.from_pylist(lines)
        st.dataframe(table, hide_index=True, width="stretch", key="pairs_table")
    if len(pairs) > PAIRS:
        st.caption(f"The first {PAIRS} of {len(pairs):,} pairs.")
    cells = {_pair(names[p.truth], names[p.guess]): p for p in answers.confused}
    if st.session_state.get("pair") not in cells:
        st.session_state["pair"] = None

    def choose() -> None:
        chosen = cells.get(st.session_state["pair"])
        _open(model, (names[chosen.truth], names[chosen.guess]) if chosen else None)

    st.selectbox(
        "Click a cell to see its pictures, or choose here", list(cells), index=None, key="pair",
        placeholder="A pair", on_change=choose,
    )  # fmt: skip


def _pair(truth: str, guess: str) -> str:
    return f"{truth}, read as {guess}"


@st.fragment
def classes(model: Model) -> None:
    """Recall of each class, the lowest first; precision and recall of all of them as a table."""
    lines = model.answers.lines
    with look.card("classes", f"Class by class, on {len(model.answers.truth):,} test {model.things}"):
        lesson.prose(
            "[[Recall]]: of all pictures of a class, how many it found. [[Precision]]: of all pictures that it named "
            "so, how many were."
        )
        shares = [ClassProportion(line.name, line.recall) for line in lines if line.recall]
        class_lines.show(shares, "wrong", role=model.role)
        if st.toggle("Precision and recall as a table", key="classes_table"):
            st.dataframe(
                [
                    {
                        "class": line.name,
                        "pictures": line.count,
                        "recall": line.recall.sentence() if line.recall else "none of this class",
                        "precision": line.precision.sentence() if line.precision else "never named",
                    }
                    for line in lines
                ],
                hide_index=True, width="stretch", key="classes", height="content" if len(lines) <= 12 else 420,
            )  # fmt: skip


def gallery(model: Model, positions: Sequence[int] | np.ndarray, numbered: bool = False) -> None:
    """Pictures with prediction, truth, loss and the probability of the true class, each in words."""
    answers = model.answers
    told = [_told(answers, int(i)) for i in positions]
    marks = [f"{i}. " if numbered else "" for i in range(1, len(told) + 1)]
    if ids := answered.on_device(model, positions):
        tiles = [
            {"alt": f"says {says}; {rest}", "title": f"{mark}Says {says}", "line": rest}
            for (says, rest), mark in zip(told, marks, strict=True)
        ]
        device_tiles.gallery(ids, tiles, f"on_device_{'worst' if numbered else 'cell'}")
        return
    pictures = answered.urls(model, positions)
    if not pictures:
        if model.kind != DIGITS and model.spec.pictures == OWN:
            st.info(set_photos.OWN_GONE, icon=":material/image:")
        names = [answered.name_of(model, int(i)) for i in positions]
        st.dataframe(
            [{"photo": name, "it says": says, "truth": rest} for name, (says, rest) in zip(names, told, strict=True)],
            hide_index=True, width="stretch",
        )  # fmt: skip
        return
    shown = [
        Tile(url, f"says {says}; {rest}", f"{mark}Says {says}", rest)
        for url, (says, rest), mark in zip(pictures, told, marks, strict=True)
    ]
    kind = "sharp" if model.kind == DIGITS else "smooth"
    st.html(f'<div class="{kind}">{pet_tiles.gallery(shown)}</div>')


def _told(answers: Answers, i: int) -> tuple[str, str]:
    truth, guess = int(answers.truth[i]), int(answers.guess[i])
    of_truth, of_guess = (float(answers.probabilities[i, k]) for k in (truth, guess))
    loss = -np.log(max(of_truth, LEAST_PROBABILITY))
    name = answers.classes[truth]
    says = f"{answers.classes[guess]}, {likely(of_guess)}"
    return says, f"It is {name}. Probability of {name}: {likely(of_truth)}. Loss: {loss:.2f}"
