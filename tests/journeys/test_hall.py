"""A small hall: a dozen at once on the home page and on the training page; each gets all of it."""

from __future__ import annotations

import asyncio

import pytest
from served import App

from bench.crowd import Visitor

TOGETHER = 12


@pytest.mark.parametrize("page", ["", "train_a_digit_reader", "what_is_a_model"])
def test_a_dozen_at_once_get_the_whole_page(app: App, page: str) -> None:
    async def one() -> tuple[int, int, str]:
        async with Visitor(app.url, page) as visitor:
            await visitor.first()
            received = visitor.received
            return received, visitor.fetched, await visitor.meet()

    async def hall() -> list[tuple[int, int, str]]:
        return await asyncio.gather(*(one() for _ in range(TOGETHER)))

    visits = asyncio.run(hall())
    assert len({learner for _, _, learner in visits}) == TOGETHER
    assert len({fetched for _, fetched, _ in visits}) == 1  # the weights, or nothing
    assert max(fetched for _, fetched, _ in visits) <= 1_500_000
    assert max(received for received, _, _ in visits) < 200_000


def test_a_second_visit_fetches_nothing(app: App) -> None:
    async def visit(kept: dict[str, int]) -> int:
        async with Visitor(app.url, kept=kept) as visitor:
            await visitor.first()
            return visitor.fetched

    kept: dict[str, int] = {}
    assert asyncio.run(visit(kept)) > 1_000_000
    assert asyncio.run(visit(kept)) == 0
