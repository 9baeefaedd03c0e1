"""What the digit lesson shows around a run: the network's parameters, training digits, a digit as numbers, what the stage shows."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import pyarrow as pa
import streamlit as st

from lib.lab_book.runs import Run
from lib.measure.frames import NODES, WATCHED
from lib.measure.question import Question
from lib.measure.question_table import table
from lib.models.dense import count_layers
from lib.pictures.prepare.prepare import SIDE, scale
from lib.pictures.sets import digits
from lib.screen.kit import lesson
from lib.screen.kit.tiles import TILES_CSS, digit_tiles, digit_url, numbers_table
from lib.screen.runs.guesses import besides, count
from lib.screen.runs.stage import Seen
from lib.specs.specs import DigitRun

GRID = 40  # training digits shown


def asked(spec: DigitRun, training: int) -> Question:
    """The guess about a run of these settings.

    Args:
        training: digits that there are to train on.
    """
    nodes = " and ".join(f"{n:,}" for n in spec.hidden)
    layers = count(len(spec.hidden), "hidden layer")
    return table("train_a_digit_reader")["accuracy"].given(
        network=f"A network with {layers} of {nodes} nodes" if nodes else "A network without a hidden layer",
        epochs=count(spec.epochs, "epoch"),
        digits=count(min(spec.train_size, training), "digit"),
        size=spec.batch_size,
        more=besides(spec, ("hidden", "epochs", "train_size", "batch_size")),
    )


@st.cache_data(
    max_entries=64, show_spinner=False
)  # 20 kB each: a class in which everyone has a seed of their own
def _urls(data_hash: str, part: str, count: int, seed: int) -> tuple[list[str], list[int]]:
    """Data URLs and labels of some digits of a part. `data_hash` keeps a cached answer to its own digits."""
    data = digits.load(download=False)
    chosen = data.validation[:count] if part == "validation" else data.training_digits(count, seed)
    return [digit_url(picture) for picture in data.some(chosen)], [int(data.labels[i]) for i in chosen]


@st.cache_data(max_entries=64, show_spinner=False)  # 25 kB each
def _numbers(data_hash: str, seed: int, scaled: bool) -> str:
    """The first training digit as a table of its numbers."""
    data = digits.load(download=False)
    picture = data.some(data.training_digits(1, seed))[0]
    values = scale(picture[None]).reshape(SIDE, SIDE) if scaled else picture.astype(float)
    words = "0 is paper, 1 is full ink" if scaled else "as stored: 0 is paper, 255 is full ink"
    return numbers_table(np.asarray(values), f"28 × 28 = 784 numbers; {words}", 2 if scaled else 0)


@lru_cache(maxsize=64)  # 1 kB each
def _layers(sizes: tuple[int, ...]) -> pa.Table:
    """A line a layer, as Streamlit sends it: of a list it would make that anew at every run, for 2 ms."""
    return pa.Table.from_pylist(
        [
            {"layer": f"{layer.inputs:,} → {layer.nodes:,}", "output": f"(batch, {layer.nodes:,})",
             "arithmetic": layer.arithmetic, "parameters": f"{layer.parameters:,}"}
            for layer in count_layers(sizes)
        ]
    )  # fmt: skip


def parameters(spec: DigitRun) -> None:
    """The network's layers with their parameters, the arithmetic written out."""
    total = sum(layer.parameters for layer in count_layers(spec.sizes))
    st.table(_layers(tuple(spec.sizes)), border="horizontal", hide_index=True)
    st.markdown(f"**{total:,}** weights and biases in all.")


def before(spec: DigitRun) -> None:
    """What goes in: the network, some training digits, one of them as numbers."""
    data = digits.load(download=False)
    network, pictures, numbers = st.tabs(["Your network", "Its training digits", "One digit as numbers"])
    with network:
        parameters(spec)
        examples = min(spec.train_size, len(data.train))
        updates = spec.updates_per_epoch(len(data.train))
        lesson.prose(
            f"{examples:,} digits / {spec.batch_size} in a [[batch]] = **{updates:,} updates** in each [[epoch]]; "
            f"{updates * spec.epochs:,} in all. Each update moves every [[weight]] a little."
        )
    with pictures:
        urls, labels = _urls(data.data_hash, "train", GRID, spec.seed)
        st.html(TILES_CSS + digit_tiles(urls, labels, None))
        st.caption(
            f"{GRID} of {len(data.train):,} training digits, with the label that a person gave. Source: {data.source}."
        )
        if data.note:
            st.caption(data.note)
    with numbers:
        scaled = st.toggle("Scale to 0–1, as the network reads it", key="scaled", value=False)
        st.html(TILES_CSS + _numbers(data.data_hash, spec.seed, scaled))


def seen(run: Run) -> Seen:
    """Twenty validation digits, and the pictures of six nodes' weights."""
    data = digits.load(download=False)
    urls, labels = _urls(data.data_hash, "validation", WATCHED, 0)
    assert isinstance(run.settings, DigitRun)
    nodes = run.settings.sizes[1]
    shown = min(NODES, nodes)
    weights = {
        "title": f"Weights of {shown} of the {nodes:,} nodes in the first layer" if nodes > shown else f"Weights of the {shown} nodes",
        "key": "Blue: ink here pushes the node up. Orange: down.",
        "columns": SIDE, "rows": SIDE,
    }  # fmt: skip
    return Seen(urls, labels, [str(digit) for digit in range(10)], weights)
