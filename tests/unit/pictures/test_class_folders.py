"""Which folders are classes, by how they lie; no class is merged or renamed without a word."""

from __future__ import annotations

import unicodedata

import hostile
import pytest

from lib.pictures.own import own
from lib.pictures.own.class_folders import class_folders, is_part
from lib.pictures.own.intake import class_name


def classes(*folders: str) -> tuple[list[str | None], list[str | None]]:
    """The class of a file in each folder, and in the other reading."""
    paths = [tuple(one.split("/")) for one in folders]
    found = class_folders(paths)
    first, other = (
        [None if at is None else path[at] for at, path in zip(level, paths, strict=True)] if level else []
        for level in (found.level, found.other)
    )
    return first, other


@pytest.mark.parametrize(
    ("folders", "expected"),
    [
        (["a", "b"], ["a", "b"]),
        (["top/a", "top/b"], ["a", "b"]),
        (["x/x/training/3", "x/x/training/8", "x/x/testing/3", "x/x/testing/8"], ["3", "8"] * 2),
        (["Train_Set/Train_Set/a", "Train_Set/Train_Set/b", "Test-Set/Test-Set/a", "Test-Set/Test-Set/b"], ["a", "b"] * 2),
        (["d/training_set/a", "d/training_set/b", "d/test_set/a", "d/test_set/b", "d/single"], ["a", "b", "a", "b", None]),
        (["train/images/a", "train/images/b", "valid/images/a", "valid/images/b"], ["a", "b"] * 2),
        (["fold1/train/a", "fold1/test/b", "fold2/train/b", "fold2/test/a"], ["a", "b", "b", "a"]),
        (["train/a", "train/b", "test"], ["a", "b", None]),
        (["cat/train", "cat/test", "dog/train", "dog/test"], ["cat", "cat", "dog", "dog"]),
        (["train", "car"], ["train", "car"]),  # vehicles
        (["cat/old", "cat/new", "dog/old"], ["cat", "cat", "dog"]),
    ],
)  # fmt: skip
def test_folders_that_leave_no_doubt(folders: list[str], expected: list[str | None]) -> None:
    assert classes(*folders) == (expected, [])


def test_parts_of_any_name_are_found_by_what_they_hold_and_asked_about() -> None:
    folders = ["lernen/Katze", "lernen/Hund", "prüfen/Katze", "prüfen/Hund", "rest"]
    assert classes(*folders) == (
        ["Katze", "Hund"] * 2 + [None],
        ["lernen", "lernen", "prüfen", "prüfen", "rest"],
    )
    names = [f"{one}/{i}.jpg" for one in folders for i in range(2)]
    made = own.from_archive(hostile.zipped({name: hostile.photo(i) for i, name in enumerate(names)}), "x.zip")
    assert (made.classes, made.counts()) == (("Katze", "Hund"), [4, 4])
    assert made.readings() == [("Katze", "Hund"), ("lernen", "prüfen")]
    assert "2 pictures in rest lie in no class folder." in " ".join(made.notes)
    other = made.read_as(1)
    assert (other.classes, other.counts()) == (("lernen", "prüfen"), [4, 4])
    assert (other.read_as(1).classes, other.read_as(1).counts()) == (made.classes, made.counts())
    assert other.sure().readings() == []


def made_of(*names: str) -> own.OwnSet:
    files = {f"{name}/{i}.jpg": hostile.photo(10 * k + i) for k, name in enumerate(names) for i in range(2)}
    return own.from_archive(hostile.zipped(files), "x.zip")


def test_names_that_a_class_can_have_stay_as_they_are() -> None:
    made = made_of("C", "C#", "C++", "hot_dog", "10:30", "F#")
    assert made.classes == ("C", "C#", "C++", "hot_dog", "10:30", "F#")
    assert made.notes == ()


def test_what_would_have_one_name_stays_apart_and_is_told() -> None:
    made = made_of("a$", "a", "a|")
    assert made.counts() == [2, 2, 2]
    assert len(set(made.classes)) == 3
    assert len(made.notes) == made.told == 3 - made.classes.count("a")
    assert "Rename the class" in made.notes[0]


def test_another_case_is_the_same_class_and_is_told() -> None:
    made = made_of("Cat", "cat", "dog")
    assert (made.classes, made.counts()) == (("Cat", "dog"), [4, 2])
    assert made.notes == ("The folders Cat and cat are taken for one class, Cat.",)
    accents = made_of(unicodedata.normalize("NFD", "Äpfel"), "dog")  # as macOS writes it
    assert (accents.classes[0], accents.notes) == ("Äpfel", ())


def test_a_class_is_renamed_and_never_into_another() -> None:
    made = made_of("cup", "hat")
    assert made.renamed(1, "Cap").classes == ("cup", "Cap")
    assert made.renamed(0, "CUP").classes == ("CUP", "hat")
    with pytest.raises(own.OwnError, match="already"):
        made.renamed(1, "Cup")
    with pytest.raises(own.OwnError):
        made.renamed(1, " ")


@pytest.mark.parametrize("name", ["C:", "c:"])
def test_a_drive_is_left_out(name: str) -> None:
    made = made_of("cup", name)
    assert made.classes == ("cup",)
    assert "fixed place" in made.notes[0]
    assert class_name("10:30") == "10:30"


def test_what_parts_are_called_is_told_of_any_name_at_once() -> None:
    """A name made so that it can be taken apart in very many ways once kept a core busy for good."""
    for name in (
        "train",
        "test_set",
        "Training set",
        "fold 3",
        "x_train",
        "validation images",
        "my dataset train",
    ):
        assert is_part(name)
    for name in (
        "cats",
        "trainspotting",
        "part of it",
        "train" + "images" * 8 + "q",
        "train" + "images" * 9999,
    ):
        assert not is_part(name)
