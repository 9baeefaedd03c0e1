"""What an experiment showed, in sentences that follow from its own counts: another result gets another sentence.

Shares and counts in, words out. Whether a training was fair to both sides it cannot know.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from lib.measure.compare import RARE, how_often, paired
from lib.measure.proportions import Proportion, per_cent


def opened_at_one_rate(opened: Proportion, frozen: Proportion) -> str:
    """What one epoch at the head's rate did to the open blocks: both copies on the same validation photos.

    Args:
        opened: after its first epoch at one rate for all.
        frozen: after its first epoch with the base frozen.
    """
    both = (
        f"After one epoch at the large rate the second copy gets {per_cent(opened.accuracy)} of the validation photos right, the frozen "
        f"one {per_cent(frozen.accuracy)}"
    )
    if opened.high < frozen.low:
        return f"{both}: large steps have overwritten some of what the base knew."
    if opened.low > frozen.high:
        return f"{both}: here the large rate did no harm, it helped."
    return f"{both}. That can be luck: this run shows no harm done."


def two_ways(fixed: int, broken: int, first: str, second: str, things: str = "photos") -> str:
    """Whether two networks differ on the same test pictures, by the paired test.

    Args:
        fixed, broken: how many only the second has right, and only the first.
    """
    if fixed + broken == 0:
        return f"{first} and {second} give right answers to the same test {things}: no difference."
    counts = f"{fixed:,} test {things} are right with {second} alone, {broken:,} with {first} alone."
    p = paired(fixed, broken)
    luck = f"luck alone does as much {how_often(p)} (McNemar’s exact test)"
    if p >= RARE:
        return f"{counts} {luck[0].upper()}{luck[1:]}: not yet a difference."
    better = second if fixed > broken else first
    return f"{counts} {luck[0].upper()}{luck[1:]}, so {better} is better on these {things}. Another seed may still turn it round."


def leaning(like: Proportion, other: Proportion, fair: Proportion) -> str:
    """What a training set did in which brightness told the animals apart.

    Args:
        like: on photos like those that it learned from.
        other: on photos the other way round.
        fair: a model that learned from an even mix, on the photos the other way round.
    """
    told = (
        f"Trained on dark cats and light dogs, it gets {per_cent(like.accuracy)} right on photos like those, and "
        f"{per_cent(other.accuracy)} on the other way round; with an even mix that is {per_cent(fair.accuracy)}."
    )
    if other.high < min(like.low, fair.low):
        return (
            f"{told} Nothing else differs between the two trainings. Brightness told the animals apart in the photos of the first, so "
            "it learned brightness as well."
        )
    if other.accuracy < min(like.accuracy, fair.accuracy):
        return f"{told} It is lower, but the intervals touch: these photos cannot tell whether the lean did harm."
    return f"{told} In this run the lean shows no harm. That does not prove that it did none."


def transfer(heads: Sequence[Mapping[str, Any]], scratch: Sequence[Mapping[str, Any]]) -> str:
    """What the transfer race showed; "" before two sizes were raced.

    Args:
        heads, scratch: lines of `lib.charts.compare.race_table`, from few photos to many.
    """
    words = ""
    if len(heads) > 1:
        few, most = heads[0], heads[-1]
        words = (
            f"With {few['photos']:,} photos the new head gets {per_cent(few['mean'])} right on average, with {most['photos']:,} "
            f"{per_cent(most['mean'])}."
        )
        if few["seeds"] > 1 and most["seeds"] > 1:
            words += f" The band shows what luck does: with {_reach(few)}, with {_reach(most)}."
    if heads and scratch:
        words += f" {_against_scratch(heads, scratch[-1])}"
    return words.strip()


def _reach(line: Mapping[str, Any]) -> str:
    return f"{line['photos']:,} photos it reaches from {per_cent(line['worst'])} to {per_cent(line['best'])}"


def _against_scratch(heads: Sequence[Mapping[str, Any]], alone: Mapping[str, Any]) -> str:
    """The smallest new head whose worst seed is ahead of the best one from scratch, where there is one."""
    told = f"From scratch, {alone['photos']:,} photos give {per_cent(alone['mean'])}"
    ahead = [
        line for line in heads if line["worst"] > alone["best"] and min(line["seeds"], alone["seeds"]) > 1
    ]
    if ahead and ahead[0]["photos"] < alone["photos"]:
        return (
            f"{told}; the new head is ahead of that with each seed from {ahead[0]['photos']:,} photos on: what the base learned from other "
            "pictures is worth more than the photos that it does without."
        )
    same = next((line for line in heads if line["photos"] == alone["photos"]), None)
    if same is None or min(same["seeds"], alone["seeds"]) < 2:
        return f"{told}. Too few heats were raced to compare it with the new head."
    if same["worst"] > alone["best"]:
        return f"{told}; the new head is ahead of that with each seed."
    if same["best"] < alone["worst"]:
        return f"{told}, more than the new head with each seed: here the base is no help."
    return f"{told}. The new head with as many photos is within the luck of the seeds: this race does not tell them apart."
