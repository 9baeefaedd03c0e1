"""A run's lab report: one HTML file that opens anywhere, with no network, and prints on A4.

Pure: it is given the run and what its model said, and returns text. Everything that a person wrote is escaped by
Jinja. It knows nothing of screens, and fetches nothing.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, Template
from markupsafe import Markup, escape

from lib.charts.axes import axes_for, closed_in
from lib.charts.beside import Side, describe_luck, luck_chart
from lib.charts.compare import NAMES, Line, describe_dots, dots_chart
from lib.charts.confusion import confusion_chart, describe_confusion
from lib.charts.curve_words import describe_accuracy, describe_loss
from lib.charts.curves import accuracy_chart, loss_chart
from lib.charts.save import as_svg
from lib.lab_book.outcome import test_proportion
from lib.lab_book.runs import Run
from lib.measure.answers import Answers
from lib.measure.compare import Luck, paired
from lib.measure.confusion import top_losses
from lib.measure.curves import best_epoch, class_count, read_curve, validation_size
from lib.measure.proportions import Proportion, per_cent
from lib.pictures.prepare.data_urls import data_url
from lib.specs import specs
from lib.specs.specs import RetrainRun

MISTAKES = 12
CELLS = 24  # classes at most in the matrix, those with most mistakes: more cannot be read on paper
WIDTH = 680  # pixels of a chart: the width of the page


@dataclass(frozen=True)
class Said:
    """What the run's model says of each picture of its test part."""

    answers: Answers
    names: Sequence[str] = ()  # of the n pictures; their positions where there are none
    picture: Callable[[int], str] | None = None  # position -> data URL, where the pictures may be given away


@dataclass(frozen=True)
class Notes:
    """What the learner left in one lesson."""

    title: str
    lines: Sequence[tuple[str, str]] = ()  # what was asked, what was answered
    words: Sequence[str] = ()  # in the learner's own words


@dataclass(frozen=True)
class Claimed:
    """One claim of the learner's notebook, and what became of it: all in sentences."""

    claim: str
    why: str  # in the learner's own words
    guess: str
    experiment: str
    runs: str
    verdict: str
    sides: Sequence[Side] = ()  # both values, where a run is in


def report(
    run: Run,
    rows: Sequence[Mapping[str, Any]],
    title: str,
    what: str,
    said: Said | None = None,
    lessons: Sequence[Notes] = (),
    quiz: str = "",
    claims: Sequence[Claimed] = (),
) -> str:
    """The whole page.

    Args:
        rows: the run's curve, from the lab book.
        title: the learner's name for it.
        what: what kind of run it is.
        said: None where the weights or the pictures are no longer here.
        lessons: those with answers.
        quiz: a sentence on the answers that were right.
        claims: those of the learner's notebook.
    """
    share, spec = test_proportion(run), run.training
    retrained = isinstance(spec, RetrainRun)
    role, things = (spec.method, "photos") if isinstance(spec, RetrainRun) else ("digits", "digits")
    classes = class_count(spec, run.result)
    axes = closed_in(axes_for(spec, classes=classes, examples=run.result.get("examples")), rows, share)
    best, reading = best_epoch(run.history), ""
    if run.history:
        shown = validation_size(spec, run.result)
        reading = read_curve(run.history, spec, classes=classes, validation=shown).sentence
    curves = [
        _picture(
            accuracy_chart(rows, axes, role=role, best=best, test=share, things=things),
            describe_accuracy(rows, things=things, test=share),
        ),
        _picture(
            loss_chart(rows, axes, role=role, best=best, things=things), describe_loss(rows, things=things)
        ),
    ]
    return _template().render(
        title=title,
        what=what,
        when=time.strftime("%d %B %Y", time.localtime(run.created)),
        test=_proportion(share),
        mark=run.mark,
        reading=reading,
        curves=curves if rows else [],
        settings=_settings(run),
        source=run.result.get("source", ""),
        comparison=_comparison(run, share) if retrained else None,
        lessons=lessons,
        quiz=quiz,
        claims=[
            (
                each,
                _picture(
                    luck_chart(each.sides).properties(
                        padding={"left": 60, "right": 20, "top": 5, "bottom": 5}
                    ),
                    describe_luck(each.sides),
                )
                if each.sides
                else "",
            )
            for each in claims
        ],
        **(_mistakes(said) if said else {}),
    )


def _settings(run: Run) -> list[tuple[str, str]]:
    """Every setting that this run knew, as a person writes it."""
    spec, lines = run.settings, []
    unknown: set[str] = set()
    if isinstance(spec, RetrainRun) and spec.method != "fine_tune":
        unknown = {"unfrozen_blocks", "fine_rate"} | ({"base"} if spec.method == "scratch" else set())
    for f in specs.FIELDS[run.kind]:
        value = getattr(spec, f.name)
        if f.name in unknown or (f.kind == "indices" and not value):
            continue
        plain = (
            f"{value:,}" if f.kind == "int" else ("no", "yes")[value] if f.kind == "bool" else f.text(value)
        )
        lines.append((f.label, dict(f.choices).get(value, plain) if f.choices else plain))
    return lines


def _proportion(share: Proportion | None) -> dict[str, str] | None:
    return {"figure": per_cent(share.accuracy), "sentence": share.sentence()} if share else None


def _picture(chart: Any, alt: str) -> Markup:
    """A chart as an SVG image inside the page, so that no two share their ids."""
    url = data_url(as_svg(chart, width=WIDTH).encode(), "image/svg+xml")
    return Markup(f'<img class="chart" src="{url}" alt="{escape(alt)}">')


def _comparison(run: Run, after: Proportion | None) -> dict[str, Any] | None:
    """The original beside the retrained model: every figure on the same photos, those whose class the original can name."""
    original, parts, spec = run.result.get("original"), run.result.get("groups"), run.settings
    if not (original and parts and after and isinstance(spec, RetrainRun)):
        return None
    before = Proportion(*original["test"])
    named = original["by_class"]
    models = [Line("original", before, _each(named))]
    on = f"On the {before.total:,} test photos"
    if "mapped" in original:  # the retrained model has classes that the original has no name for
        after = Proportion(*original["retrained"])
        on += f" of the {len(named):,} classes that the original has a name for, of {len(run.result['by_class']):,}"
    models.append(Line(spec.method, after, _each({name: run.result["by_class"][name] for name in named})))
    return {
        "on": f"{on}. All numbers of this comparison count these photos.",
        "before": _proportion(before),
        "after": _proportion(after),
        "name": NAMES[spec.method].lower(),
        "chart": _picture(
            dots_chart(models, chance=1 / class_count(spec, run.result)).properties(
                padding={"left": 30, "right": 40, "top": 5, "bottom": 5}
            ),  # for a wider font
            describe_dots(models),
        ),
        "groups": f"{parts['fixed']:,} fixed, {parts['broken']:,} broken, {parts['still_wrong']:,} still wrong, "
        f"{parts['right']:,} right both times.",
        "luck": Luck(parts["fixed"], parts["broken"], paired(parts["fixed"], parts["broken"])).sentence(),
    }


def _raised(words: str) -> Markup:
    """10^6 as a person writes it."""
    return Markup(re.sub(r"10\^(\d+)", r"10<sup>\1</sup>", str(escape(words))))


def _each(by_class: Mapping[str, Sequence[int]]) -> dict[str, Proportion]:
    return {name: Proportion(*pair) for name, pair in by_class.items()}


def _mistakes(said: Said) -> dict[str, Any]:
    """The matrix, the pairs most confused, and the wrong answers that cost most."""
    answers, names = said.answers, said.answers.classes
    if answers.right.all():
        return {}
    worst = [
        loss
        for loss in top_losses(answers.probabilities, answers.truth, MISTAKES)
        if loss.truth != loss.guess
    ]
    chart = confusion_chart(answers.counts, names, most=CELLS)
    return {
        "matrix": _picture(chart, describe_confusion(answers.counts, names)),
        "pairs": " ".join(pair.sentence(names) for pair in answers.confused[:3] if pair.count > 1),
        "mistakes": [
            {
                "picture": said.picture(loss.index) if said.picture else "",
                "name": said.names[loss.index] if said.names else names[loss.truth],
                "words": f"{names[loss.truth]}, read as {names[loss.guess]}, loss {loss.loss:.1f}",
            }
            for loss in worst
        ],
        "without_pictures": said.picture is None,
    }


@cache
def _template() -> Template:
    text = (Path(__file__).parent / "report.html").read_text(encoding="utf-8")
    return Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True).from_string(text)
