"""A base as one file for the browser: a plan of operations, and its weights with batch normalisation folded into them.

It reads the weight files itself and knows nothing of tensorflow, so that the app may make a base in a process of some 60 MB:

    python -m lib.models.browser_base mobilenet_v2 weights.h5 base.gz names.gz

The file, packed by gzip: a number of four bytes, n; n bytes of JSON, `{"rooms": [...], "steps": [...]}`; then each step's kernel
and bias in turn. All numbers little-endian. `lib/screen/web/base/network.js` reads it and says what a step does.

The base's last layer, which gives the original's 1,000 names, is a file of its own, for few pages ask for it: the same four bytes
and JSON, `{"names": [...], "cats": [first, end], "dogs": [first, end]}`; then its kernel (features, 1000) as float16, its bias as
float32. `lib/screen/web/base/original.js` reads it.
"""

from __future__ import annotations

import gzip
import json
import os
import struct
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from lib.models.bases import BASES, CATS, DOGS, imagenet_names

RUNS = ("mobilenet_v2", "mobilenet_v2_035", "pocket")  # bases that `pack` can make
FORM = 1  # of the files; another number makes each server's bases anew
EPSILON = 1e-3  # of every batch normalisation in these bases

# MobileNetV2 (Sandler et al. 2018, arXiv:1801.04381): the blocks that halve the sides
HALVING = {1, 3, 6, 13}
# Pocket's residual blocks a stage, as `lib.networks.build.pocket` has them
POCKET_STAGES = (2, 3, 3)
LAST_LAYER = {"pocket": "names"}  # what it is called, where it is not Keras' "predictions"

Layers = dict[str, list[np.ndarray]]  # a layer's arrays by its name, in Keras' order


@dataclass(frozen=True)
class Map:
    """What a step leaves: a square map."""

    number: int  # of the step that makes it; -1 the picture
    side: int
    channels: int


class Plan:
    """Steps in the order in which they run, with their weights.

    Args:
        layers: of the weight file.
        size: side of the picture.
    """

    def __init__(self, layers: Layers, size: int) -> None:
        self._layers = layers
        self.picture = Map(-1, size, 3)
        self.steps: list[dict[str, Any]] = []
        self._arrays: list[bytes] = []

    def _add(self, side: int, channels: int, of: list[Map], **step: Any) -> Map:
        self.steps.append(step | {"of": [m.number for m in of], "side": side, "channels": channels})
        return Map(len(self.steps) - 1, side, channels)

    def conv(self, x: Map, layer: str, norm: str, stride: int = 1, cut: str = "none") -> Map:
        """A convolution, with the batch normalisation behind it folded into it; "same" padding as Keras has it.

        `cut` is what becomes of the sums: "none", "relu" or "relu6". A kernel goes as float16; one of a depthwise
        convolution has few numbers and large ones, and as float16 would cost a hundredth of the features, so it goes as
        float32, as every bias does.
        """
        kernel = self._layers[layer][0].astype(np.float64)  # (h, w, in, out), depthwise (h, w, channels, 1)
        gamma, beta, mean, variance = (a.astype(np.float64) for a in self._layers[norm])
        factor = gamma / np.sqrt(variance + EPSILON)
        depthwise = kernel.shape[3] == 1
        kernel = kernel * (factor[:, None] if depthwise else factor)
        side, width = -(-x.side // stride), kernel.shape[0]
        around = max(0, (side - 1) * stride + width - x.side)
        self._arrays += [
            kernel.astype("<f4" if depthwise else "<f2").tobytes(),
            (beta - mean * factor).astype("<f4").tobytes(),
        ]
        pad = [around // 2, around - around // 2]
        what = {
            "do": "depthwise" if depthwise else "conv",
            "width": width,
            "stride": stride,
            "pad": pad,
            "cut": cut,
        }
        return self._add(side, len(factor), [x], **what, input=x.channels, inputSide=x.side)

    def add(self, a: Map, b: Map, cut: str = "none") -> Map:
        """The sum of two maps of one shape."""
        return self._add(a.side, a.channels, [a, b], do="add", cut=cut)

    def halve(self, x: Map) -> Map:
        """The mean of each 2 x 2 places; `x.side` is even."""
        return self._add(x.side // 2, x.channels, [x], do="halve")

    def to_bytes(self) -> bytes:
        """The file, not packed yet. What the last step leaves is the last map; its mean over the places are the features."""
        rooms = self._share_rooms()
        return _file({"rooms": rooms, "steps": self.steps}, self._arrays)

    def _share_rooms(self) -> list[int]:
        """Gives each map a room that no map which is still needed lies in; returns how many numbers each holds.

        Rooms that are used again and again stay in the processor's cache.
        """
        last = {of: i for i, step in enumerate(self.steps) for of in step["of"]}
        rooms = [self.picture.side**2 * self.picture.channels]
        lies: dict[int, int] = {-1: 0}  # map -> room
        free: list[int] = []
        for i, step in enumerate(self.steps):
            if free:
                room = free.pop()
            else:
                room = len(rooms)
                rooms.append(0)
            rooms[room] = max(rooms[room], step["side"] ** 2 * step["channels"])
            lies[i] = room
            step["from"] = [lies[of] for of in step["of"]]
            step["to"] = room
            free += [lies[of] for of in dict.fromkeys(step.pop("of")) if last[of] == i]
        return rooms


def pack(name: str, weights: Path, size: int = 0) -> bytes:
    """The file's bytes, packed: the same for the same weights.

    Args:
        name: one of `RUNS`.
        weights: a file of the base's, as `lib.models.bases` names them.
        size: side of the square that it is shown; the base's own unless told.

    Raises:
        KeyError, OSError, ValueError: the file does not hold the weights of this base.
    """
    base = BASES[name]
    read, plan = (_of_npz, _pocket) if name == "pocket" else (_of_h5, _mobilenet)
    made = Plan(read(weights), size or base.size)
    plan(made)
    return gzip.compress(made.to_bytes(), 6, mtime=0)


def pack_names(name: str, weights: Path) -> bytes:
    """The file with the base's last layer, packed; arguments and errors as of `pack`. The weights must come with that layer."""
    layers = _of_npz(weights) if name == "pocket" else _of_h5(weights)
    kernel, bias = layers[LAST_LAYER.get(name, "predictions")]
    head = {"names": imagenet_names(), "cats": [CATS.start, CATS.stop], "dogs": [DOGS.start, DOGS.stop]}
    return gzip.compress(
        _file(head, [kernel.astype("<f2").tobytes(), bias.astype("<f4").tobytes()]), 6, mtime=0
    )


def _file(head: dict[str, Any], arrays: list[bytes]) -> bytes:
    told = json.dumps(head, separators=(",", ":")).encode()
    return struct.pack("<I", len(told)) + told + b"".join(arrays)


def _mobilenet(plan: Plan) -> None:
    x = plan.conv(plan.picture, "Conv1", "bn_Conv1", 2, "relu6")
    for number in range(17):
        name = f"block_{number}" if number else "expanded_conv"
        stride = 2 if number in HALVING else 1
        wide = plan.conv(x, f"{name}_expand", f"{name}_expand_BN", cut="relu6") if number else x
        wide = plan.conv(wide, f"{name}_depthwise", f"{name}_depthwise_BN", stride, "relu6")
        y = plan.conv(wide, f"{name}_project", f"{name}_project_BN")
        x = plan.add(x, y) if (stride, y.channels) == (1, x.channels) else y
    plan.conv(x, "Conv_1", "Conv_1_bn", cut="relu6")


def _pocket(plan: Plan) -> None:
    def unit(x: Map, name: str, stride: int = 1, cut: str = "relu") -> Map:
        return plan.conv(x, f"{name}_conv", f"{name}_bn", stride, cut)

    x = unit(unit(plan.picture, "stem_1", 2), "stem_2", 2)
    for name, strided in _pocket_blocks():
        short = unit(plan.halve(x), f"{name}_short", cut="none") if strided else x
        y = unit(unit(x, f"{name}_a", 2 if strided else 1), f"{name}_b", cut="none")
        x = plan.add(short, y, "relu")
    unit(x, "blocks_end")


def _pocket_blocks() -> list[tuple[str, bool]]:
    """Each block's name, and whether it halves the sides."""
    return [
        (f"block_{stage}_{block}", stage > 1 and block == 1)
        for stage, blocks in enumerate(POCKET_STAGES, start=1)
        for block in range(1, blocks + 1)
    ]


def _of_npz(path: Path) -> Layers:
    """Pocket's file has no names, but Keras' order: by depth, and a block's short cut lies beside its second convolution."""
    names = ["stem_1_conv", "stem_1_bn", "stem_2_conv", "stem_2_bn"]
    for block, strided in _pocket_blocks():
        beside = [f"{block}_short", f"{block}_b"] if strided else [f"{block}_b"]
        names += [f"{block}_a_conv", f"{block}_a_bn"]
        names += [f"{unit}_{kind}" for kind in ("conv", "bn") for unit in beside]
    names += ["blocks_end_conv", "blocks_end_bn", "names"]
    counts = {"conv": 1, "bn": 4, "names": 2}
    with np.load(path, allow_pickle=False) as file:
        arrays = iter([file[key] for key in sorted(file.files)])
    return {name: [next(arrays) for _ in range(counts[name.split("_")[-1]])] for name in names}


def _of_h5(path: Path) -> Layers:
    import h5py  # only here: the app's process reads no such file

    with h5py.File(path) as file:
        return {name: [group[key][()] for key in group.attrs["weight_names"]] for name, group in file.items()}


def main(name: str, weights: str, out: str, names: str = "") -> None:
    """Writes the packed files; each is there whole, or not at all, and the base last.

    Args:
        names: where the last layer goes; "" where the weights come without it.
    """
    if names:
        _write(names, pack_names(name, Path(weights)))
    _write(out, pack(name, Path(weights)))


def _write(out: str, data: bytes) -> None:
    part = Path(f"{out}.{os.getpid()}")
    part.write_bytes(data)
    part.replace(out)


if __name__ == "__main__":
    main(*sys.argv[1:])
