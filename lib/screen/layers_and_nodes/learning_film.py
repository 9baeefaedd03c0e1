"""Watch it learn: a slider over the epochs of a run, with the pictures of its weights and how it reads a digit.

The film itself is `lib.measure.film`'s; it knows nothing of training.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import streamlit as st

from lib.lab_book.runs import Run
from lib.measure.film import make_film, read_by_epoch
from lib.models.dense import Dense
from lib.pictures.prepare.data_urls import as_text
from lib.screen.kit import course, host, look
from lib.screen.kit.kept import Kept
from lib.screen.kit.learner import learner_id, settled
from lib.screen.kit.plain import plain
from lib.screen.kit.web import component
from lib.screen.layers_and_nodes.network_source import Source
from lib.screen.layers_and_nodes.network_view import send_picture
from lib.settings import ASSETS

# Under this name the probabilities travel, apart from the pictures, which stay the same
READINGS = "film_readings"
STORED = ASSETS / "learning_film"  # a run that ships with the app: epoch_00.npz, epoch_01.npz, ...

_COMPONENT = component("learning_film")


def show(source: Source) -> None:
    """The film of the network in view, else of this learner's newest run, else of the stored one."""
    run = _run(source)
    if run is None and not STORED.is_dir():
        with look.card("no_film"):
            st.markdown("Train a network first: here you then see its weights after each epoch.")
            st.page_link(course.lesson("train_a_digit_reader").file, label="Train a digit reader")
        return
    st.caption(
        f"Your run “{plain(run.name) or 'without a name'}”, {len(run.history)} epochs."
        if run
        else "A stored run of a small network. Train one yourself, and yours stands here."
    )
    run_id = run.id if run else ""
    film = _films.get((run_id, run.ended if run else None), lambda: _cut(run_id))
    send_picture(READINGS, np.empty(0) if source.ink is None else _readings(run_id, source.ink))
    data = {
        "epochs": film.epochs,
        "nodes": film.nodes,
        "pictures": film.pictures,
        "readings": READINGS,
    }
    _COMPONENT(key="learning_film", data=data, height="content")


def _run(source: Source) -> Run | None:
    if not settled():
        return None
    every = host.lab_book().runs(learner_id(), "digits")
    mine = [run for run in every if run.state in {"done", "stopped"} and run.has_replay]
    return next((run for run in mine if run.id == source.reader.id), mine[0] if mine else None)


def _readings(run_id: str, ink: np.ndarray) -> np.ndarray:
    """How each epoch reads the drawing; kept in this session until the drawing or the run changes."""
    key = (run_id, ink.tobytes())
    kept = st.session_state.get("_film_readings")
    if kept is None or kept[0] != key:
        kept = st.session_state["_film_readings"] = (key, read_by_epoch(_networks(run_id), ink))
    return kept[1]


def _networks(run_id: str) -> Iterator[tuple[int, Dense]]:
    """Epoch and network, one after the other, so that never more than one is in memory."""
    if run_id:
        for epoch, data in host.lab_book().epoch_weights(run_id).items():
            yield epoch, Dense.from_bytes(data)
    else:
        yield from enumerate(_stored())


@lru_cache(maxsize=1)
def _stored() -> tuple[Dense, ...]:
    """The networks that ship, 1 MB in all, read once: every redraw of the lesson asks each of them."""
    return tuple(Dense.from_bytes(path.read_bytes()) for path in sorted(STORED.glob("epoch_*.npz")))


@dataclass(frozen=True)
class _Cut:
    """A film as the browser takes it."""

    epochs: tuple[int, ...]
    nodes: tuple[int, ...]
    pictures: str


def _cut(run_id: str) -> _Cut:
    with st.spinner("Cutting the film"):
        film = make_film(_networks(run_id))
    return _Cut(film.epochs, film.nodes, as_text(film.pictures, "i1"))


_films: Kept[_Cut] = Kept(32)  # 0.3 MB each
