"""What Keras makes of heads that the browser is tested with: `tests/recorded/own_heads.json`.

PYTHONPATH=. python tests/support/own_heads.py    writes them anew
"""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

import numpy as np
import tensorflow as tf

from lib.networks.build import heads
from lib.networks.build.dense import OPTIMIZERS
from lib.networks.train import retrain
from lib.networks.train.augment import SHIFT
from lib.networks.train.compiled import Part
from lib.networks.train.loop import Plan, fit
from lib.networks.train.schedules import rate_for
from lib.pictures.own import near_duplicates
from lib.pictures.sets.packs import load_pack
from lib.pictures.sets.photos import PARTS
from lib.pictures.sets.retrain_data import split
from lib.specs.hooks import Hooks
from lib.specs.specs import RetrainRun, to_dict

PLACE = Path(__file__).parents[1] / "recorded" / "own_heads.json"

WIDTH, PICTURES = 24, 60
SETTINGS = [
    {"classes": 2, "epochs": 6, "batch_size": 8, "learning_rate": 1e-2, "optimizer": "adam", "schedule": "constant", "seed": 0},
    {"classes": 3, "epochs": 5, "batch_size": 8, "learning_rate": 1e-2, "optimizer": "adam", "schedule": "one_cycle", "seed": 7},
    {"classes": 4, "epochs": 4, "batch_size": 16, "learning_rate": 0.1, "optimizer": "sgd", "schedule": "constant", "seed": 9999},
    {"classes": 3, "epochs": 4, "batch_size": 12, "learning_rate": 3e-3, "optimizer": "rmsprop", "schedule": "constant", "seed": 1},
]  # fmt: skip
SEEDS = (0, 1, 2)
# As few photos as a learner's own, in batches of 8 for 20 epochs; and many
REAL = [
    {"base": "pocket", "train_size": 40, "epochs": 20, "batch_size": 8},
    {"base": "mobilenet_v2", "train_size": 40, "epochs": 20, "batch_size": 8},
    {"base": "pocket", "train_size": 800, "epochs": 10, "batch_size": 32},
]


def text(array: np.ndarray) -> str:
    return base64.b64encode(array.astype("<f4").tobytes()).decode()


def made_up(settings: dict[str, Any]) -> dict[str, Any]:
    """A head on made-up features with many zeros, as a base gives them: how it began, went and ended."""
    given = dict(settings)
    classes, epochs, seed = given.pop("classes"), given["epochs"], given["seed"]
    random = np.random.default_rng(seed)
    labels = random.permutation(np.arange(PICTURES) % classes)
    middles = random.normal(0, 0.7, (classes, WIDTH))
    features = np.maximum(0, middles[labels] + random.normal(0, 1, (PICTURES, WIDTH))).astype(np.float32)
    part = near_duplicates.parts(labels, np.arange(PICTURES))
    train, validation, test = (np.flatnonzero(part == number) for number in range(len(PARTS)))
    updates = epochs * -(-len(train) // given["batch_size"])
    model = heads.on_features(WIDTH, classes, seed)
    model.compile(
        optimizer=OPTIMIZERS[given["optimizer"]](rate_for(given["schedule"], given["learning_rate"], updates))
    )
    start = model.get_weights()[0]
    untrained = heads.probabilities(model(features[test])).argmax(axis=1)
    plan = Plan(epochs, given["batch_size"], seed, heads.loss_for(classes), jit=False)
    x = tf.constant(features)
    trained = fit(model, plan, Part(x, labels, train), Part(x, labels, validation), Hooks())
    kernel, bias = model.get_weights()
    return {
        "settings": given,
        "classes": classes,
        "width": WIDTH,
        "features": text(features),
        "labels": labels.tolist(),
        "part": part.tolist(),
        "start": text(start),
        "history": trained.history,
        "best_epoch": trained.best_epoch,
        "updates": trained.updates,
        "untrained": int((untrained == labels[test]).sum()),
        "kernel": text(kernel),
        "bias": text(bias),
        "probabilities": heads.probabilities(model(features[test])).round(5).tolist(),
    }


def real(settings: dict[str, Any], seed: int) -> dict[str, Any]:
    """A head on the stored features of real photos, as the course trains it: its rows, and how many of the test are right."""
    run = RetrainRun(**settings, seed=seed)
    pack = load_pack(run.base)
    assert pack is not None
    rows = split(pack.labels, pack.part, ("cat", "dog"), run.train_size, seed).train
    result = retrain.train(to_dict(run), Hooks(), download=False)["result"]
    return {
        "base": run.base,
        "rows": rows.tolist(),
        "epochs": run.epochs,
        "batch_size": run.batch_size,
        "seed": seed,
        "test": result["test"],
    }


def moved() -> dict[str, Any]:
    """A picture (h, w, 3) mirrored or not, and moved: as `lib.networks.train.augment` moves it."""
    random = np.random.default_rng(4)
    side = 12
    picture = random.integers(0, 256, (side, side, 3), np.uint8)
    cases = []
    for mirrored, right, down in [
        (False, 0, 0),
        (True, SHIFT, -SHIFT),
        (False, -0.07, 0.033),
        (True, 0.01, 0.1),
    ]:
        turned = picture[:, ::-1] if mirrored else picture
        out = tf.raw_ops.ImageProjectiveTransformV3(
            images=turned[None].astype(np.float32),
            transforms=[[1.0, 0, right * side, 0, 1, down * side, 0, 0]],
            output_shape=[side, side], fill_value=0.0, interpolation="BILINEAR", fill_mode="REFLECT",
        )  # fmt: skip
        cases.append(
            {
                "mirrored": mirrored,
                "right": right,
                "down": down,
                "values": out.numpy().round(3).ravel().tolist(),
            }
        )
    return {"side": side, "picture": picture.ravel().tolist(), "cases": cases}


if __name__ == "__main__":
    told = {
        "made_up": [made_up(settings) for settings in SETTINGS],
        "real": [real(settings, seed) for settings in REAL for seed in SEEDS],
        "moved": moved(),
    }
    PLACE.write_text(json.dumps(told, separators=(",", ":")) + "\n", encoding="utf-8")
