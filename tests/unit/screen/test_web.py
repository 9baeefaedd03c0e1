"""The browser's modules: each component's are joined into one text, and the numbers that they are tested with are Python's."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

import arithmetic
import numpy as np
import pytest

from lib.screen.kit import web


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Modules that build on each other."""
    monkeypatch.setattr(web, "WEB", tmp_path)
    for name in ("shared", "part"):
        (tmp_path / name).mkdir()
    (tmp_path / "shared/sum.js").write_text(
        "// Sums.\n\nexport const ONE = 1; // one\n/** Adds.\n * @param {number} a */\nexport function add(a) {\n  return a + ONE;\n}\n"
    )
    (tmp_path / "part/twice.js").write_text(
        'import { add } from "../shared/sum.js";\nconst ONE = add;\nexport const twice = (a) => ONE(ONE(a));\n'
    )
    (tmp_path / "part/part.js").write_text(
        'import { add as more, ONE } from "../shared/sum.js";\nimport {\n  twice,\n} from "./twice.js";\n'
        "export default function () {\n  return more(twice(ONE));\n}\n"
    )
    return tmp_path


def test_modules_become_one_text_in_which_their_names_do_not_meet(folder: Path) -> None:
    assert web.script("part/part.js") == (
        "const shared_sum = (() => {\nconst ONE = 1; // one\nfunction add(a) {\nreturn a + ONE;\n}\nreturn { ONE, add };\n})();\n"
        "const part_twice = (() => {\nconst { add } = shared_sum;\nconst ONE = add;\n"
        "const twice = (a) => ONE(ONE(a));\nreturn { twice };\n})();\n"
        "const { add: more, ONE } = shared_sum;\nconst {\ntwice,\n} = part_twice;\n"
        "export default function () {\nreturn more(twice(ONE));\n}\n"
    )


def test_a_module_may_be_named_as_a_whole_and_export_a_generator(folder: Path) -> None:
    (folder / "shared/sum.js").write_text("export async function* numbers() {\n  yield 1;\n}\n")
    (folder / "part/part.js").write_text(
        'import * as sum from "../shared/sum.js";\nexport default sum.numbers;\n'
    )
    assert web.script("part/part.js") == (
        "const shared_sum = (() => {\nasync function* numbers() {\nyield 1;\n}\nreturn { numbers };\n})();\n"
        "const sum = shared_sum;\nexport default sum.numbers;\n"
    )


@pytest.mark.parametrize(
    ("line", "refusal"),
    [
        ('import add from "../shared/sum.js";\n', "part.js: import add"),
        ('import { add } from "elsewhere";\n', "part.js: import { add }"),
        ('export * from "../shared/sum.js";\n', "part.js: export *"),
        ("export let changing = 1;\n", "part.js: export let"),
    ],
)
def test_another_form_is_refused(folder: Path, line: str, refusal: str) -> None:
    (folder / "part/part.js").write_text(line)
    with pytest.raises(ValueError, match=refusal.replace("*", r"\*")):
        web.script("part/part.js")


def test_modules_in_a_circle_are_refused(folder: Path) -> None:
    (folder / "shared/sum.js").write_text(
        'import { twice } from "../part/twice.js";\nexport const ONE = 1;\n'
    )
    with pytest.raises(ValueError, match="itself"):
        web.script("part/part.js")


@pytest.mark.parametrize("path", sorted(web.WEB.glob("*/*.js")), ids=lambda path: path.name)
def test_each_module_can_be_joined(path: Path) -> None:
    lines = web.script(f"{path.parent.name}/{path.name}").splitlines()
    assert not any(line.startswith("import") for line in lines)
    assert all(line.count("`") % 2 == 0 for line in lines)  # no text runs over several


def decoded(value: Any) -> Any:
    """Numbers of a text of base64 within lists and dicts; bytes where these are no 32-bit floats."""
    if isinstance(value, dict):
        return {key: decoded(each) for key, each in value.items()}
    if isinstance(value, list):
        return [decoded(each) for each in value]
    return np.frombuffer(base64.b64decode(value), "<f4") if isinstance(value, str) else value


def same(recorded: Any, now: Any) -> None:
    if isinstance(now, dict):
        assert recorded.keys() == now.keys()
        for key in now:
            same(recorded[key], now[key])
    elif isinstance(now, list):
        assert len(recorded) == len(now)
        for one, other in zip(recorded, now, strict=True):
            same(one, other)
    else:
        np.testing.assert_allclose(recorded, now, atol=1e-6)


def test_the_numbers_of_the_browsers_tests_are_what_python_computes() -> None:
    recorded, now = json.loads(arithmetic.PLACE.read_text(encoding="utf-8")), arithmetic.numbers()
    packed = [[each.pop("network") for each in kind["readings"]] for kind in (recorded, now)]
    assert packed[0] == packed[1]
    same(decoded(recorded), decoded(now))
