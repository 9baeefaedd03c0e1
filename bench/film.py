"""A film for Chromium's fake camera: three scenes after one another, told apart by their mean colour, for ever."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw
from playwright.sync_api import Locator, Page

SIZE = (320, 240)
RATE = 30  # frames a second: Chromium's own for a film of JPEGs
SCENES = {"cherry": (190, 50, 60), "leaf": (60, 170, 70), "sky": (60, 90, 200)}


def make(path: Path, seconds: float) -> None:
    """Writes a film in which each scene lasts so many seconds: its colour with noise, and a shape that moves."""
    random = np.random.default_rng(0)
    shapes = {"cherry": "ellipse", "leaf": "rectangle", "sky": "line"}
    with path.open("wb") as film:
        for name, colour in SCENES.items():
            for i in range(round(seconds * RATE)):
                if i % 3 == 0:  # ten pictures a second are enough for a shape that moves slowly
                    noise = random.normal(0, 25, (SIZE[1] // 4, SIZE[0] // 4, 3)) + colour
                    picture = Image.fromarray(noise.clip(0, 255).astype(np.uint8)).resize(SIZE)
                    x, y = 40 + 2 * (i % 80), 40 + i % 60
                    getattr(ImageDraw.Draw(picture), shapes[name])((x, y, x + 90, y + 90), "white")
                    frame = io.BytesIO()
                    picture.save(frame, "JPEG", quality=80)
                film.write(frame.getvalue())


def camera(path: Path) -> tuple[str, ...]:
    """Chromium's flags for a camera that shows the film, and needs no permission."""
    return (
        "--use-fake-device-for-media-stream",
        "--use-fake-ui-for-media-stream",
        f"--use-file-for-fake-video-capture={path}",
    )


def scene(video: Locator) -> str:
    """Which scene the camera sees now."""
    mean = video.evaluate(
        """video => {
            const paper = document.createElement("canvas"); paper.width = paper.height = 1;
            const pen = paper.getContext("2d"); pen.drawImage(video, 0, 0, 1, 1);
            return [...pen.getImageData(0, 0, 1, 1).data.slice(0, 3)];
        }"""
    )
    return min(SCENES, key=lambda name: sum((a - b) ** 2 for a, b in zip(mean, SCENES[name], strict=True)))


def wait_for(page: Page, video: Locator, name: str) -> None:
    """Waits until a scene begins."""
    while scene(video) == name:
        page.wait_for_timeout(50)
    while scene(video) != name:
        page.wait_for_timeout(50)
