"""Makes the two stored runs of "Why more than one layer?": no hidden layer, and one, all other settings the same.

    python -m scripts.make_hidden_layers

Needs MNIST in Keras' cache or a network. Takes about ten seconds.
"""

from __future__ import annotations

import json
import sys

from lib.networks.train.digits import train
from lib.screen.more_layers.stored import PLACE, SPECS
from lib.specs.hooks import Hooks
from lib.specs.specs import to_dict


def main() -> None:
    kept = []
    for spec in SPECS:
        outcome = train(to_dict(spec), Hooks())
        source = {name: outcome["result"][name] for name in ("source", "validation")}
        kept.append({"spec": to_dict(spec), "history": outcome["history"], "result": source})
        print(spec.hidden, outcome["history"][-1]["val_accuracy"], file=sys.stderr)
    PLACE.write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
