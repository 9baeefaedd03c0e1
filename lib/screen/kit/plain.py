"""Words that a visitor wrote, as Markdown that shows them letter by letter: the one way in which a page may show them.

Visitors write names of files, of classes and of runs, notes, and what stands in a link. It knows nothing of HTML: there
`html.escape` does the same. Streamlit reads Markdown in nearly every text and label; tables, charts, the options of
select boxes and what is written into a field are shown as they are, and must not go through here.
"""

from __future__ import annotations

import re

from lib.pictures.own.own_entry import printable

MOST = 500  # characters: the longest of our own sentences with a long name in it
ACTIVE = re.compile(r"[!#$&()*+\-.:<=>@\[\\\]^_`{|}~]")
# What Streamlit looks for once more when all escapes are undone: `:emoji:`, `:material/icon:`, addresses, mail.
# A character of no width breaks it up.
AGAIN = re.compile(r"(?<=[:@])(?=\S)|(?<=www)(?=\.)", re.IGNORECASE)
JOINER = "\u2060"


def plain(text: str, most: int = MOST) -> str:
    """One line of at most `most` visible characters that nothing reads as Markdown."""
    line = " ".join(printable(text).split())
    if len(line) > most:
        line = line[: most - 1] + "…"
    return ACTIVE.sub(r"\\\g<0>", AGAIN.sub(JOINER, line))
