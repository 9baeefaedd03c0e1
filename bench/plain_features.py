"""What a server does for one picture: a base in a `tf.function` on one thread. Prints milliseconds a picture.

python -m bench.plain_features mobilenet_v2 weights.h5 160
"""

import sys
import time
from dataclasses import replace
from pathlib import Path
from statistics import median

import numpy as np
import tensorflow as tf

from lib.models.bases import BASES
from lib.networks.build.bases import build, scale

PICTURES = 40

tf.config.threading.set_intra_op_parallelism_threads(1)
tf.config.threading.set_inter_op_parallelism_threads(1)
name, weights, size = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3])
base = replace(BASES[name], size=size)
network = build(base, weights)
see = tf.function(
    lambda pixels: network.features(scale(base, pixels), training=False),
    input_signature=[tf.TensorSpec((1, size, size, 3))],
    autograph=False,
)
pictures = np.random.default_rng(0).integers(0, 256, (PICTURES, 1, size, size, 3)).astype(np.float32)
see(pictures[0])
taken = []
for picture in pictures:
    begun = time.perf_counter()
    see(picture).numpy()
    taken.append(time.perf_counter() - begun)
print(1000 * median(taken))
