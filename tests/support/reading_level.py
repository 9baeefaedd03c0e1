"""How hard a page's sentences are to read: what AppTest renders, as sentences, each with its school grade.

The grade is Flesch and Kincaid's (1975): 0.39 words a sentence + 11.8 syllables a word - 15.59. Syllables are counted by groups of
vowels, which is right within a few per cent over a page; a single word may be one off. It knows nothing of what a sentence says.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from streamlit.testing.v1 import AppTest

LONGEST = 28  # words: more than that, and the start is gone when the end is read
HARDEST = 7.0  # the median grade of a lesson: a reader of about 13
SHORTEST = 4  # words: less is a label, not a sentence

_ENTRY = re.compile(
    r'<span class="entry".*?</span>', re.DOTALL
)  # a glossary entry in its pop-up: judged in the glossary
_QUIET = re.compile(r"<(style|script|svg|table|pre|code)\b.*?</\1>", re.DOTALL)
_BLOCK = re.compile(r"</?(?:p|div|li|ul|ol|h\d|tr|td|th|br|section|summary|details|figcaption)\b[^>]*>")
_TAG = re.compile(r"<[^>]+>")
_CODE = re.compile(r"```.*?```|`[^`]*`|\$[^$]*\$", re.DOTALL)
_ICON = re.compile(r":material/\w+:")
_COLOUR = re.compile(r":[a-z]+(?:-[a-z]+)?\[([^]]*)]")
_LINK = re.compile(r"\[([^]]*)]\([^)]*\)")
_SOURCE = re.compile(r"\([^()]*\b(?:19|20)\d\d[^()]*\)")  # a reference: (Roediger & Karpicke 2006)
_LOOKED = re.compile(r"^\W*(?:Sources?|Where we looked):.*$", re.MULTILINE)  # a list of references
_TABLE = re.compile(r"^\s*\|.*$", re.MULTILINE)
_END = re.compile(r"(?<=[.!?])[”’\")*]*\s+(?=[“‘\"(*]*[A-Z0-9])|\n+|(?<=:)\s*\n")
_WORD = re.compile(r"[A-Za-z0-9][A-Za-z0-9’',.%×-]*")


def blocks(page: AppTest) -> Iterator[str]:
    """What a learner reads, piece by piece, as plain text: paragraphs, captions, questions, options, alerts."""
    texts = [e.value for e in [*page.markdown, *page.caption, *page.info, *page.warning, *page.error]]
    texts += [element.proto.body for element in page.get("html")]
    for asked in [*page.radio, *page.get("button_group")]:
        texts += [asked.label, *asked.options]
    for text in texts:
        if plain := as_read(text):
            yield plain


def as_read(text: str) -> str:
    """Markdown and HTML as a reader sees them, without code, tables, icons and references."""
    for pattern, left in (
        (_ENTRY, ""), (_QUIET, ""), (_CODE, "it"), (_BLOCK, "\n"), (_TAG, ""), (_TABLE, ""), (_LOOKED, ""), (_ICON, ""),
        (_COLOUR, r"\1"), (_LINK, r"\1"), (_SOURCE, ""),
    ):  # fmt: skip
        text = pattern.sub(left, text)
    text = re.sub(r"\\([!-/:-@[-`{-~])", r"\1", text).replace("**", "").replace("\u2060", "")
    return re.sub(r"[ \t]+", " ", text).strip(" \n*#>-")


def sentences(text: str) -> list[str]:
    """The sentences of plain text; headings, labels and single numbers are none."""
    return [part.strip() for part in _END.split(text) if len(words(part)) >= SHORTEST]


def words(sentence: str) -> list[str]:
    return _WORD.findall(sentence)


def syllables(word: str) -> int:
    """Groups of vowels, less a silent e; a number or a name with digits is one."""
    word = word.lower().strip("’',.%×-")
    if not word.isalpha():
        return max(1, sum(syllables(part) for part in re.split(r"[^a-z]+", word) if len(part) > 1))
    groups = len(re.findall(r"[aeiou]+|y(?![aeiou])", word))
    silent = re.search(
        r"[^aeiou]e$|[^td]ed$|(?<![cgszx])(?<![cs]h)es$", word
    )  # node, looked, nodes; not wanted, pages
    if silent and not re.search(r"[^aeiouyl]le[sd]?$", word):  # table, examples
        groups -= 1
    return max(1, groups)


def grade(sentence: str) -> float:
    """Flesch and Kincaid's grade of one sentence: the school year, from about 0 up."""
    said = words(sentence)
    return 0.39 * len(said) + 11.8 * sum(map(syllables, said)) / len(said) - 15.59
