"""The digit network and the training loop: every setting arrives, Stop is heard, a checkpoint goes on exactly."""

from __future__ import annotations

from dataclasses import replace

import keras
import numpy as np
import pytest
import tensorflow as tf

from lib.measure.curves import best_epoch
from lib.networks.build import dense
from lib.networks.train import digits as digit_training
from lib.networks.train.compiled import Part
from lib.networks.train.loop import Plan, fit
from lib.pictures.prepare.prepare import scale
from lib.pictures.sets import digits
from lib.specs.hooks import Hooks
from lib.specs.specs import DigitRun, to_dict

QUIET = Hooks()
SMALL = DigitRun(epochs=2, hidden=(16,), train_size=1000)


def train(spec: DigitRun, hooks: Hooks = QUIET, checkpoint: bytes | None = None) -> dict:
    shared = replace(hooks, shared=True)  # as in a worker: a shape is compiled once for all of this file
    return digit_training.train(to_dict(spec), shared, download=False, checkpoint=checkpoint)


def layers(spec: DigitRun, kind: type) -> list:
    return [layer for layer in dense.build(spec).layers if isinstance(layer, kind)]


def test_network_settings_reach_the_compiled_model() -> None:
    assert [layer.units for layer in layers(DigitRun(), keras.layers.Dense)] == [500, 300, 10]
    assert [layer.units for layer in layers(DigitRun(hidden=()), keras.layers.Dense)] == [10]
    assert [layer.rate for layer in layers(DigitRun(dropout=0.25), keras.layers.Dropout)] == [0.25, 0.25]
    assert not layers(DigitRun(), keras.layers.Dropout)
    for name, kind in dense.OPTIMIZERS.items():
        optimizer = dense.build(DigitRun(optimizer=name, learning_rate=0.02)).optimizer
        assert type(optimizer) is kind
        assert float(optimizer.learning_rate) == pytest.approx(0.02)
    assert dense.build(DigitRun()).count_params() == 545_810


def test_the_seed_chooses_weights_and_digits() -> None:
    a, b, c = (dense.build(DigitRun(hidden=(8,), seed=s)).get_weights()[0] for s in (0, 0, 1))
    assert np.array_equal(a, b)
    assert not np.array_equal(a, c)
    data = digits.load(download=False)
    assert not np.array_equal(data.training_digits(500, 0), data.training_digits(500, 1))


def test_epochs_batches_and_digits_reach_the_training() -> None:
    rows: list[dict] = []
    outcome = train(DigitRun(epochs=3, batch_size=64, hidden=(8,), train_size=1000), Hooks(rows=rows.extend))
    result = outcome["result"]
    assert (result["examples"], result["updates_per_epoch"], result["updates"]) == (1000, 16, 48)
    assert [line["epoch"] for line in outcome["history"]] == [1, 2, 3]
    for split in ("train", "validation"):
        steps = [row["step"] for row in rows if row["split"] == split]
        assert len(steps) == 30
        assert steps == sorted(set(steps))
        assert steps[-1] == 48
    assert outcome["state"] == "done"
    assert result["test"][1] == len(digits.load(download=False).test)


def test_one_row_an_update_where_there_are_fewer_than_ten() -> None:
    rows: list[dict] = []
    train(DigitRun(epochs=1, batch_size=1024, hidden=(), train_size=3000), Hooks(rows=rows.extend))
    assert [row["step"] for row in rows if row["split"] == "train"] == [1, 2, 3]


def test_a_network_learns_and_its_best_epoch_is_kept() -> None:
    outcome = train(DigitRun(epochs=4, hidden=(32,), train_size=3000))
    history, result = outcome["history"], outcome["result"]
    assert history[-1]["loss"] < history[0]["loss"]
    assert result["test"][0] / result["test"][1] > 0.8
    assert result["best_epoch"] == best_epoch(history)


def test_stop_early_ends_the_run_after_three_epochs_without_gain() -> None:
    spec = DigitRun(epochs=30, hidden=(64,), train_size=500, learning_rate=0.01, stop_early=True)
    history = train(spec)["history"]
    assert len(history) < 30
    assert len(history) - best_epoch(history) == 3


def test_a_stopped_run_keeps_what_it_learned() -> None:
    rows: list[dict] = []
    hooks = Hooks(rows=rows.extend, stopped=lambda: len(rows) >= 26)
    outcome = train(DigitRun(epochs=10, hidden=(16,), train_size=2000), hooks)
    assert outcome["state"] == "stopped"
    assert len(outcome["history"]) == 1
    assert outcome["result"]["test"][0] > 0
    assert outcome["weights"]


def test_stop_before_the_data_is_loaded() -> None:
    outcome = train(SMALL, Hooks(stopped=lambda: True))
    assert (outcome["state"], outcome["weights"]) == ("stopped", None)


def test_a_checkpoint_goes_on_exactly_where_it_was() -> None:
    spec = DigitRun(epochs=4, hidden=(16,), train_size=1000, seed=3)
    kept: list[bytes] = []
    whole = train(spec, Hooks(epoch=lambda line, data: kept.append(data)))
    rest = train(spec, checkpoint=kept[1])
    assert rest["history"] == whole["history"]
    assert rest["result"]["test"] == whole["result"]["test"]
    assert rest["result"]["updates"] == whole["result"]["updates"]


def test_a_run_whose_weights_are_no_longer_numbers_ends_there() -> None:
    outcome = train(
        DigitRun(
            epochs=9, hidden=(64, 64, 64), optimizer="sgd", learning_rate=1.0, train_size=2000, batch_size=8
        )
    )
    lost = [line["epoch"] for line in outcome["history"] if not np.isfinite(line["loss"])]
    assert lost in ([], [len(outcome["history"])])
    assert outcome["result"]["test"][0] < 3 * outcome["result"]["test"][1] / 10  # near chance


def test_snapshots_run_from_the_random_start_to_the_end() -> None:
    kept: dict[int, bytes] = {}
    train(SMALL, Hooks(snapshot=kept.__setitem__))
    assert sorted(kept) == [0, 1, 2]


def test_pixels_are_scaled_alike_in_and_outside_the_graph() -> None:
    pixels = np.arange(256, dtype=np.uint8).repeat(784).reshape(256, 784)[:, :784]
    assert np.array_equal(dense.inputs(tf.constant(pixels)).numpy(), scale(pixels))


def test_the_loop_agrees_with_keras_own_fit() -> None:
    """The same batches in the same order, by our loop and by `train_on_batch`: the same weights."""
    rng = np.random.default_rng(0)
    x, y = rng.random((96, 784), np.float32), rng.integers(0, 10, 96)
    spec = DigitRun(hidden=(12,), optimizer="sgd", learning_rate=0.1)
    ours, keras_own = dense.build(spec), dense.build(spec)
    fit(ours, Plan(1, 32, seed=5), Part(x, y), Part(x[:10], y[:10]), Hooks())
    order = np.random.default_rng([5, 1]).permutation(96)
    for first in range(0, 96, 32):
        batch = order[first : first + 32]
        keras_own.train_on_batch(x[batch], y[batch])
    for a, b in zip(ours.get_weights(), keras_own.get_weights(), strict=True):
        np.testing.assert_allclose(a, b, atol=1e-6)


def test_the_downloaded_model_gives_the_apps_own_probabilities(tmp_path) -> None:
    from lib.models.dense import Dense

    outcome = train(SMALL)
    network = Dense.from_bytes(outcome["weights"])
    path = tmp_path / "digits.keras"
    path.write_bytes(dense.keras_file(outcome["weights"]))
    x = scale(digits.load(download=False).pictures[:100])
    np.testing.assert_allclose(keras.models.load_model(path)(x).numpy(), network.probabilities(x), atol=1e-5)
