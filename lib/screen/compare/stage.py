"""The first look at a comparison: one figure, every test picture as a tile, and how few photos are enough.

The browser draws it from bits that say which pictures each model has right, so that a dial that is dragged asks nobody.
"""

from __future__ import annotations

from base64 import b64encode
from typing import Any

import numpy as np

from lib.charts.compare import NAMES
from lib.door.files import files
from lib.measure import naming
from lib.measure.proportions import Proportion
from lib.measure.stored_race import stored_race
from lib.screen.compare.choosing import Pair
from lib.screen.kit import look
from lib.screen.kit.files import reached, sent
from lib.screen.kit.web import component
from lib.screen.models import retrained
from lib.screen.models.contests import Contest
from lib.screen.models.model import STORED

_COMPONENT = component("against")
_KEY = "against"


def show(contest: Contest, pair: Pair) -> None:
    """The card with the stage; cats and dogs have the stored race in it too."""
    parts = pair.parts
    where = np.sort(np.concatenate([parts.fixed, parts.broken, parts.still_wrong, parts.right]))
    was, now = (np.isin(where, np.concatenate([part, parts.right])) for part in (parts.broken, parts.fixed))
    before = pair.before.role if pair.before else "original"
    data = {
        "sides": [_side(NAMES[before], parts.before), _side(NAMES[pair.after.role], parts.after)],
        "was": _bits(was), "now": _bits(now), "total": len(where), "chance": contest.chance, "things": contest.things,
        "race": _race(contest) if contest.pets else None,
        "mine": _mine(pair) if contest.pets else None,
    }  # fmt: skip
    with look.card("stage"):
        _COMPONENT(key=_KEY, data=data, on_missing_change=lambda: None, height="content")


def _side(name: str, share: Proportion) -> dict[str, Any]:
    return {"name": name, "share": share.accuracy, "low": share.low, "high": share.high}


def _bits(right: np.ndarray) -> str:
    return b64encode(np.packbits(right).tobytes()).decode()


def _race(contest: Contest) -> dict[str, Any] | None:
    """The stored race beside what the original of its base has right; None where the course comes without that base's answers."""
    race, answers = stored_race(), retrained.stored().answers
    named = naming.told_right(
        naming.to_imagenet(contest.classes), contest.classes, contest.truth, answers.top[:, 0]
    )
    if named is None:
        return None
    data = race.packed.tobytes()
    return {
        "bits": sent(files.keep(data) if reached(_KEY) else data),
        "methods": [(method, NAMES[method]) for method in race.methods],
        "photos": list(race.photos), "seeds": race.seeds, "original": _bits(named[1]),
    }  # fmt: skip


def _mine(pair: Pair) -> dict[str, Any] | None:
    """The learner's own run as a dot in the race; None where it is the stored one, or on another base."""
    after, race = pair.after, stored_race()
    if after.id == STORED or after.base != retrained.stored().base or after.role not in race.methods:
        return None
    return {
        "method": race.methods.index(after.role),
        "photos": after.result["examples"],
        "share": after.proportion.accuracy,
    }
