"""Luck in a race: false alarms counted by simulation, what is there is found, and the sentence of every kind of result."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest

from lib.measure.proportions import Proportion
from lib.measure.spread import band, of_one_race, of_seeds

TEST = 1000
ALARMS = 0.05
ERROR = 3 * (ALARMS * (1 - ALARMS) / 1500) ** 0.5  # of a simulation of 1,500 races


def raced(
    random: np.random.Generator, lanes: int, seeds: int, effect: float = 0.0, seed_luck: float = 0.004
) -> list[list[Proportion]]:
    """Races of lanes that differ by `effect` from first to last: what a seed does to all, to each, and the test part's luck."""
    chance = 0.92 + random.normal(0, seed_luck, (seeds, 1)) + random.normal(0, seed_luck, (seeds, lanes))
    chance += np.linspace(-effect / 2, effect / 2, lanes)
    right = random.binomial(TEST, np.clip(chance, 0, 1))
    return [[Proportion(int(n), TEST) for n in race] for race in right]


@pytest.mark.parametrize("lanes", [2, 3, 4])
@pytest.mark.parametrize("seeds", [2, 3, 5])
def test_where_nothing_differs_the_alarm_is_false_at_most_once_in_twenty(lanes: int, seeds: int) -> None:
    random = np.random.default_rng([lanes, seeds])
    alarms = [of_seeds(raced(random, lanes, seeds)).differ for _ in range(1500)]
    assert np.mean(alarms) <= ALARMS + ERROR


@pytest.mark.parametrize("lanes", [3, 4])
def test_a_large_effect_is_found_with_three_seeds(lanes: int) -> None:
    random = np.random.default_rng(lanes)
    found = [of_seeds(raced(random, lanes, 3, effect=0.08)).differ for _ in range(300)]
    assert np.mean(found) > 0.9


def changed(right: np.ndarray) -> list[tuple[int, int, int, int]]:
    """As a race keeps it; `right` is (lanes, n) bool."""
    return [
        (i, j, int((~right[i] & right[j]).sum()), int((right[i] & ~right[j]).sum()))
        for i, j in combinations(range(len(right)), 2)
    ]


@pytest.mark.parametrize("lanes", [2, 3, 4])
def test_networks_that_are_equally_good_are_told_apart_at_most_once_in_twenty(lanes: int) -> None:
    random = np.random.default_rng(lanes)
    alarms = []
    for _ in range(1500):
        easy = random.beta(9, 1, TEST)  # the same pictures are hard for all
        right = random.random((lanes, TEST)) < easy
        tests = [Proportion(int(lane.sum()), TEST) for lane in right]
        alarms.append(of_one_race(changed(right), tests, "digits").differ)
    assert np.mean(alarms) <= ALARMS + ERROR


def shares(*races: list[int]) -> list[list[Proportion]]:
    return [[Proportion(right, TEST) for right in race] for race in races]


def test_every_kind_of_race_gets_its_own_sentence() -> None:
    level = of_seeds(shares([900, 900], [910, 910]))
    assert "the same result" in level.sentence
    assert not level.differ
    luck = of_seeds(shares([900, 910], [912, 901], [905, 904]))
    assert "may be luck" in luck.sentence
    real = of_seeds(shares([900, 950, 960], [905, 952, 961], [902, 951, 963]))
    assert real.differ
    assert "the setting matters here" in real.sentence
    assert of_seeds(shares([900, 910], [900, 910])).p == 0.0  # the same gap to a picture with each seed
    tests = shares([900, 950])[0]
    same = of_one_race([(0, 1, 0, 0)], tests, "photos")
    assert "the same test photos right" in same.sentence
    assert "not yet a difference" in of_one_race([(0, 1, 12, 8)], tests, "photos").sentence
    far = of_one_race([(0, 1, 60, 10)], tests, "photos")
    assert far.differ
    assert "5.0 points" in far.sentence
    assert "Another seed" in far.sentence
    assert "setting matters" not in far.sentence  # one race cannot say that
    two = [Proportion(1, 2), Proportion(2, 2)]
    assert "not yet a difference" in of_one_race([(0, 1, 1, 0)], two, "photos").sentence


def test_of_several_pairs_the_chance_of_the_most_different_is_multiplied() -> None:
    tests = shares([900, 905, 917])[0]
    alone = of_one_race([(0, 2, 31, 15)], tests, "digits")
    of_three = of_one_race([(0, 1, 25, 20), (0, 2, 31, 15), (1, 2, 25, 13)], tests, "digits")
    assert alone.differ
    assert not of_three.differ
    assert of_three.p == pytest.approx(3 * alone.p)


def test_a_band_is_as_wide_as_its_ends_are_written() -> None:
    found = band([Proportion(9144, 10000), Proportion(9196, 10000), Proportion(9170, 10000)])
    assert found.sentence() == "between 91.4 % and 92.0 % with 3 seeds: 0.6 points of pure luck"
    assert "1.0 points" in band([Proportion(right, 1000) for right in (900, 910, 905)]).sentence()
    with pytest.raises(ValueError, match="two results"):
        band([Proportion(1, 2)])
    for races in ([], shares([900, 910]), shares([900], [910])):
        with pytest.raises(ValueError, match="two races"):
            of_seeds(races)
