"""The tables of settings, from `choices.toml`: how each is named, bounded, explained and shown, with the reason for its usual value.

`lib.specs.specs` makes specs of them. They know nothing of Streamlit or of Keras.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from lib.records import read, records
from lib.specs.field import Field

_WRITTEN = read(__file__)


def _fields(kind: str) -> tuple[Field, ...]:
    """The settings of a kind of run, in the order of the page."""
    shared = _WRITTEN["shared"]
    tables = {name: shared.get(name, {}) | said for name, said in _WRITTEN[kind].items()}
    chosen = {
        name: table | {"choices": [[*each] for each in table.get("choices", {}).items()]}
        for name, table in tables.items()
    }
    return tuple(records(Field, chosen, f"choices.toml, {kind}").values())


DIGIT_FIELDS = _fields("digits")
RETRAIN_FIELDS = _fields("retrain")
OWN_FIELDS = _fields("own")
RACE_FIELDS = _fields("race")

# A new head that learns in the learner's browser offers more than one on the server.
DEVICE_FIELDS = (
    *OWN_FIELDS,
    *(
        replace(field, front=False)
        for field in RETRAIN_FIELDS
        if field.name in {"batch_size", "learning_rate", "schedule", "optimizer", "augmentation", "seed"}
    ),
)

METHODS = next(each.choices for each in RETRAIN_FIELDS if each.name == "method")
ALL_PHOTOS = 5000  # more than any set trains on: all there are

OWN = "own"  # pictures of a learner: they travel with the run
# Pictures in the training, validation and test part of each built-in set, for ranges and predictions. The Oxford set's
# first two add up to its list of 3,680; how they fall apart is rounded breed by breed.
SET_SIZES: Mapping[str, tuple[int, int, int]] = {
    "cats_and_dogs": (1600, 400, 1000),
    "caltech101": (4340, 936, 933),
    "oxford_pets": (2944, 736, 3669),
    "oxford_cats_and_dogs": (2944, 736, 3669),
    "digits": (3929, 357, 714),
}
