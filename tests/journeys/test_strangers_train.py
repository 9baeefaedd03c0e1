"""Strangers and the training processes: who holds the places in the queue, and who can reach the cluster."""

from __future__ import annotations

import json
import socket
import sqlite3
import ssl
import time
import uuid
from collections.abc import Iterator
from ipaddress import ip_address
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import psutil
import pytest
from served import App
from wire import Wire

from lib.lab_book.runs import LabBook
from lib.pictures.sets import digits
from lib.settings import ASSETS, Settings
from lib.specs.specs import DigitRun, identity

PATIENCE = 120.0  # seconds until a worker is there, on a busy machine
PLACES, SHARE = 4, 2
KEPT = 6  # trained runs of all learners, and as many repeats
REPEATS = 3  # of these that one address may hold, of the last hour
OFTEN, EACH = 5, 4  # runs that an address, and a session, may ask for within a minute
STORED = "epochs=6&hidden=16&seed=1"  # in a link: what the stored run was trained with


@pytest.fixture(scope="module")
def stranger_app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    """An app of few places, so that an attack on them is short."""
    limits = {
        "QUEUE_LIMIT": PLACES,
        "QUEUE_SHARE": 100 * SHARE // PLACES,
        "SECONDS_LIMIT": 900,
        "MEMORY_NEEDED": 1,
        "RUNS_IN_ALL": KEPT,
        "SUBMITS_PER_ADDRESS": OFTEN,
        "SUBMITS_PER_SESSION": EACH,
    }
    named = {f"LAYERS_{name}": str(value) for name, value in limits.items()}
    app = App(tmp_path_factory.mktemp("strangers"), **named, LAYERS_DOWNLOADS="0")
    app.start()
    yield app
    app.stop()


def press_train(app: App, seed: int, source: str, **headers: str) -> str:
    """One invented learner in a session of their own presses Train on a long run; what the page then warns of."""
    with guessed(app, f"epochs=30&hidden=64&batch_size=32&seed={seed}", source, **headers) as wire:
        return pressed(wire)


def guessed(app: App, query: str, source: str, learner: str = "", **headers: str) -> Wire:
    """A learner, or an invented one, in a session of their own, who may now press Train."""
    wire = Wire(app.url, "train_a_digit_reader", query, source, **headers).run()
    wire.meet(learner or uuid.uuid4().hex)
    guess = wire.find("button_group", lambda element: element.id.endswith("predict_accuracy"))
    wire.widgets[guess.id] = ("string_array_value", ["about 98 %"])
    return wire.run()


def pressed(wire: Wire, button: str = "train") -> str:
    """What the page warns of once a button is pressed."""
    wire.run(pressed=wire.find("button", lambda element: element.id.endswith(f"-{button}")).id)
    said = "\n".join(element.body for kind, element in wire.elements.values() if kind == "alert")
    return said.replace("\\", "")  # a full stop is written so that it stays one


def test_one_address_never_takes_every_place(stranger_app: App) -> None:
    """From 127.0.0.2: a connection from 127.0.0.1 may be a proxy's, which is believed when it names an address."""
    book = LabBook(Settings(folder=Path(stranger_app.environment["LAYERS_FOLDER"])))
    for seed in range(SHARE):
        assert "network" not in press_train(stranger_app, seed, "127.0.0.2")
    assert len(book.live_runs()) == SHARE
    claimed: dict[str, str] = {}
    for seed in range(
        SHARE, PLACES
    ):  # other learners, other sessions, and then an address that they only claim
        said = press_train(stranger_app, seed, "127.0.0.2", **claimed)
        assert f"{SHARE} runs of your network are waiting" in said
        claimed = {
            "X-Forwarded-For": "203.0.113.1",
            "X-Real-Ip": "203.0.113.1",
            "Forwarded": "for=203.0.113.1",
        }
    assert len(book.live_runs()) == SHARE
    assert "network" not in press_train(stranger_app, 100, "127.0.0.3")
    assert len(book.live_runs()) == SHARE + 1


def stored(book: LabBook, learner: str, spec: DigitRun, same: str) -> str:
    """A finished run with its curve and weights, as a training leaves it."""
    example = json.loads((ASSETS / "example_run.json").read_text())
    run_id = book.add(learner, spec, same, shareable=True)
    book.add_rows(run_id, example["rows"])
    book.keep(run_id, "weights", b"weights of " + run_id.encode())
    book.change(run_id, state="done", ended=time.time(), history=example["history"], result=example["result"])
    return run_id


def test_repeats_under_many_learners_and_sessions_push_out_nobody_s_run(stranger_app: App) -> None:
    """Attack 3 and 7: another learner's run, the oldest of all, is still there, and the repeats took lines alone."""
    folder = Path(stranger_app.environment["LAYERS_FOLDER"])
    book, spec = LabBook(Settings(folder=folder, runs_in_all=KEPT)), DigitRun(epochs=6, hidden=(16,), seed=1)
    old = stored(book, "bob", DigitRun(seed=7), "bob's own")
    twin = stored(book, "ann", spec, identity(spec, digits.load(download=False).data_hash))
    before = held(folder)
    crowd = [guessed(stranger_app, STORED, "127.0.0.4") for _ in range(OFTEN + 1)]  # then all within a minute
    said = [pressed(stranger) for stranger in crowd]
    assert said[:REPEATS] == [""] * REPEATS
    assert "full of runs of the last hour" in said[REPEATS]
    assert "Your network starts too many runs. Wait a minute" in said[OFTEN]
    assert repeats(folder, twin) == REPEATS
    for stranger in crowd:
        stranger.__exit__()
    with guessed(stranger_app, STORED, "127.0.0.5") as stranger:
        assert [pressed(stranger) for _ in range(EACH)] == [""] * EACH
        assert f"You pressed Train {EACH} times in a minute." in pressed(stranger)
    for run_id in (old, twin):
        assert book.run(run_id) is not None
        assert book.weights(run_id) == b"weights of " + run_id.encode()
    assert held(folder) == before
    assert repeats(folder, twin) == REPEATS + 1  # another address' learner has their own


def held(folder: Path) -> list[int]:
    """Points of curves, files, and their bytes, of all runs that have ended."""
    with sqlite3.connect(folder / "lab_book.sqlite") as c:
        ended = "training IN (SELECT id FROM runs WHERE state = 'done')"
        points = c.execute(f"SELECT count(*) FROM rows WHERE {ended}").fetchone()
        files = c.execute(
            f"SELECT count(*), sum(length(data)) FROM files JOIN blobs USING (digest) WHERE {ended}"
        ).fetchone()
    return [*points, *files]


def repeats(folder: Path, run_id: str) -> int:
    with sqlite3.connect(folder / "lab_book.sqlite") as c:
        return c.execute("SELECT count(*) FROM runs WHERE copy_of = ?", [run_id]).fetchone()[0]


def test_forget_me_while_a_run_is_under_way_leaves_no_byte_of_the_learner(stranger_app: App) -> None:
    """Through the app: the database with its log, the server's log, the workers' folder; also what still comes."""
    folder, me = Path(stranger_app.environment["LAYERS_FOLDER"]), uuid.uuid4().hex
    book = LabBook(Settings(folder=folder))
    with guessed(stranger_app, "epochs=30&hidden=64&batch_size=32&seed=9", "127.0.0.6", me) as wire:
        assert pressed(wire) == ""
        (run,) = book.runs(me)
        assert run.live
        assert traces(folder, me)
        pressed(wire, "forget_me")
        pressed(wire, "forget_me_yes")
        assert book.run(run.id) is None
        pressed(wire)  # Train once more, in a page that has not heard of it
    assert book.runs(me) == []
    assert traces(folder, me) == []


def traces(folder: Path, learner: str) -> list[str]:
    return [
        file.name for file in folder.rglob("*") if file.is_file() and learner.encode() in file.read_bytes()
    ]


@pytest.fixture
def listening(stranger_app: App) -> list[tuple[int, str, int]]:
    """Process, address and port of every socket that the app and its children listen on, once a worker is up."""
    with Wire(stranger_app.url, "train_a_digit_reader") as wire:
        wire.run()  # opening the page starts the worker
    app = psutil.Process(stranger_app.process.pid)
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        found = [
            (process.pid, connection.laddr.ip, connection.laddr.port)
            for process in (app, *app.children(recursive=True))
            for connection in process.net_connections("inet")
            if connection.status == psutil.CONN_LISTEN
        ]
        if len({pid for pid, _, _ in found}) == 2 and len(found) == 5:
            return found
        time.sleep(0.1)
    raise AssertionError(found)


def test_every_socket_of_ours_is_on_loopback(listening: list[tuple[int, str, int]]) -> None:
    """The app's, the scheduler's, the worker's and the HTTP servers of both: five in all."""
    assert [entry for entry in listening if not ip_address(entry[1]).is_loopback] == []


def http_status(port: int) -> int | None:
    """Of a page that Dask's schedulers have; None where something other than HTTP answers."""
    try:
        with urlopen(f"http://127.0.0.1:{port}/info/main/workers.html", timeout=20) as answer:
            return answer.status
    except HTTPError as error:
        return error.code
    except OSError:
        return None


def takes_a_stranger(port: int) -> bool:
    """Whether the port speaks TLS with a client that has no certificate."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    with socket.create_connection(("127.0.0.1", port), timeout=20) as plain:
        try:
            with context.wrap_socket(plain) as stream:
                return stream.recv(1) != b""  # a client hears of its refusal after the handshake
        except ssl.SSLError as error:
            if "CERTIFICATE" not in error.reason:
                raise
            return False


def test_the_cluster_takes_no_stranger(stranger_app: App, listening: list[tuple[int, str, int]]) -> None:
    """Other users of this machine reach loopback too: scheduler and worker want a certificate, their pages are empty."""
    ports = [port for _, _, port in listening if port != stranger_app.port]
    pages = [port for port in ports if http_status(port) is not None]
    assert [http_status(port) for port in pages] == [404, 404]
    assert [takes_a_stranger(port) for port in ports if port not in pages] == [False, False]
