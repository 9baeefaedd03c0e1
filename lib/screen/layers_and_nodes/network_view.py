"""The network view: any dense network drawn node by node, with the numbers of one picture in it.

Weights, test digits and pictures travel apart, each only when it has changed; the browser computes everything
that is shown. It knows nothing of lessons and keeps nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import streamlit as st

from lib.models.dense import Dense
from lib.pictures.prepare.data_urls import as_text
from lib.screen.kit.files import deliver
from lib.screen.kit.web import component
from lib.screen.kit.weights import send_weights

DIGIT_LABELS = tuple("0123456789")

MOST = 2_000  # silenced nodes that are listened to: more than any network here has

_VIEW = component("network_view")
_FEED = component("feeds")
_digit_files: dict[str, str] = {}  # digest of test digits -> their file's name; one or two in a process


@dataclass(frozen=True)
class Acted:
    """What the learner has done in a view so far."""

    ways: frozenset[
        str
    ]  # "played", "opened" (a node), "changed" (a weight, a bias, an input), "silenced" (a node)
    silenced: tuple[
        tuple[int, int], ...
    ]  # layer (1 = the first that computes) and node, from 0, of those silent now


def network_view(
    network: Dense,
    *,
    key: str,
    picture: str,
    labels: Sequence[str] = DIGIT_LABELS,
    inputs: Sequence[str] | None = None,
    digits: str | None = None,
    named: int | None = None,
) -> Acted:
    """Shows the network and returns what the learner has done in it so far.

    Args:
        picture: name under which `send_picture`, or the sketchpad of that key, offers what the network reads.
        labels: one for each output node.
        inputs: names of the input nodes where they are no pixels; their values can then be changed too.
        digits: digest of test digits (`send_digits`); their accuracy follows every change.
        named: a node of layer 1, from 0, that the page speaks of: one click opens it.
    """
    with st.container(gap=None):  # the weights' component is empty and must not take a gap
        digest = send_weights(network)
        data = {
            "network": digest,
            "picture": picture,
            "labels": list(labels),
            "inputs": None if inputs is None else list(inputs),
            "digits": digits,
            "named": named,
        }
        state = _VIEW(
            key=key,
            data=data,
            on_acted_change=lambda: None,
            on_silenced_change=lambda: None,
            height="content",
        )
    acted = state.get("acted")
    return Acted(
        frozenset(str(each) for each in acted) if isinstance(acted, list) else frozenset(),
        _nodes(state.get("silenced"), network, digest),
    )


def _nodes(said: Any, network: Dense, digest: str) -> tuple[tuple[int, int], ...]:
    """The silenced nodes as the browser tells them; what is no node of this network's hidden layers is left out."""
    if not isinstance(said, dict) or said.get("network") != digest or not isinstance(said.get("nodes"), list):
        return ()
    found = [tuple(each) for each in said["nodes"] if isinstance(each, list) and len(each) == 2]
    return tuple(
        (layer, node)
        for layer, node in found[:MOST]
        if type(layer) is int and type(node) is int
        and 0 < layer < len(network.sizes) - 1 and 0 <= node < network.sizes[layer]
    )  # fmt: skip


def send_picture(name: str, values: np.ndarray) -> None:
    """Offers input values (any shape, float, 0 to 1) to the views that name `name`."""
    text = as_text(values, "<f4")
    _FEED(key=f"feed-{name}", data={"name": name, "values": text}, height="content")


def send_digits(digest: str, make: Callable[[], tuple[np.ndarray, np.ndarray]]) -> str:
    """Makes test digits known to the browser under their digest, which it returns.

    Args:
        digest: 16 hexadecimal digits, the same for the same digits.
        make: gives them, uint8 (n, 28, 28), and their labels (n,); not called where the browser can have them already.
    """

    def body() -> bytes:
        images, labels = make()
        n = np.array([len(labels)], "<u4").tobytes()
        return digest.encode() + n + labels.astype(np.uint8).tobytes() + images.astype(np.uint8).tobytes()

    _digit_files[digest] = deliver(_FEED, f"feed-{digest}", _digit_files.get(digest, ""), body)
    return digest
