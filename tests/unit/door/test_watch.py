"""Errors are counted by kind, within bounds, with none of their words; what is written is for this user alone."""

from __future__ import annotations

import json
import logging
import stat
from pathlib import Path

import pytest

from lib.door import watch
from lib.door.watch import Errors, Watch, read


@pytest.fixture
def errors(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(logging, "_logRecordFactory", logging.LogRecord)
    counted = Errors()
    counted.listen()
    yield counted
    logging.setLogRecordFactory(logging.LogRecord)


def fail(logger: str, words: str) -> None:
    try:
        raise ValueError(words)
    except ValueError:
        log = logging.getLogger(logger)
        log.propagate = False  # as Streamlit's are
        log.exception("it failed on %s", words)


def test_errors_are_counted_by_kind_without_their_words(errors: Errors) -> None:
    for _ in range(3):
        fail("streamlit.some_part", "a note like no other")
    logging.getLogger("lib.any").error("a name like no other")
    logging.getLogger("lib.any").warning("no error")
    assert errors.of_the_hour() == {"streamlit.some_part: ValueError": 3, "lib.any: error": 1}


def test_an_hour_is_kept_and_kinds_are_bounded(errors: Errors, monkeypatch: pytest.MonkeyPatch) -> None:
    now = [1e9]
    monkeypatch.setattr(watch.time, "time", lambda: now[0])
    for i in range(500):
        errors.count(logging.makeLogRecord({"name": f"logger {i}", "levelname": "ERROR"}))
    found = errors.of_the_hour()
    assert len(found) == watch.KINDS + 1
    assert found["others"] == 500 - watch.KINDS
    now[0] += 59 * 60
    assert sum(errors.of_the_hour().values()) == 500
    now[0] += 2 * 60
    assert errors.of_the_hour() == {}
    for _ in range(500):
        now[0] += 60
        errors.count(logging.makeLogRecord({"name": "x"}))
    assert sum(errors.of_the_hour().values()) == 60


def test_the_file_is_this_users_alone_and_goes_with_its_process(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = Watch(tmp_path, lambda: 3), Watch(tmp_path, lambda: 4)
    first.write()
    second.write()
    files = list((tmp_path / "operator").iterdir())
    assert [stat.S_IMODE(file.stat().st_mode) for file in files] == [0o600, 0o600]
    assert sorted(said["sessions"] for said in read(tmp_path)) == [3, 4]
    assert set(json.loads(files[0].read_text())) == {"process", "at", "sessions", "errors"}
    first.end()
    assert [said["sessions"] for said in read(tmp_path)] == [4]
    now = watch.time.time()
    monkeypatch.setattr(watch.time, "time", lambda: now + watch.STALE + 1)  # the second was killed
    assert read(tmp_path) == []
    assert list((tmp_path / "operator").iterdir()) == []
