"""A model that answers, whatever lesson shows it: a learner's run, or what ships with the course.

What it said of its test part, and its weights, are read when they are first asked for. It knows no pictures: the home
page has a model too, and waits for nothing more.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from lib.measure.answers import Answers
from lib.measure.device_run import ON_DEVICE
from lib.measure.proportions import Proportion
from lib.models.bases import side_shown
from lib.models.dense import Dense
from lib.screen.kit.kept import Kept
from lib.specs.choices import OWN
from lib.specs.specs import RetrainRun

DIGITS, PHOTOS = "digits", "retrain"  # kinds of run, as in the lab book
SHIPPED, STORED = "shipped", "stored"  # the ids of the digit reader and of the new head that ship

# Of all that a class looks at: 10,000 digits take 0.8 MB, 97 classes 1.5 MB. The run's id stands in the key.
kept_answers: Kept[Answers | None] = Kept(
    64, room=60_000_000, size=lambda each: each.probabilities.nbytes if each else 0
)


@dataclass(frozen=True, eq=False)
class Model:
    """One model: a network that reads digits, or a base with a head that tells photos."""

    id: str  # the run's, or SHIPPED, STORED
    kind: str
    name: str
    origin: str  # where it comes from, in a sentence
    answer: Callable[[], Answers | None]  # None: they are no longer kept
    settings: RetrainRun | None = None  # of photos
    history: Sequence[dict[str, Any]] = ()
    result: dict[str, Any] = field(default_factory=dict)
    weights: Callable[[], bytes | None] = lambda: None  # of photos; None: they are no longer kept
    dense: Dense | None = None  # of digits
    beside: str = ""  # the base whose original is asked beside it

    @property
    def key(self) -> str:
        """Kind and id, as in "digits.shipped"."""
        return f"{self.kind}.{self.id}"

    @property
    def run(self) -> str:
        """The id of the learner's run; "" for what ships."""
        return "" if self.id in {SHIPPED, STORED} else self.id

    @property
    def on_device(self) -> dict[str, Any] | None:
        """As `Run.on_device`."""
        return self.result.get(ON_DEVICE)

    @property
    def answers(self) -> Answers:
        found = self.answer()
        assert found is not None  # whoever offers a model has looked
        return found

    @property
    def network(self) -> Dense:
        assert self.dense is not None  # of digits alone
        return self.dense

    @property
    def spec(self) -> RetrainRun:
        assert self.settings is not None  # of photos alone
        return self.settings

    @property
    def proportion(self) -> Proportion:
        return Proportion(*self.result["test"])

    @property
    def role(self) -> str:
        """Whose colour it has in charts."""
        return DIGITS if self.kind == DIGITS else self.spec.method

    @property
    def base(self) -> str:
        return self.spec.base

    @property
    def side(self) -> int:
        """Of the square, in pixels, that it is shown."""
        return side_shown(self.role, self.base)

    @property
    def things(self) -> str:
        """What one test picture is called, in the plural."""
        if self.kind == DIGITS:
            return DIGITS
        return "pictures" if self.spec.pictures in (OWN, DIGITS) else "photos"
