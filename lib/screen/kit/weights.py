"""Sends a network's weights to the browser, once, apart from everything that changes.

Streamlit sends a component's `data` again only when it has changed; so the weights have a component of their
own, which draws nothing and keeps them in the page under their digest. Views (sketchpad, network view) name the
digest. It knows nothing of drawing.
"""

from __future__ import annotations

import contextlib
import hashlib

import numpy as np
from streamlit.errors import StreamlitDuplicateElementKey

from lib.models.dense import Dense
from lib.screen.kit.web import component

_COMPONENT = component("weights", "shared/forward.js")


def pack(network: Dense) -> tuple[str, bytes]:
    """The network's digest (16 hexadecimal digits) and its bytes as `unpackNetwork` in forward.js reads them.

    Digest, number of sizes, sizes (uint32), then each layer's weights (inputs, nodes) and biases, float32,
    little-endian.
    """
    head = np.array([len(network.sizes), *network.sizes], "<u4")
    layers = zip(network.weights, network.biases, strict=True)
    parts = [head.tobytes(), *(a.astype("<f4").tobytes() for layer in layers for a in layer)]
    digest = hashlib.sha256()
    for part in parts:
        digest.update(part)
    name = digest.hexdigest()[:16]
    return name, b"".join([name.encode(), *parts])


def send_weights(network: Dense) -> str:
    """Makes the network known to the browser and returns its digest."""
    digest, data = pack(network)
    with contextlib.suppress(StreamlitDuplicateElementKey):  # another view on this page has sent it
        _COMPONENT(key=f"weights-{digest}", data=data, height="content")
    return digest
