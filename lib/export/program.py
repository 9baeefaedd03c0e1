"""A run's program in steps, and how it is written down: as a script or as a notebook.

Which steps, `lib.export.keras_code` and `lib.export.photo_code` say; what both need of Keras stands here. The short
programs that lessons show are files, each of which runs as it stands.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import nbformat
from nbformat import v4

from lib.settings import ASSETS


@cache
def of_lesson(lesson: str) -> str:
    """The short Keras program that this lesson shows."""
    return (ASSETS / "programs" / f"{lesson}.py").read_text(encoding="utf-8")


@dataclass(frozen=True)
class Step:
    """A piece of a program and the words that stand above it."""

    words: str  # plain text
    code: str


def as_script(steps: Sequence[Step]) -> str:
    """One Python file; the words become comments."""
    return "\n\n".join(f"{_comment(step.words)}{step.code}" for step in steps) + "\n"


def as_notebook(title: str, steps: Sequence[Step]) -> str:
    """The same as a notebook (JSON, format 4), a cell of words and one of code for each step; opens in Colab too."""
    cells = [v4.new_markdown_cell(f"# {title}", id="title")]
    for i, step in enumerate(steps, 1):
        cells += [
            v4.new_markdown_cell(step.words, id=f"words-{i}"),
            v4.new_code_cell(step.code, id=f"code-{i}"),
        ]
    about = {
        "kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"},
        "language_info": {"name": "python"},
    }
    book = v4.new_notebook(cells=cells, metadata=about)
    nbformat.validate(book)
    return nbformat.writes(book)


FAIR_ORDER = '''
def fair_order(labels, seed):
    """A shuffled order in which every beginning holds each class in its share."""
    random, place = np.random.default_rng(seed), np.empty(len(labels))
    for label in np.unique(labels):
        rows = np.flatnonzero(labels == label)
        place[random.permutation(rows)] = (np.arange(len(rows)) + random.random(len(rows))) / len(rows)
    return np.argsort(place)
'''.strip()

KEEP_BEST = """
best = "best.weights.h5"
keep = keras.callbacks.ModelCheckpoint(best, monitor="val_accuracy", save_best_only=True, save_weights_only=True)
""".strip()

OPTIMIZERS = {"adam": "Adam", "sgd": "SGD", "rmsprop": "RMSprop"}


def optimizer(name: str, rate: float, schedule: str, updates: int) -> str:
    """The call that makes it; with a one-cycle schedule over that many updates the program needs `ONE_CYCLE` before."""
    rate_code = f"OneCycle({rate:g}, updates={updates})" if schedule == "one_cycle" else f"{rate:g}"
    return f"keras.optimizers.{OPTIMIZERS[name]}({rate_code})"


ONE_CYCLE = Step(
    "One cycle: the learning rate climbs to its top in a quarter of the updates, then falls to almost nothing (Smith 2018).",
    """
class OneCycle(keras.optimizers.schedules.LearningRateSchedule):
    def __init__(self, top, updates):
        self.top, self.updates = top, updates

    def __call__(self, step):
        done = keras.ops.cast(step, "float32") / self.updates
        up = self.top / 25 + self.top * (1 - 1 / 25) * (1 - keras.ops.cos(np.pi * done / 0.25)) / 2
        down = self.top / 1e5 + self.top * (1 - 1 / 1e5) * (1 + keras.ops.cos(np.pi * (done - 0.25) / 0.75)) / 2
        return keras.ops.where(done < 0.25, up, down)

    def get_config(self):
        return {"top": self.top, "updates": self.updates}
""".strip(),
)


def _comment(words: str) -> str:
    return "".join(f"# {line}\n" if line else "#\n" for line in words.splitlines())
