"""Whether varied photos helped: heads with and without them, the same seeds on both sides. Validation chooses, the test is told once.

Shares in, sentences of `vary.toml` out. How the photos were varied it cannot know.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from lib.measure.compare import how_often
from lib.measure.proportions import Proportion, apart, per_cent
from lib.measure.spread import of_seeds
from lib.records import read_words

WORDS = read_words(__file__)


@dataclass(frozen=True)
class Told:
    """What came out: "varied", "as_they_are" or "same"; what validation chooses; what the test says, and of how much luck."""

    better: str
    chosen: str
    tested: str


def told(
    validation: tuple[Sequence[Proportion], Sequence[Proportion]],
    test: tuple[Sequence[Proportion], Sequence[Proportion]],
) -> Told:
    """From the heads without, then with varied photos; each a share a seed, in the same order of seeds.

    Raises:
        ValueError: fewer than two seeds, or not as many on both sides.
    """
    plain, varied = (float(np.mean([share.accuracy for share in side])) for side in validation)
    chosen = "same" if abs(varied - plain) < 1e-9 else "varied" if varied > plain else "as_they_are"
    said = {"plain": per_cent(plain), "varied": per_cent(varied), "seeds": len(test[0])}
    choice = WORDS["validation"].format(**said) + " " + WORDS[f"chosen_{chosen}"]
    verdict = of_seeds(list(zip(*test, strict=True)))
    before, after = (float(np.mean([share.accuracy for share in side])) for side in test)
    if abs(after - before) < 1e-9:
        return Told("same", choice, WORDS["test_level"].format(**said))
    way = "more" if after > before else "fewer"
    tested = WORDS["test"].format(**said, points=apart(before, after), way=way)
    better = ("varied" if after > before else "as_they_are") if verdict.differ else "same"
    end = WORDS[f"better_{better}"]
    return Told(better, choice, f"{tested} {WORDS['luck'].format(often=how_often(verdict.p))} {end}")
