"""The catalogue of pretrained bases: what each needs, where its weights come from, what its 1,000 names are.

It knows nothing of tensorflow, so that pages may read it; `lib.networks.build.bases` builds what stands here.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal

from lib.settings import ASSETS

CATS = range(281, 286)  # ImageNet's domestic cats: tabby, tiger cat, Persian, Siamese, Egyptian
DOGS = range(151, 269)  # its 118 breeds of dog, Chihuahua to Mexican hairless
KERAS = "https://storage.googleapis.com/tensorflow/keras-applications"

Scaling = Literal["minus_one_to_one", "caffe", "efficientnet"]

SCRATCH_SIZE = 96  # pixels of a side: enough to see an ear, and a third of the arithmetic of 160


@dataclass(frozen=True)
class WeightFile:
    """One file of weights, as Keras names it in the `models` folder of its cache."""

    name: str
    address: str  # "" where the file ships with the course
    megabytes: float
    top: bool  # with the last layer, so that the original model can be asked
    md5: str = ""  # as Keras publishes it; "" where it publishes none
    fetch: bool = True  # False: used where the cache has it, but too large to download for a lesson


@dataclass(frozen=True)
class Base:
    """One pretrained base. Parameters are counted with and without the last layers."""

    name: str
    title: str
    about: str  # one plain sentence
    size: int  # side of the square it is shown, in pixels
    parameters: int  # of the base alone
    original_parameters: int
    scaling: Scaling
    joins: str  # the layer whose pooled output the head reads
    features: int  # numbers a photo after pooling
    files: tuple[WeightFile, ...]  # in the order in which they are looked for
    licence: str
    source: str
    blocks: tuple[tuple[str, str], ...] = ()  # (title, first layer), from the pixels to the head


def _mobilenet_files(width: str, with_top: float, without: float) -> tuple[WeightFile, ...]:
    name = f"mobilenet_v2_weights_tf_dim_ordering_tf_kernels_{width}_224"
    folder = f"{KERAS}/mobilenet_v2"
    return (
        WeightFile(f"{name}.h5", f"{folder}/{name}.h5", with_top, top=True),
        WeightFile(f"{name}_no_top.h5", f"{folder}/{name}_no_top.h5", without, top=False),
    )


MOBILENET_BLOCKS = (
    ("First convolution", "Conv1"),
    ("Block 0", "expanded_conv_depthwise"),
    *((f"Block {i}", f"block_{i}_expand") for i in range(1, 17)),
    ("Last convolution", "Conv_1"),
)
VGG_BLOCKS = tuple((f"Block {i}", f"block{i}_conv1") for i in range(1, 6))
RESNET_BLOCKS = (
    ("First convolution", "conv1_conv"),
    *(
        (f"Block {stage}.{block}", f"conv{stage}_block{block}_preact_bn")
        for stage, count in ((2, 3), (3, 4), (4, 6), (5, 3))
        for block in range(1, count + 1)
    ),
)
EFFICIENTNET_BLOCKS = (
    ("First convolution", "stem_conv"),
    ("Block 1a", "block1a_dwconv"),
    *(
        (f"Block {stage}{letter}", f"block{stage}{letter}_expand_conv")
        for stage, letters in ((2, "ab"), (3, "ab"), (4, "abc"), (5, "abc"), (6, "abcd"), (7, "a"))
        for letter in letters
    ),
    ("Last convolution", "top_conv"),
)
POCKET_BLOCKS = (
    ("First convolutions", "stem_1_conv"),
    *((f"Block {stage}.{i}", f"block_{stage}_{i}_a_conv") for stage, n in ((1, 2), (2, 3), (3, 3)) for i in range(1, n + 1)),
    ("Last convolution", "blocks_end_conv"),
)  # fmt: skip

BASES: Mapping[str, Base] = {
    base.name: base
    for base in (
        Base(
            name="mobilenet_v2",
            title="MobileNetV2",
            about="Made for phones: small, fast, and trained on 1.3 million photos.",
            size=160,  # its weights for 224 pixels work at 160 too, in half the time
            parameters=2_257_984,
            original_parameters=3_538_984,
            scaling="minus_one_to_one",
            joins="out_relu",
            features=1280,
            files=_mobilenet_files("1.0", 14.5, 9.4),
            licence="Apache-2.0",
            source="Sandler et al. 2018, arXiv:1801.04381",
            blocks=MOBILENET_BLOCKS,
        ),
        Base(
            name="mobilenet_v2_035",
            title="MobileNetV2 0.35",
            about="The same, with about a third of the channels in each layer.",
            size=160,
            parameters=410_208,
            original_parameters=1_691_208,
            scaling="minus_one_to_one",
            joins="out_relu",
            features=1280,
            files=_mobilenet_files("0.35", 7.1, 2.0),
            licence="Apache-2.0",
            source="Sandler et al. 2018, arXiv:1801.04381",
            blocks=MOBILENET_BLOCKS,
        ),
        Base(
            name="vgg16",
            title="VGG16",
            about="Plain and large: thirteen convolutions, one after the other.",
            size=224,  # the only size that its last layers accept
            parameters=14_714_688,
            original_parameters=138_357_544,
            scaling="caffe",
            joins="block5_pool",
            features=512,
            files=(
                WeightFile(
                    "vgg16_weights_tf_dim_ordering_tf_kernels.h5",
                    f"{KERAS}/vgg16/vgg16_weights_tf_dim_ordering_tf_kernels.h5",
                    553.5, top=True, md5="64373286793e3c8b2b4e3219cbf3544b", fetch=False,
                ),
                WeightFile(
                    "vgg16_weights_tf_dim_ordering_tf_kernels_notop.h5",
                    f"{KERAS}/vgg16/vgg16_weights_tf_dim_ordering_tf_kernels_notop.h5",
                    58.9, top=False, md5="6d6bbae143d832006294945121d1f1fc",
                ),
            ),
            licence="CC BY 4.0",
            source="Simonyan & Zisserman 2015, arXiv:1409.1556",
            blocks=VGG_BLOCKS,
        ),
        Base(
            name="resnet50_v2",
            title="ResNet50V2",
            about="Fifty layers deep, with short cuts around every three.",
            size=224,
            parameters=23_564_800,
            original_parameters=25_613_800,
            scaling="minus_one_to_one",
            joins="post_relu",
            features=2048,
            files=(
                WeightFile(
                    "resnet50v2_weights_tf_dim_ordering_tf_kernels.h5",
                    f"{KERAS}/resnet/resnet50v2_weights_tf_dim_ordering_tf_kernels.h5",
                    102.9, top=True, md5="3ef43a0b657b3be2300d5770ece849e0",
                ),
                WeightFile(
                    "resnet50v2_weights_tf_dim_ordering_tf_kernels_notop.h5",
                    f"{KERAS}/resnet/resnet50v2_weights_tf_dim_ordering_tf_kernels_notop.h5",
                    94.7, top=False, md5="fac2f116257151a9d068a22e544a4917",
                ),
            ),
            licence="Apache-2.0",
            source="He et al. 2016, arXiv:1603.05027",
            blocks=RESNET_BLOCKS,
        ),
        Base(
            name="efficientnet_b0",
            title="EfficientNetB0",
            about="Its depth, width and picture size were chosen together by a search.",
            size=224,
            parameters=4_049_571,
            original_parameters=5_330_571,
            scaling="efficientnet",
            joins="top_activation",
            features=1280,
            files=(
                WeightFile(
                    "efficientnetb0.h5",
                    "https://storage.googleapis.com/keras-applications/efficientnetb0.h5",
                    21.8, top=True, md5="902e53a9f72be733fc0bcb005b3ebbac",
                ),
                WeightFile(
                    "efficientnetb0_notop.h5",
                    "https://storage.googleapis.com/keras-applications/efficientnetb0_notop.h5",
                    16.7, top=False, md5="50bc09e76180e00e4465e1a485ddc09d",
                ),
            ),
            licence="Apache-2.0",
            source="Tan & Le 2019, arXiv:1905.11946",
            blocks=EFFICIENTNET_BLOCKS,
        ),
        Base(
            name="pocket",
            title="Pocket",
            about="Our own, small enough to ship with the course: MobileNetV2 taught it.",
            size=112,  # chosen on the 400 validation photos; its crops had 64 and 80, and things look larger in crops
            parameters=2_473_504,
            original_parameters=2_794_504,
            scaling="minus_one_to_one",
            joins="blocks_end_relu",
            features=320,
            files=(WeightFile("pocket.npz", "", 5.6, top=True),),
            licence="MIT",
            source="scripts/pretrain_pocket.py",
            blocks=POCKET_BLOCKS,
        ),
    )
}  # fmt: skip


def animal_of(name_number: int) -> Literal["cat", "dog"] | None:
    """The animal that one of ImageNet's 1,000 names (0 to 999) is a breed of, or None."""
    if name_number in CATS:
        return "cat"
    return "dog" if name_number in DOGS else None


@cache
def imagenet_names() -> tuple[str, ...]:
    """The 1,000 names, in the order of the outputs, as a reader writes them: "golden retriever"."""
    return tuple(json.loads((ASSETS / "imagenet_names.json").read_text(encoding="utf-8")))


def side_shown(method: str, base: str) -> int:
    """Of the square, in pixels, that a model retrained by this method on this base is shown."""
    return SCRATCH_SIZE if method == "scratch" else BASES[base].size
