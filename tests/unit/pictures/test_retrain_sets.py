"""Retraining on other sets than cats and dogs, on real pictures: 97 classes, breeds, digits, a learner's own.

The whole of Caltech-101 stands in `test_whole_caltech`. Here is a fixed cut of it.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from lib.measure import naming
from lib.measure.answers import Answers
from lib.networks.answer import seen
from lib.networks.answer.retrained import load_retrained
from lib.networks.train import retrain
from lib.pictures.own import packed
from lib.pictures.own.own import OwnSet
from lib.pictures.sets import sets
from lib.pictures.sets.archives import FileUnavailable
from lib.pictures.sets.photos import PARTS, PhotoSet, each_photo, squares
from lib.pictures.sets.retrain_data import data_hash
from lib.settings import keras_home
from lib.specs.hooks import Hooks
from lib.specs.specs import make, to_dict

EACH = {"train": 8, "validation": 2, "test": 3}  # pictures of each class in the cut of Caltech-101


def run(own: bytes | None = None, hooks: Hooks | None = None, **settings: Any) -> dict[str, Any]:
    spec = to_dict(make("retrain", settings))
    # As in a worker: heads of one shape share what is compiled
    shared = replace(hooks or Hooks(), shared=True)
    return retrain.train(spec, shared, download=False, pictures=own)


def real(name: str) -> PhotoSet:
    found = sets.find(name, keras_home())
    assert found is not None, f"{keras_home()} has no {sets.SETS[name].file}"
    return found


@pytest.fixture(scope="module")
def caltech() -> Iterator[PhotoSet]:
    """All 97 classes with a few pictures each, in place of the whole set."""
    whole = real("caltech101")
    rows = np.sort(np.concatenate([
        np.flatnonzero((whole.labels == k) & (whole.part == PARTS.index(part)))[:count]
        for k in range(97) for part, count in EACH.items()
    ]))  # fmt: skip
    names = tuple(whole.names[i] for i in rows)
    cut = replace(whole, names=names, labels=whole.labels[rows], part=whole.part[rows])
    for (kind, base, name, key), kept in list(seen._kept.items()):
        if key == whole.key:  # `test_whole_caltech` has computed them in this process
            arrays = [array[rows] if len(array) else array for array in kept.arrays]
            seen._kept[kind, base, name, cut.key] = seen._Rows(arrays, kept.known[rows])
    find = sets.find
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sets, "find", lambda name, home: cut if name == "caltech101" else find(name, home))
        yield cut


@pytest.fixture(scope="module")
def things(caltech) -> dict[str, Any]:
    return run(pictures="caltech101")


def test_97_classes_are_learned_from_eight_pictures_each(things, caltech):
    result = things["result"]
    assert result["examples"] == 97 * EACH["train"]
    assert result["test"][1] == len(caltech.where("test")) == 97 * EACH["test"]
    assert result["test"][0] / result["test"][1] >= 0.75
    assert result["top5"][0] / result["top5"][1] >= 0.92
    assert list(result["by_class"]) == result["classes"] == list(caltech.classes)
    assert sum(right for right, _ in result["by_class"].values()) == result["test"][0]
    assert result["predictions"] is None
    assert result["trainable"] == 97 * 1281
    assert result["untrained"]["test"][0] < 15  # guessing gives three
    json.dumps(result)


def test_every_answer_is_kept_and_the_original_counted_anew(things, caltech):
    result, answers = things["result"], Answers.from_bytes(things["answers"])
    assert answers.classes == caltech.classes
    np.testing.assert_array_equal(answers.truth, caltech.labels[caltech.where("test")])
    assert (answers.guess == answers.truth).sum() == result["test"][0]
    names = result["original"]["names"]
    again = naming.measured(
        names, answers.classes, answers.truth, answers.top[:, 0], answers.guess == answers.truth
    )
    assert again is not None
    assert again["original"]["test"] == result["original"]["test"]
    assert result["original"]["mapped"] == [48, 97]
    assert result["original"]["test"][1] == 48 * EACH["test"] == sum(result["groups"].values())
    assert 0.4 < result["original"]["test"][0] / result["original"]["test"][1] < 0.8
    none = naming.measured(
        {}, answers.classes, answers.truth, answers.top[:, 0], answers.guess == answers.truth
    )
    assert none is None


def test_a_second_head_computes_no_features(things, caltech):
    told: list[dict[str, Any]] = []
    second = run(pictures="caltech101", seed=1, epochs=2, hooks=Hooks(status=told.append))
    assert second["state"] == "done"
    assert "features" not in {status["phase"] for status in told}
    assert second["result"]["data_hash"] == things["result"]["data_hash"]


def test_a_stored_head_of_many_classes_answers_as_it_did(things, caltech):
    model = load_retrained(things["weights"])
    rows = caltech.where("test")[:12]
    said = model.predict(squares(caltech, rows, model.size))
    told = Answers.from_bytes(things["answers"]).probabilities[:12]
    np.testing.assert_allclose(said.probabilities, told, atol=0.02)
    assert model.classes == caltech.classes


def test_from_scratch_knows_no_original(caltech):
    outcome = run(pictures="caltech101", method="scratch", train_size=194, epochs=1)
    assert outcome["result"]["original"] is None
    assert outcome["result"]["groups"] is None
    assert not Answers.from_bytes(outcome["answers"]).has_original
    assert outcome["result"]["examples"] == 194


def test_three_breeds_in_four_epochs_of_one_cycle():
    """fastai's own rate for one cycle; eight photos a batch, so that four epochs have 120 updates."""
    assert real("oxford_pets").classes == ("Abyssinian", "American Bulldog", "Bengal")
    results = [
        run(pictures="oxford_pets", epochs=4, schedule="one_cycle", learning_rate=3e-3, batch_size=8, seed=seed)["result"]
        for seed in range(3)
    ]  # fmt: skip
    assert np.mean([result["test"][0] / result["test"][1] for result in results]) >= 0.93
    assert results[0]["original"] is None  # ImageNet has no name for any of the three
    assert results[0]["top5"] is None


def test_cat_or_dog_from_the_same_photos():
    result = run(pictures="oxford_cats_and_dogs")["result"]
    assert list(result["by_class"]) == ["cat", "dog"]
    assert len(result["predictions"]) == result["test"][1]
    assert result["original"]["mapped"] == [2, 2]
    assert result["test"][0] > result["original"]["test"][0] > 0.7 * result["test"][1]


@pytest.fixture(scope="module")
def own() -> bytes:
    """What a learner might bring: 20 photos of each of three breeds."""
    photos, made = real("oxford_pets"), OwnSet()
    for k, name in enumerate(photos.classes):
        rows = np.flatnonzero(photos.labels == k)[:20]
        files = []
        for i, photo in zip(rows, each_photo(photos, rows, 160), strict=True):
            out = io.BytesIO()
            photo.save(out, "PNG")
            files.append((f"{i}.png", out.getvalue()))
        made = made.add(name, files)
    return packed.to_bytes(made)


def test_own_pictures_train_and_nothing_of_them_stays(own):
    before = set(seen._kept)
    outcome = run(own, pictures="own", epochs=5)
    result = outcome["result"]
    assert result["test"][0] / result["test"][1] > 0.6
    assert result["source"].startswith("Your own pictures: 60 pictures of 3 classes")
    assert result["data_hash"] == data_hash(make("retrain", {"pictures": "own"}), pictures=own)
    assert set(seen._kept) == before
    with pytest.raises(FileUnavailable, match="only in the app's memory"):
        run(pictures="own")
