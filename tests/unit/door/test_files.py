"""Files at addresses made of their digest: what is answered, what is held, and that nothing is compressed twice."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from door_answers import ask

from lib.door import files as module
from lib.door.files import Files

BODY = bytes(range(256)) * 100


@pytest.fixture
def store(monkeypatch: pytest.MonkeyPatch) -> Files:
    store = Files(room=3_000)
    monkeypatch.setattr(module, "files", store)
    return store


@pytest.mark.parametrize("prefix", ["", "/~/+", "/a/course"])
def test_a_file_is_answered_for_good(store: Files, prefix: str) -> None:
    name = store.keep(BODY)
    answer = ask(f"{prefix}/files/{name}", accept_encoding="br, gzip")
    assert (answer.status, answer.body) == (200, store.get(name))
    assert gzip.decompress(answer.body) == BODY
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.headers["content-encoding"] == "gzip"
    assert int(answer.headers["content-length"]) == len(answer.body) < len(BODY)
    assert answer.headers["vary"] == "Accept-Encoding"
    assert answer.headers["x-content-type-options"] == "nosniff"
    plain = ask(f"{prefix}/files/{name}")
    assert "content-encoding" not in plain.headers
    assert plain.body == BODY


def test_who_has_it_is_told_so_without_it(store: Files) -> None:
    name = store.keep(BODY)
    etag = ask(f"/files/{name}").headers["etag"]
    again = ask(f"/files/{name}", if_none_match=etag)
    assert (again.status, again.body, again.headers["etag"]) == (304, b"", etag)
    assert "immutable" in again.headers["cache-control"]


def test_nothing_else_stands_there(store: Files) -> None:
    name = store.keep(BODY)
    missing = ask(f"/files/{'0' * 32}")
    assert (missing.status, missing.headers["cache-control"]) == (404, "no-store")
    assert ask(f"/files/{name}", "POST").status == 405
    for path in ("/files/", f"/files/{name}/", f"/files/{name[:-1]}", f"/files/{name}x"):
        assert ask(path).status == 404


def test_what_was_not_put_for_longest_goes_first() -> None:
    bodies = [bytes([n]) * 1000 for n in range(20)]
    store = Files(room=5 * len(gzip.compress(bodies[0])))
    first, *others = (store.keep(body) for body in bodies if store.keep(bodies[0]))  # a page shows the first
    assert [store.has(name) for name in others] == [False] * 15 + [True] * 4
    assert store.has(first)
    assert store.get(others[0]) is None


@pytest.mark.parametrize("media", [module.OCTETS, module.SCRIPT, module.WASM])
def test_a_file_on_the_disk_is_answered_with_its_media_type(store: Files, tmp_path: Path, media: str) -> None:
    path = tmp_path / "body.gz"
    path.write_bytes(gzip.compress(BODY))
    name = store.lend(path, media)
    packed = ask(f"/course/files/{name}", accept_encoding="gzip")
    assert (packed.status, packed.body) == (200, path.read_bytes())
    assert packed.headers["content-encoding"] == "gzip"
    assert packed.headers["content-type"].split(";")[0] == media
    assert packed.headers["cache-control"] == "public, max-age=31536000, immutable"
    plain = ask(f"/files/{name}")
    assert (plain.body, plain.headers["content-type"].split(";")[0]) == (BODY, media)
    again = ask(f"/files/{name}", if_none_match=packed.headers["etag"])
    assert (again.status, again.body) == (304, b"")
    assert ask(f"/files/{name}", "HEAD", accept_encoding="gzip").body == b""
    for number in range(50):
        store.keep(bytes([number]) * 3_000)
    assert ask(f"/files/{name}").body == BODY  # no other file pushes it out
    path.unlink()
    assert ask(f"/files/{name}").status == 404


def test_webassembly_may_be_compiled_by_a_file_alone_and_by_no_page(store: Files) -> None:
    policy = {
        path: ask(path).headers["content-security-policy"] for path in ("/", f"/files/{store.keep(BODY)}")
    }
    page, file = policy.values()
    assert "wasm" not in page
    assert file.startswith("default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'; ")
    assert "'unsafe-eval'" not in file


def test_the_same_bytes_are_compressed_once(store: Files, monkeypatch: pytest.MonkeyPatch) -> None:
    name = store.keep(BODY)
    monkeypatch.setattr(module.gzip, "compress", lambda *_, **__: pytest.fail("compressed again"))
    assert store.keep(bytes(BODY)) == name
