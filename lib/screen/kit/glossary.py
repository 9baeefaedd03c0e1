"""Every technical term of the course in one or two plain sentences, from `terms.toml`, and what others call it, from `other_words.toml`.

It knows nothing of where they are shown.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from lib.records import read, read_words, typed

GLOSSARY: Mapping[str, str] = read_words(__file__, "terms")
OTHERS: Mapping[str, tuple[str, ...]] = {
    term: typed(tuple[str, ...], words, f"other_words.toml: {term}")
    for term, words in read(__file__, "other_words").items()
}
_NAMED = {other: term for term, words in OTHERS.items() for other in words}
_SPELLED = {"ai": "AI", "gpu": "GPU", "relu": "ReLU", "cam": "CAM", "grad-cam": "Grad-CAM", "sgd": "SGD", "lr finder": "LR finder", "lr range test": "LR range test"}  # fmt: skip


def entry(word: str) -> str:
    """The term under which `word` stands, which may be one of its other words.

    Raises:
        KeyError: the glossary has neither.
    """
    term = word.lower()
    term = _NAMED.get(term, term)
    if term not in GLOSSARY:
        raise KeyError(word)
    return term


def spelled(word: str) -> str:
    """As it is written where it stands alone: "GPU"."""
    return _SPELLED.get(word, word)


def anchor(term: str) -> str:
    """Of its entry on the glossary's page."""
    return re.sub(r"\W+", "-", term)


def also(term: str) -> str:
    """The field's other words for a term: "neuron, unit"; "" where it has none."""
    return ", ".join(spelled(word) for word in OTHERS.get(term, ()))


def find(wanted: str) -> list[str]:
    """The terms of that name, their own or another, then those with it in a name, then those that only speak of it."""
    wanted = wanted.strip().lower()

    def far(term: str) -> int:
        names = (term, *OTHERS.get(term, ()))
        if wanted in names:
            return 0
        if any(wanted in name for name in names):
            return 1
        return 2 if wanted in GLOSSARY[term].lower() else 3

    return sorted((term for term in GLOSSARY if far(term) < 3), key=lambda term: (far(term), term))
