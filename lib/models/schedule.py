"""The one-cycle schedule as arithmetic: the learning rate at every update. No Keras, so that pages may draw it."""

from __future__ import annotations

import numpy as np

WARM_UP = 0.25  # of all updates; as in fastai's `fit_one_cycle`
START = 25.0  # the first rate is the top one divided by this
END = 1e5  # and the last one by this


def one_cycle(updates: int, top: float) -> np.ndarray:
    """The learning rate of each update, (updates,): half a cosine up to `top`, half a cosine down to almost nothing.

    Smith 2018, "A disciplined approach to neural network hyper-parameters"; shape and constants as in fastai's
    `fit_one_cycle`. Momentum stays as it is, where fastai moves it the other way.
    """
    done = np.arange(updates) / updates
    rising = _cosine(top / START, top, done / WARM_UP)
    falling = _cosine(top, top / END, (done - WARM_UP) / (1 - WARM_UP))
    return np.where(done < WARM_UP, rising, falling)


def rates(schedule: str, updates: int, top: float) -> np.ndarray:
    """The learning rate of each update of a run, (updates,), for "constant" or "one_cycle"."""
    return one_cycle(updates, top) if schedule == "one_cycle" else np.full(updates, top)


def _cosine(first: float, last: float, part: np.ndarray) -> np.ndarray:
    """From `first` to `last` as `part` goes from 0 to 1."""
    return first + (last - first) * (1 - np.cos(np.pi * part)) / 2
