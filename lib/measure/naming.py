"""What the classes of a picture set are called among ImageNet's 1,000 names, and the original model measured by that.

Words alone: it sees no picture. The map is a first proposal, to be shown and changed by whoever knows the classes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from typing import Any

import numpy as np

from lib.models.bases import CATS, DOGS, imagenet_names
from lib.records import read, typed

Names = Mapping[str, Sequence[int]]  # class -> numbers (0 to 999) of the ImageNet names that are right for it

ENOUGH = 1 / 3  # of the classes: with fewer mapped, the original is not measured
PLACES = {"head", "face", "body", "side"}  # "cougar face" is a cougar
KINDS = {"cat", "dog", "hound", "pointer"}  # "Persian" is the Persian cat, "basset hound" the basset
DENIALS = {"no", "not", "non", "without", "other"}

# Other words for the same thing
SAME: Mapping[str, tuple[str, ...]] = {
    name: typed(tuple[str, ...], words, f"naming.toml: {name}") for name, words in read(__file__).items()
}


def to_imagenet(classes: Sequence[str]) -> dict[str, list[int]]:
    """For every class the ImageNet names that are right for it; [] where the words give none.

    In this order: cats and dogs as a whole; the same thing in other words; the same words; names whose last words are the
    class ("barber chair" is a chair).
    """
    return {name: list(_numbers(_words(name))) for name in classes}


def coverage(names: Names) -> tuple[int, int]:
    """(classes that have a name, classes in all)."""
    return sum(bool(numbers) for numbers in names.values()), len(names)


def enough(names: Names) -> bool:
    mapped, of = coverage(names)
    return mapped > 0 and mapped >= ENOUGH * of


def told_right(
    names: Names, classes: Sequence[str], truth: np.ndarray, best: np.ndarray
) -> tuple[np.ndarray, np.ndarray] | None:
    """Which photos' classes have an ImageNet name, and on which the original's best guess is one of them: both (n,) bool.

    Args:
        truth: (n,) class numbers.
        best: (n,) the original's best guess, 0 to 999; -1 for one that is no class's name.

    Returns:
        None where too few classes have a name.
    """
    if not enough(names):
        return None
    table = np.zeros((len(classes), len(imagenet_names()) + 1), bool)  # which names are right for which class
    for k, name in enumerate(classes):
        table[k, list(names.get(name, ()))] = True
    named = np.array([bool(names.get(name)) for name in classes])
    return named[truth], table[truth, best]


def measured(
    names: Names, classes: Sequence[str], truth: np.ndarray, best: np.ndarray, right: np.ndarray
) -> dict[str, Any] | None:
    """How often the original's best guess names the right thing, on the photos whose class has an ImageNet name.

    Args:
        truth: (n,) class numbers.
        best: (n,) the original's best guess, 0 to 999.
        right: (n,) bool: whether the retrained model is right.

    Returns:
        None where too few classes have a name. Else `original`: `test` [right, total] and `by_class`, both on the mapped
        classes alone, `retrained` [right, total] on the same photos, `mapped` [classes, of], `names`; `original_right`: 1 or
        0 for each photo, None where its class has no name; `groups`: fixed, broken, still_wrong, right.
    """
    named = told_right(names, classes, truth, best)
    if named is None:
        return None
    known, was = named
    of, found = (np.bincount(truth[part], minlength=len(classes)) for part in (truth >= 0, was))
    each = {name: [int(found[k]), int(of[k])] for k, name in enumerate(classes) if names.get(name) and of[k]}
    return {
        "original": {
            "test": [int(was[known].sum()), int(known.sum())],
            "by_class": each,
            "retrained": [int(right[known].sum()), int(known.sum())],
            "mapped": list(coverage(names)),
            "names": {name: list(map(int, numbers)) for name, numbers in names.items()},
        },
        "original_right": [int(w) if k else None for w, k in zip(was, known, strict=True)],
        "groups": groups(was[known], right[known]),
    }


def groups(was: np.ndarray, now: np.ndarray) -> dict[str, int]:
    """What retraining changed, photo by photo: both (n,) bool."""
    return {
        "fixed": int((~was & now).sum()), "broken": int((was & ~now).sum()),
        "still_wrong": int((~was & ~now).sum()), "right": int((was & now).sum()),
    }  # fmt: skip


def _words(name: str) -> tuple[str, ...]:
    plain = name.casefold().replace("'", "").replace("_", " ").replace("-", " ")
    words = plain.split()
    if words and len(words[-1]) > 3 and words[-1].endswith("s") and not words[-1].endswith("ss"):
        words[-1] = words[-1][:-1]  # leopards, binoculars
    return tuple(words)


def _forms(words: tuple[str, ...]) -> set[str]:
    """Without spaces, as "bull terrier" and "bullterrier" are one; and without the kind of animal."""
    short = words[:-1] if len(words) > 1 and words[-1] in KINDS else words
    return {"".join(words), "".join(short)}


@lru_cache(maxsize=2000)  # ten sets of the largest kind; each looks through all 1,000 names
def _numbers(words: tuple[str, ...]) -> tuple[int, ...]:
    if not words or words[0] in DENIALS:
        return ()
    if words in {("cat",), ("dog",)}:
        return tuple(CATS if words == ("cat",) else DOGS)
    known = _known()
    if same := SAME.get(" ".join(words)):
        return tuple(i for i, name in enumerate(imagenet_names()) if name in same)
    forms = _forms(words)
    exact = [i for i, other in enumerate(_known_forms()) if other & forms]
    ending = [i for i, other in enumerate(known) if other[-len(words) :] == words]
    found = tuple(sorted({*exact, *ending}))
    if not found and len(words) > 1 and words[-1] in PLACES:
        return _numbers(words[:-1])
    return found


@cache
def _known_forms() -> tuple[set[str], ...]:
    return tuple(_forms(words) for words in _known())


@cache
def _known() -> tuple[tuple[str, ...], ...]:
    return tuple(_words(name) for name in imagenet_names())
