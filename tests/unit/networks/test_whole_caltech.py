"""All of Caltech-101's 97 classes at the usual settings: what a new head on either base must reach. Takes two minutes."""

from __future__ import annotations

import pytest

from lib.networks.train import retrain
from lib.specs.hooks import Hooks
from lib.specs.specs import make, to_dict


@pytest.mark.parametrize(("base", "least"), [("pocket", 0.55), ("mobilenet_v2", 0.88)])
def test_a_new_head_on_97_classes(base: str, least: float) -> None:
    spec = to_dict(make("retrain", {"pictures": "caltech101", "base": base}))
    result = retrain.train(spec, Hooks(), download=False)["result"]
    right, of = result["test"]
    assert (result["examples"], of) == (4340, 933)
    assert right / of >= least
    assert result["top5"][0] > right
