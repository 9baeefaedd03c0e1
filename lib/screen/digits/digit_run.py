"""What the digit lesson shows around a run: the network's parameters, training digits, a digit as numbers, what the stage shows."""

from __future__ import annotations

from functools import lru_cache, partial

import numpy as np
import streamlit as st

from lib.lab_book.runs import Run
from lib.measure.frames import NODES, WATCHED
from lib.measure.question import Question
from lib.measure.question_table import table
from lib.models.dense import count_layers
from lib.pictures.prepare.prepare import SIDE, scale
from lib.pictures.sets import digits
from lib.pictures.sets.digits import DigitSet
from lib.screen.kit import lesson
from lib.screen.kit.kept import Kept
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


# By the digits' own digest. A class in which everyone has a seed of their own: 20 and 25 kB each.
_urls: Kept[tuple[list[str], list[int]]] = Kept(8)
_tiles: Kept[str] = Kept(64)
_numbers: Kept[str] = Kept(64)


def _watched(data: DigitSet) -> tuple[list[str], list[int]]:
    """Data URLs and labels of the first validation digits."""
    return _some(data, data.validation[:WATCHED])


def _some(data: DigitSet, chosen: np.ndarray) -> tuple[list[str], list[int]]:
    return [digit_url(picture) for picture in data.some(chosen)], [int(data.labels[i]) for i in chosen]


def _in_rows(data: DigitSet, seed: int) -> str:
    """The first digits that a run of this seed trains on, as HTML."""
    return TILES_CSS + digit_tiles(*_some(data, data.training_digits(GRID, seed)), None)


def _as_numbers(data: DigitSet, seed: int, scaled: bool) -> str:
    """The first training digit as a table of its numbers, as HTML."""
    picture = data.some(data.training_digits(1, seed))[0]
    values = scale(picture[None]).reshape(SIDE, SIDE) if scaled else picture.astype(float)
    words = "0 is paper, 1 is full ink" if scaled else "as stored: 0 is paper, 255 is full ink"
    return TILES_CSS + numbers_table(
        np.asarray(values), f"28 × 28 = 784 numbers; {words}", 2 if scaled else 0
    )


LAYERS_CSS = """<style>
.layers { width: 100%; border-collapse: collapse; font-size: .875rem; font-variant-numeric: tabular-nums; }
.layers :is(td, th) { padding: .375rem .5rem; border: 0; border-bottom: 1px solid var(--line); text-align: left; font-weight: 400; }
.layers th { color: var(--muted); }
</style>"""


@lru_cache(maxsize=64)  # 1 kB each
def _layers(sizes: tuple[int, ...]) -> str:
    """A line a layer, the arithmetic written out, as HTML: `st.table` would make its rows anew at every run."""
    lines = [
        (f"{layer.inputs:,} → {layer.nodes:,}", f"(batch, {layer.nodes:,})", layer.arithmetic, f"{layer.parameters:,}")
        for layer in count_layers(sizes)
    ]  # fmt: skip
    head = "".join(f'<th scope="col">{name}</th>' for name in ("layer", "output", "arithmetic", "parameters"))
    rows = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in line)}</tr>" for line in lines)
    return f'{LAYERS_CSS}<table class="layers"><tr>{head}</tr>{rows}</table>'


def parameters(spec: DigitRun) -> None:
    """The network's layers with their parameters."""
    total = sum(layer.parameters for layer in count_layers(spec.sizes))
    st.html(_layers(tuple(spec.sizes)))
    lesson.prose(
        f"**{total:,}** weights and [[bias|biases]] in all: the [[parameter|parameters]] of the network."
    )


def before(spec: DigitRun, data: DigitSet) -> None:
    """What goes in: the network, some training digits, one of them as numbers."""
    network, pictures, numbers = st.tabs(["Your network", "Its training digits", "One digit as numbers"])
    with network:
        parameters(spec)
        examples = min(spec.train_size, len(data.train))
        updates = spec.updates_per_epoch(len(data.train))
        lesson.prose(
            f"{examples:,} digits / {spec.batch_size} in a batch = **{updates:,} updates** in each epoch; "
            f"{updates * spec.epochs:,} in all."
        )
    with pictures:
        st.html(_tiles.get((data.data_hash, spec.seed), partial(_in_rows, data, spec.seed)))
        lesson.prose(
            f"{GRID} of {len(data.train):,} training digits. Under each stands its [[label]], which a person gave. Source: {data.source}."
        )
        if data.note:
            st.caption(data.note)
    with numbers:
        scaled = st.toggle("Scale to 0–1, as the network reads it", key="scaled", value=False)
        key = data.data_hash, spec.seed, scaled
        st.html(_numbers.get(key, partial(_as_numbers, data, spec.seed, scaled)))


def seen(run: Run) -> Seen:
    """Twenty validation digits, and the pictures of six nodes' weights."""
    data = digits.load(download=False)
    urls, labels = _urls.get(data.data_hash, partial(_watched, data))
    assert isinstance(run.settings, DigitRun)
    nodes = run.settings.sizes[1]
    shown = min(NODES, nodes)
    weights = {
        "title": f"Weights of {shown} of the {nodes:,} nodes in the first layer" if nodes > shown else f"Weights of the {shown} nodes",
        "key": "Blue: ink here raises the node's sum. Orange: ink here lowers it.",
        "columns": SIDE, "rows": SIDE,
    }  # fmt: skip
    return Seen(urls, labels, [str(digit) for digit in range(10)], weights)
