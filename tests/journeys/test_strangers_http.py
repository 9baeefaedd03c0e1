"""Strangers who speak plain HTTP: closed addresses, headers, paths that climb, foreign pages, forged requests."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from served import ROOT, App
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect
from wire import Wire, ask, upload

from lib.door.headers import POLICY


@pytest.mark.parametrize(
    "path", ["/", "/train_a_digit_reader", "/_stcore/health", "/media/none", "/_stcore/metrics"]
)
def test_every_answer_carries_the_headers(app: App, path: str) -> None:
    headers = ask(app.url, path)[2]
    policy = dict(part.split(" ", 1) for part in headers["content-security-policy"].split("; "))
    assert policy["script-src"] == POLICY["script-src"]
    assert policy["frame-ancestors"].startswith("'self'")
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert "camera=(self)" in headers["permissions-policy"]


@pytest.mark.parametrize(
    "path",
    [
        "/_stcore/metrics",
        "/_stcore/script-health-check",
        "/_stcore/agent/interact",
        "/_stcore/agent/openapi.json",
        "/_stcore/agent/mcp",
        "/auth/login",
        "/auth/logout",
        "/oauth2callback",
        "/component/x/index.html",
    ],
)
@pytest.mark.parametrize("method", ["GET", "POST", "OPTIONS"])
def test_what_the_course_does_not_need_is_closed(app: App, path: str, method: str) -> None:
    assert ask(app.url, path, method)[0] == 404
    assert ask(app.url, f"/_stcore/../{path}", method)[0] in {400, 404, 405}


@pytest.mark.parametrize(
    "start", ["/", "/static/", "/media/", "/app/static/", "/_stcore/bidi-components/", "/component/"]
)
@pytest.mark.parametrize("climb", ["../", "%2e%2e/", "..%2f", "%252e%252e/", "..\\", "//"])
def test_no_path_climbs_out(app: App, start: str, climb: str) -> None:
    for goal in ("etc/passwd", "streamlit_app.py", ".streamlit/config.toml"):
        _, text, _ = ask(app.url, start + climb * 8 + goal)
        assert not re.search(r"root:|lib\.door|maxUploadSize", text)
        assert str(ROOT) not in text


def test_a_foreign_page_opens_no_session(app: App) -> None:
    with pytest.raises(InvalidStatus):
        connect(
            app.url.replace("http", "ws") + "/_stcore/stream",
            origin="https://elsewhere.example",  # type: ignore[arg-type]
            subprotocols=["streamlit"],  # type: ignore[list-item]
        )


def test_a_file_without_the_token_against_forgery_is_refused(app: App) -> None:
    with Wire(app.url) as visitor:
        visitor.run()
        place = visitor.places(["a.png"])[0]
        assert upload(app.url, place, 100, honest=False) == 403
        assert upload(app.url, place, 100) == 204


def test_no_file_of_a_visitor_is_unpickled_or_loaded_as_a_model() -> None:
    forbidden = {"pickle", "cloudpickle", "dill", "joblib", "shelve", "marshal", "load_model", "eval", "exec"}
    for path in [*(ROOT / "lib").rglob("*.py"), *(ROOT / "pages").rglob("*.py"), ROOT / "streamlit_app.py"]:
        if path.parent == ROOT / "lib" / "export" / "scripts":
            continue  # what a learner takes home, and runs on a model of their own
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = {
                alias.name.split(".")[0]
                for alias in getattr(node, "names", ())
                if isinstance(alias, ast.alias)
            }
            if isinstance(node, ast.Call):
                called = node.func
                names.add(
                    getattr(called, "attr", "") if called_on_module(called) else getattr(called, "id", "")
                )
                assert not any(
                    word.arg == "allow_pickle" and ast.unparse(word.value) != "False"
                    for word in node.keywords
                )
            assert not names & forbidden, f"{path}:{getattr(node, 'lineno', 0)}"


def called_on_module(called: ast.expr) -> bool:
    """`keras.saving.load_model`, and not `model.eval`, which some libraries have as a switch."""
    return isinstance(called, ast.Attribute) and called.attr != "eval"


@pytest.mark.parametrize(
    ("setting", "value"), [("PROXIES", "nginx"), ("CLUSTER", "tcp://10.0.0.5:8786"), ("QUEUE_SHARE", "0")]
)
def test_a_setting_that_cannot_be_used_is_told_in_a_sentence_and_no_page_opens(
    tmp_path: Path, setting: str, value: str
) -> None:
    app = App(tmp_path, **{f"LAYERS_{setting}": value})
    app.start()
    try:
        with Wire(app.url, "train_a_digit_reader") as visitor:
            visitor.run()
            alerts = [element.body for kind, element in visitor.elements.values() if kind == "alert"]
    finally:
        app.stop()
    assert len(alerts) == 1
    assert "This course is not open yet" in alerts[0]
    assert value not in alerts[0]
    told = app.log.read_text()
    assert f"LAYERS_{setting}" in told
    assert "Traceback" not in told
