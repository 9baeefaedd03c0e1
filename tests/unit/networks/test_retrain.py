"""Retraining on the real feature pack and the real photos: what is trained, what stays, and what comes out."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from retraining import SHARED, run
from scipy.stats import binomtest
from sklearn.linear_model import LogisticRegression

from lib.measure import head
from lib.measure.beside_test import BesideTest
from lib.measure.wall import nearest
from lib.models.bases import BASES
from lib.networks.answer.retrained import load_retrained
from lib.networks.build import finetune, heads, scratch
from lib.networks.build.bases import build
from lib.networks.train import retrain, retrain_setup
from lib.pictures.sets.archives import find_weights
from lib.pictures.sets.packs import load_pack
from lib.pictures.sets.photos import squares
from lib.pictures.sets.retrain_data import Split, split
from lib.screen.retrain.retrain_blocks import SCRATCH, learning
from lib.settings import keras_home
from lib.specs.hooks import Hooks
from lib.specs.specs import RetrainRun, to_dict

TUNED = {
    "method": "fine_tune",
    "base": "pocket",
    "train_size": 64,  # two full batches: another size compiles anew
    "epochs": 2,
    "unfrozen_blocks": 2,
    "fine_rate": 1e-4,
}


@pytest.fixture(scope="module")
def usual() -> dict[str, Any]:
    return run()


def few(*args: Any) -> Split:
    """A part of the photos to validate with, and every tenth to test with: for what counts none."""
    whole = split(*args)
    return replace(whole, validation=whole.validation[::4], test=whole.test[::10])


@pytest.fixture(scope="module")
def tuned(photos) -> dict[str, Any]:
    """A small fine-tuning: enough to see what moves."""
    kept: list[bytes] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(retrain_setup, "split", few)
        return run(Hooks(epoch=lambda _, data: kept.append(data)), **TUNED) | {"checkpoints": kept}


# A new head


@pytest.mark.parametrize(("count", "least"), [(1600, 0.965), (50, 0.90)])
def test_a_new_head_reaches_what_the_course_claims(count, least, usual):
    results = [
        usual["result"] if count == 1600 and seed == 0 else run(train_size=count, seed=seed)["result"]
        for seed in range(3)
    ]
    assert np.mean([result["test"][0] / 1000 for result in results]) >= least
    assert all(result["examples"] == count for result in results)


def test_the_result_adds_up(usual):
    result, pack = usual["result"], load_pack("mobilenet_v2")
    truth = pack.labels[pack.part == 2]
    dogs = np.array(result["predictions"]) > 0.5
    assert result["test"] == [int((dogs == truth).sum()), 1000]
    assert sum(right for right, _ in result["by_class"].values()) == result["test"][0]
    assert sum(result["groups"].values()) == 1000
    assert result["groups"]["fixed"] + result["groups"]["right"] == result["test"][0]
    assert (
        result["original"]["test"][0]
        == sum(result["original_right"])
        == result["groups"]["broken"] + result["groups"]["right"]
    )
    assert 0.808 <= result["original"]["test"][0] / 1000 <= 0.828
    assert (result["trainable"], result["frozen"]) == (1281, 2_257_984) == learning(RetrainRun())
    assert result["updates"] == 10 * result["updates_per_epoch"] == 500
    assert result["seconds"]["without_cache"] > result["seconds"]["train"]
    json.dumps(result)


def test_the_same_settings_give_the_same_head(usual):
    again = run()
    assert again["result"]["predictions"] == usual["result"]["predictions"]
    assert again["history"] == usual["history"]


def test_a_head_learns_what_logistic_regression_learns(usual):
    """The same linear model, fitted by another library: nearly the same answers to the test photos."""
    pack = load_pack("mobilenet_v2")
    x = pack.seen.features.astype(np.float32)
    oracle = LogisticRegression(max_iter=2000).fit(x[pack.part == 0], pack.labels[pack.part == 0])
    dogs = np.array(usual["result"]["predictions"]) > 0.5
    assert (oracle.predict(x[pack.part == 2]) == dogs).mean() > 0.97


# Fine-tuning


def unpacked(outcome: dict[str, Any]) -> list[np.ndarray]:
    return heads.unpack(outcome["weights"])[1]


def test_fine_tuning_moves_the_open_blocks_and_no_statistics(tuned):
    base = BASES["pocket"]
    fresh = build(base, find_weights(base, keras_home(), downloads=False))
    upper = finetune.cut(fresh, 2).upper
    moved = {}
    for variable, after in zip(upper.weights, unpacked(tuned)[:-2], strict=True):
        moved[variable.path] = not np.array_equal(variable.numpy(), after)
    assert {path.split("_")[1] + path.split("_")[2] for path in moved if path.startswith("block_")} == {"33"}
    statistics = [path for path in moved if "moving" in path]
    assert len(statistics) == 6  # three batch normalisations, each with a mean and a variance
    assert not any(moved[path] for path in statistics)
    assert all(changed for path, changed in moved.items() if "moving" not in path)


def test_what_is_frozen_stays_and_everything_is_counted(tuned):
    result = tuned["result"]
    assert (result["trainable"], result["frozen"]) == learning(RetrainRun(**TUNED))
    assert result["trainable"] + result["frozen"] == BASES["pocket"].parameters + 321
    assert tuned["history"][-1]["epoch"] == 2


# From scratch


def test_from_scratch_learns_its_photos(photos):
    outcome = run(method="scratch", train_size=40, epochs=8, batch_size=8)
    assert min(line["loss"] for line in outcome["history"]) < 0.9 * outcome["history"][0]["loss"]
    assert (outcome["result"]["trainable"], outcome["result"]["frozen"]) == (SCRATCH, 0)
    said = load_retrained(outcome["weights"]).predict(squares(photos, photos.where("test")[:4], scratch.SIZE))
    np.testing.assert_allclose(said.probabilities[:, 1], outcome["result"]["predictions"][:4], atol=1e-3)


# One scaling on every path


def test_every_path_gives_the_same_probabilities(usual, tuned, photos):
    """Training, features and prediction scale alike: a photo asked about later gets what it got in the test."""
    asked = np.array([0, 400, 600, 990])
    rows = photos.where("test")[asked]
    for outcome, tested in ((usual, 1), (tuned, 10)):
        model = load_retrained(outcome["weights"])
        said = model.predict(squares(photos, rows, model.size))
        told = np.array(outcome["result"]["predictions"])[asked // tested]
        np.testing.assert_allclose(said.probabilities[:, 1], told, atol=0.01)
        assert said.maps.shape[:1] == (4,)
        assert said.maps.ndim == 3
        assert said.maps.max() <= 1
        assert said.maps.min() >= 0


def test_features_from_photos_give_the_packs_answers(photos):
    few = {"train_size": 20, "epochs": 2}
    told: list[dict[str, Any]] = []
    spec = to_dict(RetrainRun(**few, base="pocket"))
    fresh = retrain.train(spec, replace(SHARED, status=told.append), download=False, packs=False)
    packed = retrain.train(spec, SHARED, download=False)
    same = np.abs(np.subtract(fresh["result"]["predictions"], packed["result"]["predictions"]))
    assert same.mean() < 0.01
    assert any(status["phase"] == "features" for status in told)
    assert fresh["result"]["data_hash"] != packed["result"]["data_hash"]
    assert BesideTest.from_bytes(packed["answers"]) is None  # a page computes it from the pack
    beside, pack = BesideTest.from_bytes(fresh["answers"]), load_pack("pocket")
    assert beside is not None
    assert pack is not None
    rows = split(pack.labels, pack.part, ("cat", "dog"), 20, 0)
    assert (beside.rows == rows.train).all()
    assert (beside.truth == pack.labels[rows.train]).all()
    said = head.answers(fresh["weights"], pack.seen.features[rows.validation])
    np.testing.assert_allclose(beside.validation, said, atol=0.02)
    learned = head.answers(fresh["weights"], pack.seen.features[rows.train])
    np.testing.assert_allclose(beside.of_truth, learned[np.arange(20), beside.truth], atol=0.02)
    assert [len(beside.seen(part)) for part in ("validation", "test")] == [400, 1000]
    near = nearest(
        beside.seen("test")[0], beside.seen_train, 3
    )  # among 20 the 32 directions hold all that is alike
    test, train = pack.seen.features[rows.test[0]], pack.seen.features[rows.train]
    assert set(near) & set(nearest(test, train, 3))


# Stop and checkpoints


def test_a_lost_run_goes_on_from_its_checkpoint(tuned, monkeypatch):
    monkeypatch.setattr(retrain_setup, "split", few)
    phases: list[str] = []
    hooks = Hooks(status=lambda status: phases.append(status["phase"]))
    resumed = retrain.train(
        to_dict(RetrainRun(**TUNED)), hooks, download=False, checkpoint=tuned["checkpoints"][0]
    )
    assert "warm_up" not in phases
    np.testing.assert_allclose(resumed["result"]["predictions"], tuned["result"]["predictions"], atol=2e-3)


def test_stop_in_the_middle_of_features_leaves_no_result(photos):
    asked = iter([False] * 3 + [True] * 99)
    outcome = retrain.train(
        to_dict(RetrainRun(method="fine_tune", train_size=60, unfrozen_blocks=3)),
        Hooks(stopped=lambda: next(asked)),
        download=False,
    )
    assert outcome == {"state": "stopped", "history": [], "weights": None, "result": {}}


# Pieces


def test_weights_come_back_from_their_bytes_and_nothing_is_unpickled():
    arrays = [np.arange(6.0).reshape(2, 3), np.ones((3, 1)), np.zeros(1)]
    data = heads.pack(arrays, method="new_head", base="pocket", unfrozen_blocks=4, classes=("cat", "dog"))
    about, back = heads.unpack(data)
    assert about["classes"] == ["cat", "dog"]
    for a, b in zip(arrays, back, strict=True):
        np.testing.assert_array_equal(a, b)
    evil = io.BytesIO()
    np.savez(evil, about=np.array([object()], object), kernel=arrays[1], bias=arrays[2])
    with pytest.raises(ValueError, match="pickle"):
        heads.unpack(evil.getvalue())


def test_better_than_the_original_is_more_than_luck(usual):
    groups = usual["result"]["groups"]
    assert binomtest(groups["fixed"], groups["fixed"] + groups["broken"]).pvalue < 1e-6


def test_fine_tuning_as_it_comes_is_not_worse_than_the_head():
    """Both with a quarter of the photos, and tested on all that there are."""
    pack = load_pack("mobilenet_v2")
    assert pack is not None
    truth = pack.labels[pack.part == 2].astype(bool)
    head, tuned = (
        (np.array(made["result"]["predictions"]) > 0.5) == truth
        for made in (run(train_size=400), run(method="fine_tune", train_size=400))
    )
    lost, won = int((head & ~tuned).sum()), int((~head & tuned).sum())
    assert lost + won > 0
    assert binomtest(lost, lost + won, alternative="greater").pvalue > 0.05  # McNemar's exact test, one-sided
