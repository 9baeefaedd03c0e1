"""The race that ships: every run is there, and what it shows is what the lesson says of it."""

from __future__ import annotations

import numpy as np

from lib.measure.stored_race import stored_race


def test_all_runs_of_all_ways_are_there_and_more_photos_teach_more() -> None:
    race = stored_race()
    assert race.methods == ("new_head", "scratch", "fine_tune")
    assert (race.photos[0], race.photos[-1], len(race.photos), race.seeds) == (2, 1600, 10, 5)
    shares = race.right.mean(axis=(-1, -2))  # (methods, photos)
    assert race.right.shape == (3, 10, 5, 1000)
    assert (np.diff(shares[0]) > -0.01).all()
    assert (shares[:, -1] > shares[:, 0]).all()
    assert shares[0, -1] > 0.96 > shares[1, -1]
