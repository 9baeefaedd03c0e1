"""The glossary against the words that pages mark: every mark has its entry, every entry a lesson that leads to it."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest
from reading_level import LONGEST, sentences, words

from lib.screen.kit import glossary, widgets
from lib.screen.kit.course import PAGES
from lib.screen.kit.glossary import GLOSSARY, OTHERS, find
from lib.screen.kit.lesson import term
from lib.settings import ROOT
from lib.specs.specs import FIELDS

MARK = re.compile(r"(?<!\w)\[\[([a-zA-Z][^]|{\[(.,=]*)(?:\|[^]]+)?]]")
LINKED_NOWHERE: dict[str, str] = {}  # a term, and the reason why no lesson leads to it


def marked() -> set[str]:
    """What lessons mark, as it is written."""
    kit = {"lesson.py", "glossary.py"}  # their docstrings show the mark itself
    files = [
        *PAGES.glob("*.py"),
        *Path(ROOT, "lib", "screen").rglob("*.py"),
        *Path(ROOT, "lib", "screen").rglob("*.toml"),
    ]
    return {
        word
        for file in files
        if file.name not in kit
        for word in MARK.findall(file.read_text(encoding="utf-8"))
    }


def in_helps() -> set[str]:
    """The terms that settings lead to."""
    names = {field.name for fields in FIELDS.values() for field in fields}
    assert set(widgets.TERMS) <= names
    return {term for terms in widgets.TERMS.values() for term in terms}


def test_every_marked_term_has_its_entry() -> None:
    found = marked()
    assert len(found) > 40
    for word in found | in_helps():
        assert glossary.entry(word) in GLOSSARY, word


def test_a_lesson_leads_to_every_term() -> None:
    linked = {glossary.entry(word) for word in marked() | in_helps()}
    assert set(GLOSSARY) - linked == set(LINKED_NOWHERE)
    assert all(reason.endswith(".") for reason in LINKED_NOWHERE.values())


def test_a_settings_help_leads_to_its_terms() -> None:
    (field,) = (each for each in FIELDS["digits"] if each.name == "batch_size")
    assert "(glossary#batch-size)" in widgets.help_of(field)
    assert widgets.help_of(field).startswith(field.help)


@pytest.mark.parametrize(
    ("said", "term"),
    [
        ("neuron", "node"), ("dataset", "picture set"), ("Filter", "kernel"), ("confidence", "probability"),
        ("iteration", "update"), ("training set", "training part"), ("hyperparameter", "setting"), ("Grad-CAM", "heat map"),
    ],
)  # fmt: skip
def test_a_term_is_found_by_the_fields_other_word(said: str, term: str) -> None:
    assert find(said)[0] == term
    assert glossary.entry(said) == term
    assert term in glossary.also(glossary.entry(term)) or said.lower() in glossary.also(term).lower()


def test_no_word_stands_for_two_terms() -> None:
    assert set(OTHERS) <= set(GLOSSARY)
    named = Counter([*GLOSSARY, *(word for others in OTHERS.values() for word in others)])
    assert not [word for word, times in named.items() if times > 1 or word != word.lower()]


def test_entries_are_short_sentences_in_plain_words() -> None:
    for word, entry in GLOSSARY.items():
        assert entry.endswith(".")
        assert "!" not in entry
        assert len(entry) <= 200, word
        assert not [each for each in sentences(entry) if len(words(each)) > LONGEST]


def test_a_term_shows_its_other_words_and_escapes_what_it_shows() -> None:
    assert "<b>node (neuron, unit)</b>" in term("Node")
    assert "<b>GPU" in term("gpu")
    assert "<script>" not in term("epoch", "<script>")
    with pytest.raises(KeyError):
        term("phlogiston")
