"""Train the small run whose film ships with the app: `python -m scripts.make_learning_film`.

It writes assets/learning_film/epoch_00.npz (the random start) and one file for each epoch after it, float16. The
lesson "Layers and nodes" shows it until a learner has a run of their own. Needs MNIST in Keras' cache.
"""

from __future__ import annotations

import os

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")

from lib.networks.train.digits import train
from lib.settings import ASSETS
from lib.specs.hooks import Hooks
from lib.specs.specs import DigitRun, to_dict

SPEC = DigitRun(epochs=10, hidden=(32,))  # 25,450 numbers: 11 files of 51 kB
FOLDER = ASSETS / "learning_film"


def main() -> None:
    FOLDER.mkdir(exist_ok=True)

    def keep(epoch: int, data: bytes) -> None:
        (FOLDER / f"epoch_{epoch:02}.npz").write_bytes(data)

    done = train(to_dict(SPEC), Hooks(snapshot=keep), download=False)
    right, total = done["result"]["test"]
    print(f"{right:,} of {total:,} test digits right; {done['result']['source']}")


if __name__ == "__main__":
    main()
