"""Sends a network's weights to the browser, once, apart from everything that changes.

They have a component of their own, which draws nothing and keeps them in the page under their digest. Views
(sketchpad, network view) name the digest. It knows nothing of drawing.
"""

from __future__ import annotations

import contextlib
import hashlib
from weakref import WeakKeyDictionary

import numpy as np
from streamlit.errors import StreamlitDuplicateElementKey

from lib.models.dense import Dense
from lib.screen.kit.files import deliver
from lib.screen.kit.web import component

# Packed weights are multiples of 2**-18: the coarsest at which the shipped reader keeps its answers
STEP = 18
LARGEST = 32.0  # a packed weight is smaller: 24 bits hold it
WORTH_PACKING = 100_000  # weights; fewer travel as they are
AGREE = 7e-5  # of a probability, on the probe; leaves room to the 1e-4 that is promised on digits

_COMPONENT = component("weights")
_sent: WeakKeyDictionary[Dense, tuple[str, str]] = WeakKeyDictionary()  # its digest, and its file's name


def digest(network: Dense) -> str:
    """16 hexadecimal digits of a SHA-256 of all its numbers."""
    found = hashlib.sha256(np.array(network.sizes, "<u4").tobytes())
    for layer in zip(network.weights, network.biases, strict=True):
        for array in layer:
            found.update(array.astype("<f4").tobytes())
    return found.hexdigest()[:16]


def pack(network: Dense) -> bytes:
    """The network as `unpackNetwork` in forward.js reads it, little-endian.

    Its digest; uint32: number of sizes, sizes, step; float32: each layer's biases; then each layer's weights (inputs,
    nodes). With step 0 these are float32. Else they are multiples of 2**-step in three planes of bytes, lowest first, the
    sign in the last bit: what differs little stands together, and gzip makes two thirds of it. Large networks that
    answer the same so are packed so.
    """
    step = STEP if _may_be_rounded(network) else 0
    head = np.array([len(network.sizes), *network.sizes, step], "<u4")
    parts = [digest(network).encode(), head.tobytes()]
    parts += [b.astype("<f4").tobytes() for b in network.biases]
    parts += [_planes(w) if step else w.astype("<f4").tobytes() for w in network.weights]
    return b"".join(parts)


def send_weights(network: Dense) -> str:
    """Makes the network known to the browser and returns its digest."""
    known, name = _sent.get(network) or (digest(network), "")
    with contextlib.suppress(StreamlitDuplicateElementKey):  # another view on this page has sent it
        name = deliver(_COMPONENT, f"weights-{known}", name, lambda: pack(network))
    _sent[network] = known, name
    return known


def _may_be_rounded(network: Dense) -> bool:
    """Whether it answers the same with its weights in steps, on made-up pictures of a digit's size and ink."""
    count = sum(w.size for w in network.weights)
    if count < WORTH_PACKING or not all(np.abs(w).max() < LARGEST for w in network.weights):
        return False
    rng = np.random.default_rng(0)
    side = int(np.sqrt(network.sizes[0] / 16))  # blots of 4 x 4 pixels, a quarter of them inked
    inks = np.where(rng.random((256, side, side)) < 0.25, rng.random((256, side, side)), 0).astype(np.float32)
    probe = inks.repeat(4, axis=1).repeat(4, axis=2).reshape(256, -1)  # (256, 784)
    if probe.shape[1] != network.sizes[0]:
        return False
    rounded = Dense(
        tuple(np.ldexp(_steps(w).astype(np.float32), -STEP) for w in network.weights), network.biases
    )
    return bool(np.abs(rounded.probabilities(probe) - network.probabilities(probe)).max() < AGREE)


def _steps(weights: np.ndarray) -> np.ndarray:
    return np.rint(np.ldexp(weights, STEP)).astype(np.int32)


def _planes(weights: np.ndarray) -> bytes:
    steps = _steps(weights).ravel()
    folded = ((steps << 1) ^ (steps >> 31)).astype("<u4")  # 0, -1, 1, -2, ... become 0, 1, 2, 3, ...
    return folded.view(np.uint8).reshape(-1, 4).T[:3].tobytes()
