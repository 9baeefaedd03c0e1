"""Makes the real small runs that the training lessons show before the learner's first one.

    python scripts/make_example_run.py digits retrain

Digits need MNIST in Keras' cache or a network; retraining needs the feature pack alone. Takes about ten seconds each.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from lib.networks.train import retrain
from lib.networks.train.digits import train
from lib.screen.runs.example import FILES
from lib.settings import ASSETS
from lib.specs.hooks import Hooks
from lib.specs.specs import DigitRun, RetrainRun, to_dict

# Far smaller than the lessons' own, so that they give nothing away.
EXAMPLES = {
    "digits": (DigitRun(epochs=6, hidden=(16,), seed=1), train),
    "retrain": (RetrainRun(epochs=12, train_size=8, batch_size=8, seed=1), retrain.train),
}
LONG = ("predictions", "original_right")  # a number a test photo, which no chart of the lesson needs


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("kinds", nargs="+", choices=list(EXAMPLES))
    for kind in parser.parse_args().kinds:
        spec, train = EXAMPLES[kind]
        rows: list[dict] = []
        outcome = train(to_dict(spec), Hooks(rows=rows.extend))
        short = [row | {"loss": round(row["loss"], 4), "accuracy": round(row["accuracy"], 4)} for row in rows]
        result = {key: value for key, value in outcome["result"].items() if key not in LONG}
        kept = {"spec": to_dict(spec), "rows": short, "history": outcome["history"], "result": result}
        (ASSETS / FILES[kind]).write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")
        print(f"{FILES[kind]}: {result['test']}", file=sys.stderr)


if __name__ == "__main__":
    main()
