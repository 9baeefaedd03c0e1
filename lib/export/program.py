"""A run's program in steps, and how it is written down: as a script or as a notebook.

Its text stands in `programs`: Python with what the run fills in, in Jinja's form, a step from each `# %%` to the next. The short
programs that lessons show are files, each of which runs as it stands.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import nbformat
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from nbformat import v4

from lib.settings import ASSETS

STEP = "# %% "
_PROGRAMS = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "programs"), auto_reload=False,
    trim_blocks=True, lstrip_blocks=True, undefined=StrictUndefined,
)  # fmt: skip


@cache
def of_lesson(lesson: str) -> str:
    """The short Keras program that this lesson shows."""
    return (ASSETS / "programs" / f"{lesson}.py").read_text(encoding="utf-8")


@dataclass(frozen=True)
class Step:
    """A piece of a program and the words that stand above it."""

    words: str  # plain text
    code: str


def written(program: str, **values: Any) -> list[Step]:
    """The steps of a program of `programs`, by its name there: after each mark its words, up to an empty line, then its code."""
    text = _PROGRAMS.get_template(f"{program}.py.jinja").render(values)
    pieces = (piece.partition("\n\n") for piece in text.split(STEP)[1:])
    return [Step(words.replace("\n# ", "\n"), code.strip("\n")) for words, _, code in pieces]


def as_script(steps: Sequence[Step]) -> str:
    """One Python file; the words become comments."""
    return "\n\n".join(f"{_comment(step.words)}{step.code}" for step in steps) + "\n"


def as_notebook(title: str, steps: Sequence[Step]) -> str:
    """The same as a notebook (JSON, format 4), a cell of words and one of code for each step; opens in Colab too."""
    cells = [v4.new_markdown_cell(f"# {title}", id="title")]
    for i, step in enumerate(steps, 1):
        cells += [
            v4.new_markdown_cell(step.words, id=f"words-{i}"),
            v4.new_code_cell(step.code, id=f"code-{i}"),
        ]
    about = {
        "kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"},
        "language_info": {"name": "python"},
    }
    book = v4.new_notebook(cells=cells, metadata=about)
    nbformat.validate(book)
    return nbformat.writes(book)


def _comment(words: str) -> str:
    return "".join(f"# {line}\n" if line else "#\n" for line in words.splitlines())
