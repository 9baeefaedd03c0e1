"""A class that trains at once: when each has the first point of the curve, and the result, and how quick the page stays.

Learners are `bench.crowd`'s, one a session, all behind this machine's address; they press Train in the same second. A run
of another seed is another training, and the same settings are one that all watch.
"""

from __future__ import annotations

import asyncio
import sys
import time
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path

from bench.browser import app
from bench.crowd import Visitor, Watcher
from bench.hall import TRAINING, p95

SMALL = "hidden=64&epochs=3&train_size=55000&batch_size=100"  # 784-64-10
USUAL = "epochs=2"  # the network that the page opens with
HEAD = "method=new_head&epochs=10"
LIMIT = 400.0  # seconds after which a run is counted as lost


@dataclass
class Trained:
    """What came of one class; seconds since Train was pressed."""

    first: list[float] = field(default_factory=list)  # point of the curve
    results: list[float] = field(default_factory=list)
    answers: list[float] = field(default_factory=list)  # that a redraw waited for
    wrong: list[str] = field(default_factory=list)


async def train(url: str, page: str, queries: list[str], apart: float = 0.0) -> Trained:
    """A learner for each query; who comes `apart` waits until the one before has a curve, and so many seconds more."""
    came, ready = Trained(), asyncio.Barrier(len(queries))
    curve = [asyncio.Event() for _ in queries]

    async def one(n: int) -> None:
        async with AsyncExitStack() as stack:
            visitor = await stack.enter_async_context(Visitor(url, page, queries[n]))
            await visitor.run()
            await visitor.meet()
            guess = visitor.find("button_group", lambda element: "predict_" in element.id)
            visitor.widgets[guess.id] = ("string_array_value", [guess.options[0].content])
            await visitor.run()
            await ready.wait()
            if apart and n:
                await curve[n - 1].wait()
                await asyncio.sleep(apart)
            begun = time.monotonic()
            train = visitor.find("button", lambda element: element.label == "Train")
            await visitor.run(pressed=train.id)
            path = visitor.watched()
            if not path:
                came.wrong.append(str(visitor.says(r".*(?:memory|waiting|full|long).*")))
                curve[n].set()
                return
            watcher = await stack.enter_async_context(Watcher(url, path))
            while time.monotonic() - begun < LIMIT:
                asked = time.monotonic()
                told = await watcher.ask()
                came.answers.append(time.monotonic() - asked)
                if told and told["rows"] and not curve[n].is_set():
                    came.first.append(time.monotonic() - begun)
                    curve[n].set()
                if not watcher.next:
                    break
                await asyncio.sleep(watcher.next)
            curve[n].set()
            await visitor.run()
            if visitor.says(r"are right. None of these"):
                came.results.append(time.monotonic() - begun)
            else:
                came.wrong.append(f"no result after {time.monotonic() - begun:.0f} s")

    await asyncio.gather(*(one(n) for n in range(len(queries))))
    return came


def measure(folder: Path) -> list[tuple[str, str, str]]:
    lines: list[tuple[str, str, str]] = []
    with app(folder) as (url, _, _):
        # Who comes first waits for the worker to start and for the usual network to be compiled.
        asyncio.run(train(url, TRAINING, ["hidden=16&epochs=1&train_size=1000"]))
        seeds = range(1000, 1030)
        for what, page, queries, first, result in (
            ("30 train 784-64-10, 3 epochs", TRAINING, [f"{SMALL}&seed={n}" for n in seeds], "10 s", "60 s"),
            (
                "30 train the default network, 2 epochs",
                TRAINING,
                [f"{USUAL}&seed={n}" for n in seeds],
                "20 s",
                "",
            ),
            ("30 train with the default settings", TRAINING, [""] * 30, "4 s", ""),
            ("30 retrain, a new head", "retrain_it", [f"{HEAD}&seed={n}" for n in seeds], "", "60 s"),
        ):
            came = asyncio.run(train(url, page, queries))
            lines.append((f"{what}: first point, p95", f"{p95(came.first):.1f} s", first))
            told = f"{len(came.results)} in {max(came.results, default=0):.0f} s"
            lines.append((f"{what}: all results", told, result))
            lines.append((f"{what}: a redraw, p95", f"{p95(came.answers):.2f} s", "1 s"))
            print(*lines[-3:], *set(came.wrong), sep="\n", file=sys.stderr, flush=True)
        pair = asyncio.run(train(url, TRAINING, ["epochs=30&seed=7", "hidden=64&epochs=1&seed=8"], apart=2.0))
        lines.append(("one epoch beside a run of 30: its first point", f"{pair.first[-1]:.1f} s", "5 s"))
        print(lines[-1], *pair.wrong, file=sys.stderr, flush=True)
    return lines
