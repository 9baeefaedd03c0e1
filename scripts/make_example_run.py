"""Makes `assets/example_run.json`: a real small run that the training lesson shows before the learner's first one.

    python scripts/make_example_run.py

Needs MNIST in Keras' cache or a network. Takes about ten seconds.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from lib.hooks import Hooks
from lib.networks.dense import train
from lib.settings import ASSETS
from lib.specs import DigitRun, to_dict

SPEC = DigitRun(
    epochs=6, hidden=(16,), seed=1
)  # far smaller than the lesson's own, so that it gives nothing away


def main() -> None:
    rows: list[dict] = []
    outcome = train(to_dict(SPEC), Hooks(rows=rows.extend))
    short = [row | {"loss": round(row["loss"], 4), "accuracy": round(row["accuracy"], 4)} for row in rows]
    kept = {"spec": to_dict(SPEC), "rows": short, "history": outcome["history"], "result": outcome["result"]}
    path = ASSETS / "example_run.json"
    path.write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")
    print(f"{path.name}: {outcome['result']['test']}", file=sys.stderr)


if __name__ == "__main__":
    main()
