"""Bases in a Chromium with no graphics card, against Keras on one thread; a new head for 3 classes of 20 pictures; bytes.

MobileNetV2 0.35 at 224 pixels is what Teachable Machine shows pictures to: here by the same kernels of TensorFlow.js. What a
picture takes is that of the quickest of 180 on both sides, as on a machine that does nothing else: others only add to it.
"""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

from bench.browser import chromium
from lib.door.files import files
from lib.models import browser_base
from lib.models.bases import BASES
from lib.pictures.sets.archives import cached_weights
from lib.screen.models import browser_bases
from lib.screen.models.browser_bases import BrowserBase
from lib.settings import ROOT, keras_home
from lib.specs.choices import OWN
from lib.specs.specs import make
from tests.support.doors import door
from tests.support.modules import offer

TEACHABLE, TEACHABLE_SIZE = "mobilenet_v2_035", 224

START = """async ([data, side]) => {
  globalThis.base = new Base(data);
  globalThis.pictures = Array.from({ length: 60 }, (_, n) => {
    const pixels = Uint8ClampedArray.from({ length: 4 * side * side }, (_, i) => (i * (n + 7) * 31) % 251);
    return { width: side, height: side, data: pixels };
  });
  const begun = performance.now();
  await base.ready;
  await base.features(pictures[0]);
  return performance.now() - begun;
}"""
SEE = """async () => {
  const taken = [];
  for (let round = 0; round < 3; round++)
    for (const picture of pictures) {
      const begun = performance.now();
      await base.features(picture);
      taken.push(performance.now() - begun);
    }
  return taken;
}"""
LEARN = """async ([settings, width]) => {
  const begun = performance.now();
  const seen = await Promise.all(pictures.map((picture) => base.features(picture)));
  const features = new Float32Array(width * pictures.length);
  seen.forEach(({ pooled }, i) => features.set(pooled, width * i));
  const labels = pictures.map((_, i) => i % 3);
  const part = pictures.map((_, i) => (i < 42 ? 0 : i < 51 ? 1 : 2));
  const { history } = await train({ features, width, labels, part, classes: ["a", "b", "c"], settings });
  return [performance.now() - begun, history.length];
}"""


@dataclass
class Shown:
    """A base as it is measured."""

    title: str
    data: BrowserBase
    weights: Path


def measure(folder: Path) -> list[tuple[str, str, str]]:
    files.served = True
    shown = [
        Shown(f"{base.title}, {base.size} px", base, _weights(base.name)) for base in browser_bases.usable()
    ]
    shown += _teachable(folder, shown[-1].data)
    lines = []
    with door() as served, chromium() as browser:
        for one in shown:
            context = browser.new_context()
            sent = []
            for _ in range(2):
                page = context.new_page()
                page.goto(served.url)
                before = served.bytes_sent
                offer(page, "base/base_client.js", "own_learning/head.js")
                first = page.evaluate(START, [one.data.as_data(), 256])
                sent.append(served.bytes_sent - before)
            lines += _lines(page, one, sent, first)
            context.close()
    return lines


def _lines(page: Page, one: Shown, sent: list[int], first: float) -> list[tuple[str, str, str]]:
    here, keras = min(page.evaluate(SEE)), _keras(one)
    ours = one.data.name != TEACHABLE
    lines = [
        (
            f"{one.title}: pictures a second in the browser, squeezed from 256 px",
            f"{1000 / here:.0f}",
            "at least 20" if ours else "",
        ),
        (
            f"{one.title}: milliseconds a picture, browser / Keras on one thread",
            f"{here:.0f} / {keras:.0f} = {here / keras:.1f}",
            "at most 3" if ours else "",
        ),
        (
            f"{one.title}: MB of the first load and of the second; ms to the first answer then",
            f"{sent[0] / 1e6:.2f}, {sent[1] / 1e6:.2f}; {first:.0f}",
            "second: none" if ours else "",
        ),
    ]
    spec = make(OWN, {})
    names = ("epochs", "batch_size", "learning_rate", "optimizer", "schedule", "seed")
    settings: dict[str, Any] = {name: getattr(spec, name) for name in names}
    taken, epochs = page.evaluate(LEARN, [settings, one.data.features])
    assert epochs == settings["epochs"]
    lines.append(
        (
            f"{one.title}: seconds from 60 pictures to a model of 3 classes, {epochs} epochs",
            f"{taken / 1000:.1f}",
            "under 3" if ours else "",
        )
    )
    return lines


def _weights(name: str) -> Path:
    found = cached_weights(BASES[name], keras_home())
    assert found
    return found


def _teachable(folder: Path, like: BrowserBase) -> list[Shown]:
    """Where its weights are at hand."""
    weights = cached_weights(BASES[TEACHABLE], keras_home())
    if not weights:
        return []
    packed = folder / "teachable.gz"
    packed.write_bytes(browser_base.pack(TEACHABLE, weights, TEACHABLE_SIZE))
    base = replace(
        like,
        name=TEACHABLE,
        size=TEACHABLE_SIZE,
        features=BASES[TEACHABLE].features,
        weights=f"files/{files.lend(packed)}",
    )
    return [Shown(f"MobileNetV2 0.35, {TEACHABLE_SIZE} px", base, weights)]


def _keras(one: Shown) -> float:
    command = [
        sys.executable,
        "-m",
        "bench.plain_features",
        one.data.name,
        str(one.weights),
        str(one.data.size),
    ]
    done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True, env=os.environ)
    return float(done.stdout)
