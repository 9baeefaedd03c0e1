"""The network view in a real browser: what it shows is the network's, adds up, and follows every change."""

from __future__ import annotations

import base64
from collections.abc import Iterator

import numpy as np
import pytest
from modules import offer
from playwright.sync_api import Browser, Page, expect

from lib.measure.silence import without_node
from lib.models.dense import Dense
from lib.pictures.prepare.prepare import scale
from lib.pictures.sets import digits
from lib.screen.kit.web import read
from lib.screen.kit.weights import pack
from lib.settings import ASSETS

MOUNT = """([html, css, weights, pixels, labels, names]) => {
  const bytes = (text) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
  document.body.innerHTML = `<style>${css} :root { --ink: #1b2a41; --raised: #fff; --muted: #566073; --accent: #1d5fd1; --line: #ddd; }</style>${html}`;
  const network = unpackNetwork(bytes(weights));
  layersPage.networks.put(network.digest, network);
  layersPage.digits.put("test", { labels: bytes(labels), images: bytes(pixels) });
  const data = { network: network.digest, picture: "digit", labels: names, inputs: null, digits: "test" };
  globalThis.acted = [];
  globalThis.default({ parentElement: document.body, data, setStateValue: (name, value) => (globalThis[name] = value) });
  globalThis.showDigit = (i) => {
    const picture = Float32Array.from(bytes(pixels).subarray(784 * i, 784 * i + 784), (p) => p / 255);
    layersPage.pictures.put("digit", picture);
  };
  showDigit(0);
}"""
ALL_SHOWN = """async (count) => {
  const frame = () => new Promise(requestAnimationFrame);
  const box = document.querySelector(".numbers"), select = box.querySelector("select");
  box.open = true;
  const shown = [];
  for (let i = 0; i < count; i++) {
    showDigit(i);
    await frame();
    await frame();
    const one = [];
    for (const option of select.options) {
      select.value = option.value;
      select.onchange();
      for (const row of box.querySelectorAll("tbody tr")) one.push(Number(row.cells[2].dataset.value));
    }
    shown.push(one);
  }
  return shown;
}"""


def text(data: bytes) -> str:
    return base64.b64encode(data).decode()


def number(shown: str) -> float:
    return float(shown.replace("−", "-").replace(",", ""))


@pytest.fixture(scope="module")
def reader() -> Dense:
    return Dense.from_bytes((ASSETS / "digit_reader.npz").read_bytes())


@pytest.fixture(scope="module")
def test_part() -> tuple[np.ndarray, np.ndarray]:
    """Up to 1,000 test digits, uint8, and their labels."""
    data = digits.load(download=False)
    rows = data.test[:1000]
    return data.pictures[rows], data.labels[rows]


@pytest.fixture
def view(chromium: Browser, reader: Dense, test_part: tuple[np.ndarray, np.ndarray]) -> Iterator[Page]:
    page = chromium.new_page(viewport={"width": 1200, "height": 900})
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    offer(page, "shared/forward.js", "network_view/network_view.js")
    html, css = (read(f"network_view/network_view.{kind}") for kind in ("html", "css"))
    pixels, labels = test_part
    parts = [
        html,
        css,
        text(pack(reader)),
        text(pixels.tobytes()),
    ]
    page.evaluate(MOUNT, [*parts, text(labels.astype(np.uint8).tobytes()), list("0123456789")])
    yield page
    page.close()
    assert not errors, errors


def open_node(view: Page, layer: int, node: int) -> None:
    """Through the table behind the drawing, as a screen reader would."""
    view.locator(".numbers").evaluate("box => (box.open = true)")
    view.locator(".numbers select").select_option(str(layer))
    view.get_by_role("button", name=f"Open node {node + 1}", exact=True).click()


def correct(network: Dense, test_part: tuple[np.ndarray, np.ndarray]) -> int:
    pixels, labels = test_part
    return int((network.probabilities(scale(pixels)).argmax(axis=1) == labels).sum())


def expect_score(view: Page, right: int, total: int) -> None:
    expect(view.locator(".score")).to_contain_text(f"{right:,} of {total:,},")


def test_every_activation_shown_is_keras_own(
    view: Page, reader: Dense, test_part: tuple[np.ndarray, np.ndarray]
) -> None:
    import keras

    from lib.networks.build.dense import to_keras  # only here: it imports tensorflow

    shown = np.array(view.evaluate(ALL_SHOWN, 50))  # (50, hidden nodes and logits)
    model = to_keras(reader)
    model.layers[-1].activation = keras.activations.linear  # the view's last column is the logits
    every_layer = keras.Model(model.inputs[0], [layer.output for layer in model.layers])
    wanted = np.concatenate([np.array(each) for each in every_layer(scale(test_part[0][:50]))], axis=1)
    assert shown.shape == wanted.shape
    np.testing.assert_allclose(shown, wanted, rtol=1e-4, atol=1e-4 * np.abs(wanted).max())


@pytest.mark.parametrize(("layer", "node"), [(1, 3), (1, 300), (2, 17), (3, 7)])
def test_a_nodes_terms_add_up_as_shown(view: Page, reader: Dense, layer: int, node: int) -> None:
    open_node(view, layer, node) if layer < 3 else open_output(view, node)
    rows = view.locator(".terms tbody tr")
    expect(rows.last).to_be_visible()
    named = [(row.locator("th").inner_text(), row.locator("td").last.inner_text()) for row in rows.all()]
    products = [number(value) for name, value in named if name not in {"sum", "ReLU of it"}]
    total = number(dict(named)["sum"])
    assert round(sum(products), 3) == total
    assert f"= {dict(named)['sum']}" in view.locator(".formula").inner_text()
    if layer < 3:
        assert number(dict(named)["ReLU of it"]) == max(0.0, total)
    exact = float(view.locator(".terms .sum td").last.get_attribute("data-value") or "nan")
    assert total == pytest.approx(exact, abs=0.0006)


def open_output(view: Page, digit: int) -> None:
    view.locator(".numbers").evaluate("box => (box.open = true)")
    view.locator(".numbers select").select_option("3")
    view.get_by_role("button", name=f"Open node {digit}", exact=True).click()


def test_probabilities_add_up_to_one_as_shown(view: Page) -> None:
    shares = [number(cell.inner_text()) for cell in view.locator(".softmax tbody td:last-child").all()]
    assert len(shares) == 10
    assert round(sum(shares), 3) == 1
    expect(view.locator(".softmax tfoot td").last).to_have_text("1.000")


def test_changes_are_measured_at_once_and_taken_back(
    view: Page, reader: Dense, test_part: tuple[np.ndarray, np.ndarray]
) -> None:
    total = len(test_part[1])
    expect_score(view, correct(reader, test_part), total)
    first = int(np.abs(reader.weights[1]).sum(axis=1).argmax())  # a node that much hangs on

    open_node(view, 1, first)
    view.locator(".silence").click()
    assert view.evaluate("silenced.nodes") == [[1, first]]
    silenced = without_node(reader, 1, first)
    expect_score(view, correct(silenced, test_part), total)

    bias = view.get_by_label("bias", exact=True)
    open_node(view, 2, 5)
    bias.fill("30")
    bias.press("Enter")
    shifted = Dense(silenced.weights, tuple(b.copy() for b in silenced.biases))
    shifted.biases[1][5] = 30
    assert correct(shifted, test_part) < correct(reader, test_part)
    expect_score(view, correct(shifted, test_part), total)

    view.locator(".undo").click()
    expect_score(view, correct(reader, test_part), total)
    assert view.evaluate("acted") == ["changed", "opened", "silenced"]
    assert view.evaluate("silenced.nodes") == []  # undone


def test_keys_walk_open_and_go_back(view: Page) -> None:
    drawing = view.locator(".drawing")
    drawing.focus()
    drawing.press("ArrowDown")
    expect(view.locator(".title")).to_have_text("Layer 1, node 1")
    drawing.press("ArrowDown")
    drawing.press("Enter")
    expect(view.locator(".title")).to_have_text("Layer 1, node 2")
    expect(view.locator(".spoken")).to_contain_text("Layer 1, node 2")
    for _ in range(60):
        drawing.press("ArrowRight")
    expect(view.locator(".title")).to_contain_text("Output node")
    drawing.press("Escape")
    expect(view.locator(".title")).to_have_text("From logits to probabilities")


def test_a_number_marks_its_term_in_the_formula(view: Page) -> None:
    open_node(view, 1, 3)
    view.locator(".terms tbody tr").first.hover()
    expect(view.locator(".formula .marked")).to_have_count(1)
    expect(view.locator(".spot").first).to_be_visible()
    view.locator(".terms input").nth(1).focus()
    marked = view.locator(".terms tbody tr.marked th").inner_text()
    assert marked == view.locator(".terms tbody tr").nth(1).locator("th").inner_text()
