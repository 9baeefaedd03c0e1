"""Makes `assets/example_retrain.json`: a new head at the default settings on MobileNetV2's feature pack.

The comparison shows it before the learner's own first retraining, labelled as stored. It takes some seconds and
needs no photos: `python scripts/make_example_retrain.py`.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from lib.networks.train.retrain import train
from lib.settings import ASSETS
from lib.specs.hooks import Hooks
from lib.specs.specs import RetrainRun, to_dict


def main() -> None:
    """Trains and writes the file; weights are not kept."""
    spec = to_dict(RetrainRun())
    outcome = train(spec, Hooks(), download=False)
    history = [
        {key: value if key == "epoch" else round(value, 5) for key, value in line.items()}
        for line in outcome["history"]
    ]
    result = outcome["result"]
    result["seconds"] = {
        key: value if value is None else round(value, 2) for key, value in result["seconds"].items()
    }
    text = json.dumps({"spec": spec, "history": history, "result": result})
    (ASSETS / "example_retrain.json").write_text(text + "\n", encoding="utf-8")
    right, total = result["test"]
    print(f"{right} of {total} test photos right; {len(text):,} bytes")


if __name__ == "__main__":
    main()
