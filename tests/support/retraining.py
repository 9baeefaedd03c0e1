"""A retraining in this process, with what is here: nothing is downloaded."""

from __future__ import annotations

from typing import Any

from lib.networks.train import retrain
from lib.specs.hooks import Hooks
from lib.specs.specs import RetrainRun, to_dict

SHARED = Hooks(shared=True)  # as in a worker: heads of one shape share what is compiled


def run(hooks: Hooks | None = None, **settings: Any) -> dict[str, Any]:
    return retrain.train(to_dict(RetrainRun(**settings)), hooks or SHARED, download=False)
