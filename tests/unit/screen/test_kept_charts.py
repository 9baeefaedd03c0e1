"""A chart is built once for what it shows, and never shown for other numbers."""

from __future__ import annotations

import numpy as np
import pytest

from lib.charts.compare import Line, dots_chart
from lib.charts.rule import rule_chart
from lib.measure.proportions import Proportion
from lib.screen.kit import charts

built: list[int] = []


def counted(models: list[Line], **settings: object) -> object:
    built.append(len(models))
    return dots_chart(models, **settings)  # type: ignore[arg-type]


def models(correct: int) -> list[Line]:
    return [Line("original", Proportion(correct, 100), {"cats": Proportion(correct // 2, 50)})]


@pytest.fixture(autouse=True)
def nothing_kept() -> None:
    charts.forget()
    built.clear()


def test_the_same_chart_is_built_once() -> None:
    first = charts.spec(counted, models(80), theme="dark", bet=0.5)
    again = charts.spec(counted, models(80), theme="dark", bet=0.5)
    assert first == again == dots_chart(models(80), theme="dark", bet=0.5).to_dict()
    assert built == [1]


def test_other_numbers_settings_and_functions_are_other_charts() -> None:
    charts.spec(counted, models(80), theme="dark")
    charts.spec(counted, models(81), theme="dark")
    charts.spec(counted, models(80), theme="light")
    assert len(built) == 3
    amount, labels = np.linspace(0, 1, 20), np.arange(20) % 2
    low, high = (charts.spec(rule_chart, amount, labels, amount > at, at) for at in (0.2, 0.8))
    assert low != high


def test_what_a_page_does_to_its_chart_stays_on_that_page() -> None:
    charts.spec(counted, models(80))["title"] = "mine"
    assert charts.spec(counted, models(80))["title"] != "mine"
