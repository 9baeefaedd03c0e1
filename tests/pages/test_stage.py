"""What the training stage is given: frames that are those of the weights kept, each read once, and none where none is kept."""

from __future__ import annotations

import gzip
import json
from base64 import b64decode
from typing import Any

import numpy as np
import pytest
from pet_engine import open_lesson
from statements import counted
from streamlit.testing.v1 import AppTest

from lib.door.files import files
from lib.lab_book.outcome import write
from lib.lab_book.runs import Run
from lib.measure.frames import FRAME
from lib.models.dense import Dense
from lib.models.random_start import untrained
from lib.pictures.sets import digits
from lib.screen.kit import host
from lib.screen.runs import example, frames, live, stage
from lib.specs.specs import DigitRun

SPEC = DigitRun(epochs=3, hidden=(16,), seed=4)
STATUS = {"phase": "training", "epoch": 2, "epochs": 3, "update": 55, "updates": 550, "seconds_left": 7.4}


pytestmark = pytest.mark.usefixtures("fresh_view")


def weights(epoch: int) -> bytes:
    """Of an epoch: other numbers in each."""
    return untrained(SPEC.sizes, 100 + epoch).to_bytes(np.float16)


def begin(learner: str) -> Run:
    book = host.lab_book()
    run_id = book.add(learner, SPEC, digits.load(download=False).data_hash, shareable=True)
    book.change(run_id, state="running", status=STATUS)
    return the(run_id)


def the(run_id: str) -> Run:
    run = host.lab_book().run(run_id)
    assert run is not None
    return run


def checkpoint(run: Run, *epochs: int) -> None:
    lines = example.stored()["history"][: max(epochs)]
    status = STATUS | {"checkpoint_epochs": max(epochs)}
    host.lab_book().keep_checkpoint(run.id, b"c", {epoch: weights(epoch) for epoch in epochs}, lines, status)


def end(run: Run, *epochs: int) -> None:
    stored, book = example.stored(), host.lab_book()
    book.add_rows(run.id, [row for row in stored["rows"] if row["epoch"] <= 3])
    outcome = {
        "state": "done",
        "history": stored["history"][:3],
        "result": stored["result"] | {"best_epoch": 3},
    }
    write(
        book, run, outcome | {"weights": weights(3), "snapshots": {epoch: weights(epoch) for epoch in epochs}}
    )


def shown(page: AppTest) -> dict[str, Any]:
    assert not page.exception
    views = [e.proto for e in page.get("bidi_component") if e.proto.component_name.endswith("training")]
    assert len(views) == 1
    return json.loads(views[0].json or views[0].mixed.json)


def expected(network: Dense) -> list[int]:
    return [int(best) for best in network.probabilities(frames.watched()).argmax(axis=1)]


def test_the_untrained_network_is_shown_before_any_worker_has_started() -> None:
    page = open_lesson("train_a_digit_reader")
    begin(page.session_state["_learner"]["offer"])
    data = shown(page.run())
    start = untrained(SPEC.sizes, SPEC.seed)
    epoch, kind, guesses, scale, packed, _ = data["start"]
    assert (epoch, kind) == (0, FRAME)
    assert guesses == expected(start)
    seen = np.frombuffer(b64decode(packed), np.int8).reshape(6, 784) * scale / 127
    np.testing.assert_allclose(seen, start.weights[0].T[:6], atol=scale / 250)
    assert data["film"] is None
    assert data["none"] == ""


def test_a_live_run_tells_each_frame_once_and_asks_the_database_once_a_checkpoint() -> None:
    run = begin("ann")
    found = live.watched(run, "digits")
    assert found is not None
    checkpoint(run, 0, 1)
    first = (live.watched(the(run.id), "digits") or found).told()
    assert [row[0] for row in first["rows"] if row[1] == FRAME] == [0, 1]
    with counted() as said:
        host.lab_book().change(run.id, status=the(run.id).status | {"update": 60})
        live.watched(the(run.id), "digits")
    assert not any("file" in statement and "blob" in statement for statement in said)
    checkpoint(run, 2)
    with counted() as said:
        new = (live.watched(run, "digits") or found).told(first["at"])
    assert [row[:3] for row in new["rows"]] == [[2, FRAME, expected(Dense.from_bytes(weights(2)))]]
    assert len(said) == 2  # the run, and the weights of the one epoch that is new


def test_a_page_that_can_ask_gets_the_curve_at_once_and_the_frames_with_what_all_share(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(files, "served", True)
    run = begin("ann")
    host.lab_book().add_rows(run.id, [row for row in example.stored()["rows"] if row["epoch"] <= 1])
    checkpoint(run, 0, 1)
    found = live.watched(run, "digits")
    assert found is not None
    told = live._at_once(found.told())
    assert told["at"] == ""
    assert told["rows"] == [live.short(row) for row in host.lab_book().rows(run.id)]
    assert sum(row[1] == FRAME for row in found.told(told["at"])["rows"]) == 2


@pytest.mark.parametrize("served", [True, False])
def test_a_run_that_ended_has_its_film_and_its_curve(monkeypatch: pytest.MonkeyPatch, served: bool) -> None:
    monkeypatch.setattr(files, "served", served)
    page = open_lesson("train_a_digit_reader")
    run = begin(page.session_state["_learner"]["offer"])
    end(run, 0, 1, 2, 3)
    data = shown(page.run())
    assert data["rows"] == [live.short(row) for row in host.lab_book().rows(run.id)]
    assert data["best"] == 3
    assert data["test"]["accuracy"] == the(run.id).result["test"][0] / the(run.id).result["test"][1]
    film = data["film"]
    if served:
        held = files.get(film["address"].removeprefix("files/"))
        assert held is not None
        assert len(held) < 60_000
        assert len(json.dumps(data)) < 40_000  # of which 20 digits are 13 kB
        film = gzip.decompress(held).decode()
    told = json.loads(film)
    assert [row[0] for row in told] == [0, 1, 2, 3]
    assert [row[2] for row in told] == [expected(Dense.from_bytes(weights(epoch))) for epoch in range(4)]


def test_a_run_that_keeps_no_weights_says_so() -> None:
    page = open_lesson("train_a_digit_reader")
    run = begin(page.session_state["_learner"]["offer"])
    end(run)
    data = shown(page.run())
    assert data["film"] is None
    assert data["none"] == stage.GONE
