"""The browser's arithmetic against NumPy's and Keras': the forward pass, and MNIST's preparation."""

from __future__ import annotations

import base64
import gzip
import itertools
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from modules import offer
from playwright.sync_api import Browser, Page

from lib.models.dense import Dense
from lib.pictures.prepare.prepare import NothingDrawn, prepare, scale
from lib.pictures.sets import digits
from lib.screen.digits.reading import KERAS_CODE
from lib.screen.kit.weights import pack
from lib.settings import ASSETS

FROM_BASE64 = "const bytes = (text) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0));"
TO_BASE64 = "const base64 = (a) => new Uint8Array(a.buffer).reduce((s, b) => s + String.fromCharCode(b), '');"


@pytest.fixture(scope="module")
def scripts(chromium: Browser) -> Page:
    page = chromium.new_page()
    offer(page, "shared/prepare.js", "shared/forward.js")
    page.add_script_tag(content=FROM_BASE64 + TO_BASE64)
    return page


def text(array: np.ndarray | bytes) -> str:
    return base64.b64encode(array if isinstance(array, bytes) else array.astype("<f4").tobytes()).decode()


def numbers(answer: str) -> np.ndarray:
    return np.frombuffer(answer.encode("latin-1"), "<f4")


def read_in_browser(page: Page, network: Dense, x: np.ndarray) -> np.ndarray:
    answer = page.evaluate(
        """([weights, pictures]) => {
          const network = unpackNetwork(bytes(weights));
          const x = new Float32Array(bytes(pictures).buffer);
          const all = new Float32Array(x.length / 784 * 10);
          for (let i = 0; i < x.length / 784; i++) all.set(forward(network, x.subarray(784 * i, 784 * (i + 1))), 10 * i);
          return base64(all);
        }""",
        [text(pack(network)), text(x)],
    )
    return numbers(answer).reshape(-1, 10)


def prepare_in_browser(page: Page, inks: list[np.ndarray], centre: bool) -> list[np.ndarray | None]:
    answers = page.evaluate(
        """([drawings, centre]) => drawings.map(([ink, height, width]) => {
          const picture = prepare(new Float32Array(bytes(ink).buffer), width, height, centre);
          return picture && base64(picture);
        })""",
        [[[text(ink), *ink.shape] for ink in inks], centre],
    )
    return [None if answer is None else numbers(answer).reshape(28, 28) for answer in answers]


def shipped_and_test_digits(count: int) -> tuple[Dense, np.ndarray, np.ndarray]:
    """The shipped reader, test digits (n, 784) in 0-1, and their labels."""
    data = digits.load(download=False)
    rows = data.test[:count]
    network = Dense.from_bytes((ASSETS / "digit_reader.npz").read_bytes())
    return network, scale(data.pictures[rows]), data.labels[rows]


def test_browser_numpy_and_keras_agree_on_1000_test_digits(scripts: Page) -> None:
    from lib.networks.build.dense import to_keras  # only here: it imports tensorflow

    network, x, labels = shipped_and_test_digits(1000)
    browser, numpy_, keras_ = (
        read_in_browser(scripts, network, x),
        network.probabilities(x),
        to_keras(network)(x).numpy(),
    )
    assert np.abs(browser - keras_).max() < 1e-4
    assert np.abs(browser - numpy_).max() < 1e-4
    assert (browser.argmax(1) == labels).mean() > 0.95  # and it is a reading, not noise


def unpacked_in_browser(page: Page, network: Dense) -> Dense:
    parts = page.evaluate(
        """(weights) => {
          const network = unpackNetwork(bytes(weights));
          return [network.weights, network.biases].map((kind) => kind.map((a) => base64(a.slice())));
        }""",
        text(pack(network)),
    )
    weights, biases = ([numbers(part) for part in kind] for kind in parts)
    shapes = itertools.pairwise(network.sizes)
    return Dense(
        tuple(w.reshape(shape) for w, shape in zip(weights, shapes, strict=True)),
        tuple(biases),
    )


def test_the_shipped_reader_is_small_and_answers_the_same_on_every_test_digit(scripts: Page) -> None:
    network, x, _ = shipped_and_test_digits(10_000)
    assert len(gzip.compress(pack(network), 6)) <= 1_500_000
    arrived = unpacked_in_browser(scripts, network)
    assert np.abs(arrived.probabilities(x) - network.probabilities(x)).max() < 1e-4


@pytest.mark.parametrize(
    ("scale_of_weights", "exact"), [(1, False), (100, True), (10_000, True)], ids=["kept", "steep", "huge"]
)
def test_a_large_network_that_rounding_would_change_arrives_exactly(
    scripts: Page, scale_of_weights: float, exact: bool
) -> None:
    rng = np.random.default_rng(0)
    shapes = ((784, 150), (150, 10))
    network = Dense(
        tuple((scale_of_weights * rng.normal(0, a**-0.5, (a, b))).astype(np.float32) for a, b in shapes),
        tuple(rng.normal(0, 1, b).astype(np.float32) for _, b in shapes),
    )
    arrived = unpacked_in_browser(scripts, network)
    same = [np.array_equal(a, b) for a, b in zip(arrived.weights, network.weights, strict=True)]
    assert all(same) == exact
    assert all(np.abs(a - b).max() <= 2.0**-19 for a, b in zip(arrived.weights, network.weights, strict=True))


def test_the_keras_code_that_the_lesson_shows_reads_as_numpy_does(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from lib.networks.build.dense import keras_file

    network, x, labels = shipped_and_test_digits(1)
    (tmp_path / "digits.keras").write_bytes(keras_file(network.to_bytes()))
    np.save(tmp_path / "drawing.npy", x.reshape(28, 28))
    monkeypatch.chdir(tmp_path)
    left: dict[str, Any] = {}
    exec(KERAS_CODE, left)
    np.testing.assert_allclose(left["probabilities"], network.probabilities(x)[0], atol=1e-4)
    assert left["digit"] == labels[0]


@pytest.mark.parametrize("sizes", [(784, 10), (784, 1, 10), (784, 40, 30, 20, 10)])
def test_any_number_of_layers(scripts: Page, sizes: tuple[int, ...]) -> None:
    rng = np.random.default_rng(0)
    shapes = list(itertools.pairwise(sizes))
    network = Dense(
        tuple(rng.normal(0, a**-0.5, (a, b)).astype(np.float32) for a, b in shapes),
        tuple(rng.normal(0, 1, b).astype(np.float32) for _, b in shapes),
    )
    x = rng.random((5, 784), np.float32) * (rng.random((5, 784)) < 0.2)
    assert np.abs(read_in_browser(scripts, network, x) - network.probabilities(x)).max() < 1e-5


def random_drawing(rng: np.random.Generator) -> np.ndarray:
    """A few round-ended strokes between random points on paper of a random size, with soft edges."""
    height, width = rng.integers(3, 110, 2)
    y, x = np.mgrid[:height, :width]
    ink = np.zeros((height, width))
    reach = rng.uniform(0.02, 0.12) * max(height, width)
    at = rng.uniform(0, [height, width])
    for _ in range(rng.integers(1, 6)):
        to = rng.uniform(0, [height, width])
        for share in np.linspace(0, 1, 15):
            cy, cx = at + share * (to - at)
            ink = np.maximum(ink, np.clip(reach + 1 - np.hypot(y - cy, x - cx), 0, 1))
        at = to
    return (255 * ink).round().astype(np.float32) / np.float32(255)  # a canvas has 256 levels


def test_preparation_is_the_same_in_the_browser_for_200_drawings(scripts: Page) -> None:
    rng = np.random.default_rng(1)
    drawings = [random_drawing(rng) for _ in range(200)]
    for centre in (True, False):
        for there, ink in zip(prepare_in_browser(scripts, drawings, centre), drawings, strict=True):
            assert there is not None
            assert np.abs(there - prepare(ink, centre)).max() < 1 / 255


def test_nothing_drawn_is_nothing_in_both(scripts: Page) -> None:
    empty = np.zeros((140, 140), np.float32)
    for centre in (True, False):
        assert prepare_in_browser(scripts, [empty], centre) == [None]
        with pytest.raises(NothingDrawn):
            prepare(empty, centre)


def test_straight_bars_fall_the_same_way(scripts: Page) -> None:
    """Their centre of mass lies exactly half-way between two pixels."""
    bars = [np.ones(shape, np.float32) for shape in ((20, 2), (2, 20), (9, 9), (140, 140), (1, 1), (7, 3))]
    for there, ink in zip(prepare_in_browser(scripts, bars, True), bars, strict=True):
        assert there is not None
        np.testing.assert_allclose(there, prepare(ink), atol=1e-6)
