"""What a run said of its validation and its training pictures, and how like each other it sees them: kept beside its answers
to the test part, in one file, for runs that no page can ask again without a worker.

`lib.measure.answers` writes the file. It knows nothing of networks.
"""

from __future__ import annotations

import io
from dataclasses import dataclass, field

import numpy as np

from lib.measure.confusion import LEAST_PROBABILITY, TopLoss
from lib.measure.wall import principal

KEPT = 32  # directions of the features: 64 bytes a picture, and nearly all of what lies near what

NOTHING = np.empty((0, 0), np.float16)


@dataclass(frozen=True, eq=False)
class BesideTest:
    """In the order of the parts. `seen` is empty where the run has no features of its own that stay as they are."""

    validation_truth: np.ndarray  # (v,) class numbers
    validation: np.ndarray  # (v, k) probabilities
    rows: np.ndarray  # (t,) training pictures: places in the picture set
    truth: np.ndarray  # (t,)
    guess: np.ndarray  # (t,)
    of_truth: np.ndarray  # (t,) probability of the true class
    of_guess: np.ndarray  # (t,)
    seen_train: np.ndarray = field(
        default_factory=lambda: NOTHING
    )  # (t, 32) features along their main directions
    seen_validation: np.ndarray = field(default_factory=lambda: NOTHING)  # (v, 32)
    seen_test: np.ndarray = field(default_factory=lambda: NOTHING)  # (n, 32)

    @property
    def has_features(self) -> bool:
        return len(self.seen_train) == len(self.rows) > 0

    def seen(self, part: str) -> np.ndarray:
        return self.seen_test if part == "test" else self.seen_validation

    def hardest(self, count: int) -> list[TopLoss]:
        """The training pictures with the highest loss, worst first; `index` is a place in `rows`."""
        worst = np.argsort(self.of_truth, kind="stable")[:count]
        return [
            TopLoss(
                int(i), int(self.truth[i]), int(self.guess[i]), float(-np.log(max(self.of_truth[i], LEAST_PROBABILITY))),
                float(self.of_truth[i]), float(self.of_guess[i]),
            )
            for i in worst
        ]  # fmt: skip

    def arrays(self) -> dict[str, np.ndarray]:
        """As they are kept: 97 classes take 200 bytes a validation picture, and 70 a training picture."""
        short, half = np.int16, np.float16
        return {
            "beside_validation_truth": self.validation_truth.astype(short),
            "beside_validation": self.validation.astype(half if self.validation.shape[1] > 2 else np.float32),
            "beside_rows": self.rows.astype(np.int32),
            "beside_truth": self.truth.astype(short),
            "beside_guess": self.guess.astype(short),
            "beside_of_truth": self.of_truth.astype(np.float32),
            "beside_of_guess": self.of_guess.astype(np.float32),
            "beside_seen_train": self.seen_train.astype(half),
            "beside_seen_validation": self.seen_validation.astype(half),
            "beside_seen_test": self.seen_test.astype(half),
        }

    @classmethod
    def from_bytes(cls, data: bytes) -> BesideTest | None:
        """Of a file of answers; None where it was written without.

        Raises:
            ValueError: a file that holds objects.
        """
        with np.load(io.BytesIO(data), allow_pickle=False) as file:
            if "beside_rows" not in file:
                return None
            found = {
                name.removeprefix("beside_"): file[name] for name in file.files if name.startswith("beside_")
            }
        for name in ("validation_truth", "truth", "guess"):
            found[name] = found[name].astype(int)
        return cls(**found)


def beside_test(
    validation_truth: np.ndarray,
    validation: np.ndarray,
    rows: np.ndarray,
    truth: np.ndarray,
    said: np.ndarray,
    features: tuple[np.ndarray, np.ndarray, np.ndarray] | None = None,
) -> BesideTest:
    """Of probabilities (t, k) that were said of the training pictures, and features of train, validation and test."""
    each = np.arange(len(truth))
    seen = (NOTHING, NOTHING, NOTHING)
    if features is not None:
        ends = np.cumsum([len(part) for part in features])[:2]
        train, validated, tested = np.split(principal(np.concatenate(features), KEPT), ends)
        seen = (train, validated, tested)
    return BesideTest(
        validation_truth,
        validation,
        rows,
        truth,
        said.argmax(axis=1),
        said[each, truth],
        said.max(axis=1),
        *seen,
    )
