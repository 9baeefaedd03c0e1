"""Make the feature packs that ship with the course: what a base makes of the 3,000 cats and dogs, as numbers.

    python scripts/make_feature_packs.py mobilenet_v2 pocket

It needs the photos, and the weights of every base but Pocket, in Keras' cache (`KERAS_HOME`). Beside each
pack it writes what it measured, as [right, of]: the original model and a linear probe, on the 400 validation photos
and on the 1,000 test photos.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")

import numpy as np
from sklearn.linear_model import LogisticRegression

from lib.models.bases import BASES
from lib.networks.answer.features import Viewer
from lib.networks.build.bases import build
from lib.pictures.sets.archives import cached_weights
from lib.pictures.sets.packs import PACKS, Pack
from lib.pictures.sets.photos import PARTS, cached_cats_and_dogs
from lib.settings import keras_home


def figures(pack: Pack) -> dict[str, tuple[int, int]]:
    """(right, of): the original model, and a logistic regression fitted to the 1,600 photos' features."""
    features = pack.seen.features.astype(np.float32)
    result = {}
    train = pack.part == PARTS.index("train")
    head = LogisticRegression(max_iter=2000).fit(features[train], pack.labels[train])
    for part in PARTS[1:]:
        rows = pack.part == PARTS.index(part)
        for who, said in (("original", pack.seen.animals[rows]), ("probe", head.predict(features[rows]))):
            result[f"{who}_{part}"] = int((said == pack.labels[rows]).sum()), int(rows.sum())
    return result


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("bases", nargs="+", choices=list(BASES))
    parser.add_argument("--folder", type=Path, default=PACKS)
    args = parser.parse_args()
    home = keras_home()
    photos = cached_cats_and_dogs(home)
    if photos is None:
        parser.error(f"{home} has no archive of cats and dogs.")
    args.folder.mkdir(parents=True, exist_ok=True)
    for name in args.bases:
        weights = cached_weights(BASES[name], home)
        if weights is None:
            parser.error(f"{home} has no weights for {name}.")
        network = build(BASES[name], weights)
        if network.original is None:
            parser.error(f"{weights.name} has no last layer.")
        seen = Viewer(network).outputs_of(photos, np.arange(len(photos.names)))
        pack = Pack(name, BASES[name].size, network.weights, photos.names, photos.labels, photos.part, seen)
        (args.folder / f"{name}.npz").write_bytes(pack.to_bytes())
        measured = json.dumps(figures(pack))
        (args.folder / f"{name}.json").write_text(measured + "\n", encoding="utf-8")
        print(name, measured, flush=True)


if __name__ == "__main__":
    main()
