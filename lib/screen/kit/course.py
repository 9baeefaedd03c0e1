"""The course as one table: every lesson with its chapter, its page and what a learner finds out there.

It knows nothing of Streamlit; the front door makes the navigation from it, the home page its cards.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from lib.settings import ROOT

PAGES = ROOT / "pages"


@dataclass(frozen=True)
class Lesson:
    """One line of the course; `key` also names the lesson in the lab book."""

    key: str
    chapter: str
    title: str
    minutes: int  # 0: a place to come back to, not a lesson to finish
    summary: str

    @property
    def file(self) -> str:
        """The page's path, as `st.Page` and `st.page_link` take it."""
        return f"pages/{self.key}.py"

    @property
    def exists(self) -> bool:
        return self.key in _there(PAGES)


@lru_cache(maxsize=2)  # a look at the disk, once a process
def _there(folder: Path) -> frozenset[str]:
    return frozenset(page.stem for page in folder.glob("*.py"))


START, MODEL, DIGITS = "Start", "How a model works", "Digits"
PETS, CLOSER, YOURS = "Cats and dogs", "Look closer", "Yours"

COURSE: tuple[Lesson, ...] = (
    Lesson("home", START, "Home", 0, "Draw a digit and watch a network read it."),
    Lesson(
        "what_is_a_model", MODEL, "What is a model?", 7,
        "Write a rule for telling digits apart, then meet one that was learned.",
    ),
    Lesson(
        "layers_and_nodes", MODEL, "Layers and nodes", 8,
        "Follow your own drawing through every layer, down to the arithmetic of one node.",
    ),
    Lesson(
        "how_a_picture_network_looks", MODEL, "How a picture network looks", 6,
        "Slide a small filter over a picture and see what it finds.",
    ),
    Lesson(
        "train_a_digit_reader", DIGITS, "Train a digit reader", 12,
        "Choose epochs and batch size, watch a network learn 55,000 digits, see where it fails.",
    ),
    Lesson(
        "draw_a_digit", DIGITS, "Draw a digit", 8,
        "Draw into the network that you trained and find out what it needs to read you.",
    ),
    Lesson(
        "meet_the_original", PETS, "Meet the original model", 7,
        "Ask a model made for a thousand things about cats and dogs, and count how often it is right.",
    ),
    Lesson(
        "retrain_it", PETS, "Retrain it", 9,
        "Keep what the model sees, teach it one new last layer, and measure it again.",
    ),
    Lesson(
        "original_against_retrained", PETS, "Original against retrained", 8,
        "The same photos for both: what was fixed, what broke, and whether it is luck.",
    ),
    Lesson(
        "your_own_pet_photos", PETS, "Your own pet photos", 6,
        "Show the retrained model photos of your own and see what it looks at.",
    ),
    Lesson(
        "where_does_it_go_wrong", CLOSER, "Where does it go wrong?", 8,
        "Find the pictures a model mixes up and say why.",
    ),
    Lesson(
        "try_things", CLOSER, "Try things", 10,
        "Make training go wrong on purpose, and find out which setting did it.",
    ),
    Lesson(
        "check_yourself", CLOSER, "Check yourself", 6,
        "A few questions from every lesson; the ones you miss come back.",
    ),
    Lesson("lab_book", YOURS, "Lab book", 0, "All your runs, to sort, compare and take with you."),
    Lesson("glossary", YOURS, "Glossary", 0, "Every technical term of the course in a sentence or two."),
    Lesson(
        "your_own_pictures", YOURS, "Your own pictures", 15,
        "Collect two or more kinds of pictures and teach a model to tell them apart.",
    ),
)  # fmt: skip

_BY_KEY = {lesson.key: lesson for lesson in COURSE}


def lesson(key: str) -> Lesson:
    """The lesson of that key.

    Raises:
        KeyError: there is none.
    """
    return _BY_KEY[key]


def shown() -> list[Lesson]:
    """The lessons that can be opened, in reading order."""
    return [each for each in COURSE if each.exists]


def chapters() -> dict[str, list[Lesson]]:
    """The lessons that can be opened, by chapter, in reading order."""
    grouped: dict[str, list[Lesson]] = {}
    for each in shown():
        grouped.setdefault(each.chapter, []).append(each)
    return grouped


def following(key: str) -> Lesson | None:
    """The next lesson that can be opened after the one of that key; None after the last."""
    rest = COURSE[COURSE.index(lesson(key)) + 1 :]
    return next((each for each in rest if each.exists), None)
