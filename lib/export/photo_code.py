"""Plain Keras code of a retraining: the run's own photos and split, base, new head, and what the method adds.

The text stands in `programs/retraining.py.jinja`, and in `programs/pictures` how each set is read. It runs nothing itself.
"""

from __future__ import annotations

import math
from functools import cache
from pathlib import Path

from lib.export.program import Step, written
from lib.models.bases import BASES, SCRATCH_SIZE
from lib.pictures.own import intake
from lib.pictures.prepare import upright
from lib.pictures.prepare.decode import FORMATS
from lib.specs.choices import OWN, SET_SIZES
from lib.specs.specs import RetrainRun

TWO = {"cats_and_dogs", "oxford_cats_and_dogs"}  # one output with a sigmoid
WARM_UP = 10  # epochs of the head alone before blocks are opened, as in `lib.networks.train.retrain`


def photo_steps(spec: RetrainRun, classes: int = 2) -> list[Step]:
    """The whole program; it ends with `accuracy`, the share of test photos that are right.

    Args:
        classes: of a learner's own pictures.

    Pocket is not part of Keras, so MobileNetV2 stands in for it, and the words say so.
    """
    base = BASES["mobilenet_v2" if spec.base == "pocket" else spec.base]
    photos = min(spec.train_size, SET_SIZES.get(spec.pictures, (spec.train_size,))[0])
    return written(
        f"pictures/{spec.pictures}",
        run=spec,
        base=base,
        size=SCRATCH_SIZE if spec.method == "scratch" else base.size,
        two=spec.pictures in TWO or (spec.pictures == OWN and classes == 2),
        updates=spec.epochs * math.ceil(photos / spec.batch_size),
        warm_up=WARM_UP,
        first_open=base.blocks[-min(spec.unfrozen_blocks, len(base.blocks))][1],
        intake=intake,
        formats=FORMATS,
        upright=_upright(),
    )


@cache
def _upright() -> str:
    """How the course turns a picture upright: the code of that file, without what the program has imported already."""
    text = (
        Path(upright.__file__).read_text(encoding="utf-8").split("from __future__ import annotations\n\n")[1]
    )
    return text.replace("from PIL import Image\n", "").replace("import numpy as np\n", "").strip()
