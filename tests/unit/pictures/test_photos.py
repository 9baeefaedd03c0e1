"""Photos and their archives: the parts are fixed for ever, downloads go on, hostile archives are refused."""

from __future__ import annotations

import hashlib
import io
import threading
import zipfile
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from real import real_photos

from lib.pictures.sets import archives, photos
from lib.pictures.sets.archives import FileUnavailable, RemoteFile, Stopped, check_photos, fetch


def jpeg(width: int = 60, height: int = 40, colour: int = 120) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (width, height), (colour, 80, 30)).save(out, "JPEG")
    return out.getvalue()


def archive(path: Path, files: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in files.items():
            file.writestr(name, data)
    return path


def test_parts_keep_the_shares_of_every_class():
    labels = np.repeat([0, 1, 2], [100, 40, 7])
    part = photos.parts(labels, (0.7, 0.15, 0.15), seed=3)
    assert [int((part[labels == 0] == p).sum()) for p in range(3)] == [70, 15, 15]
    assert [int((part[labels == 1] == p).sum()) for p in range(3)] == [28, 6, 6]
    assert [int((part[labels == 2] == p).sum()) for p in range(3)] == [5, 1, 1]


def test_cats_and_dogs_are_split_the_same_for_ever():
    found = photos.cats_and_dogs(Path("anywhere.zip"))
    assert len(set(found.names)) == 3000
    for part, count in (("train", 1600), ("validation", 400), ("test", 1000)):
        rows = found.where(part)
        assert len(rows) == count
        assert found.labels[rows].sum() == count // 2
        assert all(("/validation/" in found.names[i]) == (part == "test") for i in rows)
    held = hashlib.sha256("\n".join(found.names[i] for i in found.where("validation")).encode()).hexdigest()
    assert held[:16] == "40ec70f66b43cbfb"


def test_the_real_archive_is_what_the_catalogue_says():
    found = real_photos()
    small = photos.squares(found, found.where("test")[::250], 48)
    assert small.shape == (4, 48, 48, 3)
    assert small.std() > 20  # photos, not blanks


def test_squares_stops_with_what_it_has(tmp_path):
    names = tuple(f"{i}.jpg" for i in range(5))
    file = archive(tmp_path / "few.zip", {name: jpeg(colour=40 * i) for i, name in enumerate(names)})
    few = photos.PhotoSet("few", file, names, np.zeros(5, int), ("x",), np.zeros(5, int))
    told: list[tuple[int, int]] = []
    pixels = photos.squares(
        few, [0, 4, 2], 16, lambda done, of: told.append((done, of)), lambda: len(told) == 2
    )
    assert told == [(1, 3), (2, 3)]
    assert pixels.shape == (2, 16, 16, 3)
    assert abs(int(pixels[1, 8, 8, 0]) - 160) < 4


def test_large_jpegs_are_decoded_small():
    photo = photos.open_photo(jpeg(1600, 1200), 140)
    assert photo.size == (200, 150)
    assert photo.mode == "RGB"


def test_neither_has_two_photos():
    assert {name: photo.mode for name, photo in photos.neither().items()} == {
        "temple": "RGB",
        "flower": "RGB",
    }


NAMES = ("cats/cat.0.jpg", "dogs/dog.0.jpg")


@pytest.mark.parametrize(
    ("files", "word"),
    [
        ({NAMES[0]: jpeg()}, "lacks 1 of 2"),
        ({NAMES[0]: jpeg(), NAMES[1]: b"just text"}, "cannot be read"),
        ({NAMES[0]: jpeg(), NAMES[1]: jpeg()[:400]}, "cannot be read"),
        ({NAMES[0]: jpeg(), NAMES[1]: b""}, "cannot be read"),
        ({NAMES[0]: jpeg(), NAMES[1]: b"\0" * 2_000_000}, "too large"),
        ({NAMES[0]: jpeg(), NAMES[1]: jpeg(8000, 4000)}, "usual kind"),
    ],
)
def test_an_archive_that_is_not_the_photos_is_refused(tmp_path, files, word):
    with pytest.raises(FileUnavailable, match=word):
        check_photos(archive(tmp_path / "photos.zip", files), NAMES)


def test_a_file_that_is_no_archive_is_refused(tmp_path):
    path = tmp_path / "photos.zip"
    path.write_bytes(b"<html>Sign in to the school's network</html>")
    with pytest.raises(FileUnavailable, match="cannot be read"):
        check_photos(path, NAMES)


def test_names_that_climb_out_of_the_folder_touch_nothing(tmp_path):
    files = {NAMES[0]: jpeg(), NAMES[1]: jpeg(), "../outside.jpg": jpeg()}
    check_photos(archive(tmp_path / "photos.zip", files), NAMES)
    assert [path.name for path in tmp_path.iterdir()] == ["photos.zip"]
    assert not (tmp_path.parent / "outside.jpg").exists()


BODY = bytes(range(256)) * 4000  # 1,024,000 bytes


class Server(BaseHTTPRequestHandler):
    """Sends BODY, from the byte asked for on."""

    asked: list[str]

    def do_GET(self):
        start = self.headers.get("Range", "bytes=0-")[6:-1]
        self.asked.append(start)
        if self.path == "/missing":
            self.send_error(404)
            return
        body = BODY[int(start) :]
        self.send_response(206 if start != "0" else 200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        pass


@pytest.fixture
def address(monkeypatch):
    monkeypatch.setattr(archives, "CHUNK", 100_000)
    Server.asked = []
    server = ThreadingHTTPServer(("127.0.0.1", 0), Server)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def remote(address: str, md5: str = "", megabytes: float = 1.02) -> RemoteFile:
    return RemoteFile("datasets", "body.bin", address, megabytes, md5)


def test_a_download_that_was_stopped_goes_on(tmp_path, address):
    file = remote(address, hashlib.md5(BODY).hexdigest())
    told: list[int] = []
    with pytest.raises(Stopped):
        fetch(file, tmp_path, lambda done, of: told.append(done), lambda: len(told) == 3)
    assert file.cached(tmp_path) is None
    path = fetch(file, tmp_path, lambda done, of: told.append(of))
    assert path.read_bytes() == BODY
    assert Server.asked == ["0", "300000"]
    assert told[-1] == len(BODY)
    assert [p.name for p in path.parent.iterdir()] == ["body.bin"]


@pytest.mark.parametrize(
    ("path", "md5", "megabytes", "word"),
    [
        ("/missing", "", 1.02, "answered 404"),
        ("/body", "0" * 32, 1.02, "checksum"),
        ("/body", "", 0.2, "far more"),
    ],
)
def test_a_download_that_is_wrong_leaves_nothing_in_the_cache(tmp_path, address, path, md5, megabytes, word):
    file = remote(address + path, md5, megabytes)
    with pytest.raises(FileUnavailable, match=word):
        fetch(file, tmp_path)
    assert file.cached(tmp_path) is None


def test_without_a_network_a_sentence_says_so(tmp_path):
    with pytest.raises(FileUnavailable, match="no connection"):
        fetch(remote("http://127.0.0.1:9/body"), tmp_path)
