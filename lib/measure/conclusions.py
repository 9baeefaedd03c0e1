"""What an experiment showed, in sentences that follow from its own counts: another result gets another sentence of `conclusions.toml`.

Shares and counts in, words out. Whether a training was fair to both sides it cannot know.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from lib.measure.compare import RARE, how_often, paired
from lib.measure.proportions import Proportion, per_cent
from lib.records import read_words

WORDS = read_words(__file__)


def opened_at_one_rate(opened: Proportion, frozen: Proportion) -> str:
    """What one epoch at the head's rate did to the open blocks: both copies on the same validation photos.

    Args:
        opened: after its first epoch at one rate for all.
        frozen: after its first epoch with the base frozen.
    """
    end = "worse" if opened.high < frozen.low else "better" if opened.low > frozen.high else "level"
    return WORDS["opened"].format(
        opened=per_cent(opened.accuracy), frozen=per_cent(frozen.accuracy), end=WORDS[f"opened_{end}"]
    )


def two_ways(fixed: int, broken: int, first: str, second: str, things: str = "photos") -> str:
    """Whether two networks differ on the same test pictures, by the paired test.

    Args:
        fixed, broken: how many only the second has right, and only the first.
    """
    if fixed + broken == 0:
        return WORDS["ways_alike"].format(first=first, second=second, things=things)
    p = paired(fixed, broken)
    better = second if fixed > broken else first
    end = WORDS["ways_luck" if p >= RARE else "ways_better"].format(better=better, things=things)
    return WORDS["ways"].format(
        fixed=fixed, broken=broken, first=first, second=second, things=things, often=how_often(p), end=end
    )


def leaning(like: Proportion, other: Proportion, fair: Proportion) -> str:
    """What a training set did in which brightness told the animals apart.

    Args:
        like: on photos like those that it learned from.
        other: on photos the other way round.
        fair: a model that learned from an even mix, on the photos the other way round.
    """
    if other.high < min(like.low, fair.low):
        end = "harm"
    elif other.accuracy < min(like.accuracy, fair.accuracy):
        end = "unclear"
    else:
        end = "none"
    shares = {"like": like, "other": other, "fair": fair}
    said = {name: per_cent(share.accuracy) for name, share in shares.items()}
    return WORDS["leaning"].format(**said, end=WORDS[f"leaning_{end}"])


def transfer(heads: Sequence[Mapping[str, Any]], scratch: Sequence[Mapping[str, Any]]) -> str:
    """What the transfer race showed; "" before two sizes were raced.

    Args:
        heads, scratch: lines of `lib.charts.compare.race_table`, from few photos to many.
    """
    words = ""
    if len(heads) > 1:
        few, most = heads[0], heads[-1]
        words = WORDS["heads"].format(
            few=few, most=most, low=per_cent(few["mean"]), high=per_cent(most["mean"])
        )
        if few["seeds"] > 1 and most["seeds"] > 1:
            words += WORDS["band"].format(few=_reach(few), most=_reach(most))
    if heads and scratch:
        words += f" {_against_scratch(heads, scratch[-1])}"
    return words.strip()


def _reach(line: Mapping[str, Any]) -> str:
    best, worst = per_cent(line["best"]), per_cent(line["worst"])
    return WORDS["reach"].format(photos=line["photos"], worst=worst, best=best)


def _against_scratch(heads: Sequence[Mapping[str, Any]], alone: Mapping[str, Any]) -> str:
    """The smallest new head whose worst seed is ahead of the best one from scratch, where there is one."""
    ahead = [
        line for line in heads if line["worst"] > alone["best"] and min(line["seeds"], alone["seeds"]) > 1
    ]
    if ahead and ahead[0]["photos"] < alone["photos"]:
        end = WORDS["scratch_ahead_with_fewer"].format(fewer=ahead[0]["photos"])
    else:
        same = next((line for line in heads if line["photos"] == alone["photos"]), None)
        if same is None or min(same["seeds"], alone["seeds"]) < 2:
            end = WORDS["scratch_too_few"]
        elif same["worst"] > alone["best"]:
            end = WORDS["scratch_ahead"]
        elif same["best"] < alone["worst"]:
            end = WORDS["scratch_behind"]
        else:
            end = WORDS["scratch_level"]
    return WORDS["scratch"].format(photos=alone["photos"], mean=per_cent(alone["mean"]), end=end)
