"""What a retraining keeps of its epochs: small frames, whose guesses and weights are the model's own."""

from __future__ import annotations

import json
from base64 import b64decode

import numpy as np

from lib.measure.frames import FRAME, watched
from lib.networks.build import heads
from lib.networks.train.retrain import train
from lib.pictures.sets.packs import load_pack
from lib.pictures.sets.photos import PARTS
from lib.specs.hooks import Hooks
from lib.specs.specs import RetrainRun, to_dict


def test_a_new_heads_frames_are_its_own() -> None:
    kept: dict[int, bytes] = {}
    told: list[dict] = []
    run = RetrainRun(base="pocket", epochs=2, train_size=200)
    outcome = train(to_dict(run), Hooks(snapshot=kept.__setitem__, status=told.append), download=False)
    rows = {epoch: json.loads(data) for epoch, data in kept.items()}
    assert [row[:2] for row in rows.values()] == [[0, FRAME], [1, FRAME], [2, FRAME]]
    assert max(map(len, kept.values())) < 4_000
    untrained = next(status for status in told if status.get("phase") == "untrained")
    assert untrained["guesses"] == rows[0][2]

    _, (kernel, bias) = heads.unpack(outcome["weights"])
    best = rows[outcome["result"]["best_epoch"]]
    seen = np.frombuffer(b64decode(best[4]), np.int8) * best[3] / 127
    np.testing.assert_allclose(seen, kernel[:, 0], atol=best[3] / 200)
    pack = load_pack("pocket")
    assert pack is not None
    photos = watched(np.flatnonzero(pack.part == PARTS.index("validation")))
    said = pack.seen[photos].features.astype(np.float32) @ kernel + bias
    assert best[2] == (said[:, 0] > 0).astype(int).tolist()
