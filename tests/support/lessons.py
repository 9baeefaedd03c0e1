"""Pages as scripts, for tests that need no browser: opened for a learner, read, given a photo or a finished run."""

from __future__ import annotations

import io
import json
import re
import uuid
from typing import Any

import numpy as np
from PIL import Image
from streamlit.testing.v1 import AppTest

from lib.lab_book.outcome import write
from lib.lab_book.runs import Run
from lib.screen.kit import host
from lib.screen.kit.plain import JOINER
from lib.screen.runs import example
from lib.settings import ROOT
from lib.specs.specs import Spec, make


def words(page: AppTest) -> str:
    """What the page says, with the characters that `lib.screen.kit.plain` escapes as they are read."""
    assert not page.exception
    html = [element.proto.body for element in page.get("html")]
    said = " ".join(
        [*(e.value for e in [*page.markdown, *page.caption, *page.info, *page.warning, *page.error]), *html]
    )
    return re.sub(r"\\([!-/:-@[-`{-~])", r"\1", said).replace(JOINER, "")


def photo(seed: int = 0, form: str = "JPEG", size: tuple[int, int] = (90, 60), mode: str = "RGB") -> bytes:
    pixels = np.random.default_rng(seed).integers(0, 256, (size[1], size[0], 3), np.uint8)
    out = io.BytesIO()
    Image.fromarray(pixels).convert(mode).save(out, form)
    return out.getvalue()


def met(learner: str = "") -> AppTest:
    """The course, before its first script, for a learner whom the browser has named: `learner`, or a new one."""
    app = AppTest.from_file(ROOT / "streamlit_app.py", default_timeout=60)
    offer = learner or uuid.uuid4().hex
    app.session_state["_learner"] = {"offer": offer, "leave": False}
    app.session_state["learner"] = {"answer": {"offer": offer, "id": offer}}
    return app


def opened(page: str, **query: str) -> AppTest:
    app = met()
    for name, value in query.items():
        app.query_params[name] = value
    app.switch_page(f"pages/{page}.py").run()
    assert not app.exception
    return app


def wall_data(app: AppTest) -> dict[str, Any]:
    """What the browser gets of the wall that is shown."""
    (found,) = [
        each for each in app.get("bidi_component") if each.proto.component_name.endswith("layers_wall")
    ]
    return json.loads(found.proto.mixed.json if found.proto.HasField("mixed") else found.proto.json)


def me(app: AppTest) -> str:
    return app.session_state["_learner"]["offer"]


def finished(learner: str, kind: str, name: str = "", spec: Spec | None = None) -> Run:
    """The stored example's run; with `spec` its curve and result under other settings."""
    run = example.stored(kind)
    book = host.lab_book()
    asked = spec or make(kind, run["spec"])
    run_id = book.add(learner, asked, f"{spec or 'x'}", shareable=True, name=name)
    book.add_rows(run_id, run["rows"])
    made = book.run(run_id)
    assert made is not None
    write(
        book,
        made,
        {"state": "done", "history": run["history"], "result": run["result"], "weights": b"no model"},
    )
    done = book.run(run_id)
    assert done is not None
    return done
