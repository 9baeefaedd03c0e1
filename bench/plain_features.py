"""What a server does for one picture: a base in a `tf.function` on one thread. Prints milliseconds a picture.

python -m bench.plain_features mobilenet_v2 weights.h5 160
"""

from __future__ import annotations

import sys
import time
from dataclasses import replace
from pathlib import Path

PICTURES = 180


def main(name: str, weights: str, size: int) -> float:
    import numpy as np
    import tensorflow as tf

    from lib.models.bases import BASES
    from lib.networks.build.bases import build, scale

    tf.config.threading.set_intra_op_parallelism_threads(1)
    tf.config.threading.set_inter_op_parallelism_threads(1)
    base = replace(BASES[name], size=size)
    network = build(base, Path(weights))
    see = tf.function(
        lambda pixels: network.features(scale(base, pixels), training=False),
        input_signature=[tf.TensorSpec((1, size, size, 3))],
        autograph=False,
    )
    picture = np.random.default_rng(0).integers(0, 256, (1, size, size, 3)).astype(np.float32)
    see(picture)
    taken = []
    for _ in range(PICTURES):
        begun = time.perf_counter()
        see(picture).numpy()
        taken.append(1000 * (time.perf_counter() - begun))
    return min(taken)


if __name__ == "__main__":
    print(main(sys.argv[1], sys.argv[2], int(sys.argv[3])))
