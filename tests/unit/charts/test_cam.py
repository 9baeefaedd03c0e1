"""A heat map's picture: clear where nothing spoke, bright where most did, and nothing mirrored."""

from __future__ import annotations

import numpy as np

from lib.charts.cam import SIDE, overlay


def test_the_picture_follows_the_map() -> None:
    cam = np.zeros((5, 5), np.float32)
    cam[0, 4] = 1
    picture = np.asarray(overlay(cam)).astype(int)
    assert picture.shape == (SIDE, SIDE, 4)
    assert picture[SIDE // 10, -SIDE // 10, 3] > 230
    assert picture[-1, 0, 3] == 0
    assert picture[SIDE // 10, -SIDE // 10, :3].sum() > 500  # the strongest is the brightest


def test_stronger_is_never_darker() -> None:
    sums = [
        np.asarray(overlay(np.full((3, 3), value)))[0, 0, :3].astype(int).sum()
        for value in np.linspace(0, 1, 9)
    ]
    assert sums == sorted(sums)
