"""What a visitor wrote, as Markdown: one paragraph of text, whoever reads it and however often."""

from __future__ import annotations

import re

from hostile import HOSTILE
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from lib.export.tables import lines_csv
from lib.pictures.own.intake import class_name
from lib.pictures.own.own_entry import DECEIVING, OwnError, printable
from lib.screen.kit.plain import ACTIVE, JOINER, MOST, plain
from lib.screen.runs.lab_book import tidy

MARKDOWN = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
# Found in the finished text, once escapes are undone, by Streamlit's page: addresses, mail, icons, emoji, its logo.
FOUND_AGAIN = [
    r"https?://",
    r"www(?=\.)[-.\w]+",
    r"[-.\w+]+@[-\w]+\.[-\w]+",
    r":material[_/]\w+:",
    r":[\w+-][\w_+-]*:",
]
DIRECTIVE = re.compile(r"(?<!\\):[A-Za-z]")  # `:red[...]` is looked for in the source
MATHS = re.compile(r"(?<!\\)(?:\\\\)*\$")

written = st.one_of(
    st.text(max_size=80),
    st.text("!#$&()*+-.:<=>@[]\\^_`{|}~ \nwa1/", max_size=60),
    st.lists(
        st.sampled_from(
            [":smile:", "www.", "http://", "a@b.co", ":material/home:", "$x$", "![x](y)", "\\", " "]
        )
    ).map("".join),
)


def safe(source: str) -> str:
    """The text that Markdown makes of it; fails where it makes anything else."""
    blocks = MARKDOWN.parse(source)
    if not blocks:
        return ""
    assert [block.type for block in blocks] == ["paragraph_open", "inline", "paragraph_close"]
    pieces = blocks[1].children or []
    assert {piece.type for piece in pieces} <= {"text", "text_special"}, [piece.type for piece in pieces]
    text = "".join(piece.content for piece in pieces)
    for pattern in FOUND_AGAIN:
        assert not re.search(pattern, text, re.IGNORECASE), pattern
    assert not DIRECTIVE.search(source)
    assert not MATHS.search(source)
    return text


@settings(max_examples=400, deadline=None)
@example(HOSTILE)
@example("WWW.evil.example")
@given(written)
def test_it_is_shown_letter_by_letter(text: str) -> None:
    shown = safe(plain(text))
    assert shown.replace(JOINER, "") == " ".join(printable(text).split())[:MOST]
    assert not DECEIVING.search(shown)


@given(written, st.sampled_from(["**{}** · 3", "- {}", "| {} | 2 |", "“{}” to", "# {}"]))
def test_nothing_active_is_left_unescaped_wherever_it_stands(text: str, around: str) -> None:
    source = plain(text)
    assert not ACTIVE.search(re.sub(r"\\.", "", source))
    assert "\n" not in around.format(source)


def test_it_is_cut() -> None:
    assert plain("x" * 600) == "x" * 499 + "…"
    assert plain("a name.png", 5) == "a na…"


@settings(max_examples=300, deadline=None)
@example(HOSTILE[:60])
@example("www.evil.example")
@example("=1+1")
@example("_0_")
@given(written)
def test_a_class_s_name_is_safe_even_as_it_is(text: str) -> None:
    try:
        name = class_name(text[:40])
    except OwnError:
        return
    safe(f"Class {name}")
    assert class_name(name) == name
    assert not name.startswith(("=", "+", "-", "@"))


def test_a_run_s_name_is_one_visible_line_and_no_formula() -> None:
    assert tidy(' =HYPERLINK("http://evil.example")\n\u202ex\x07 ') == 'HYPERLINK("http://evil.example") x'
    table = lines_csv([{"run": "=cmd|' /C calc'!A0", "lost": -0.5, "share": "+1"}])
    assert table == "run,lost,share\n'=cmd|' /C calc'!A0,-0.5,'+1\n"
