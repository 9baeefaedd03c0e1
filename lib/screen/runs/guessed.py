"""What came of a guess about a run: told beside its outcome, drawn into its chart, and all of them in the lab book.

It asks for none; `lib.screen.runs.guesses` does.
"""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from lib.lab_book.guess import Guess
from lib.lab_book.outcome import test_proportion
from lib.lab_book.runs import Run
from lib.measure.confusion import most_frequent
from lib.measure.proportions import Proportion, per_cent
from lib.measure.question import Question
from lib.screen.kit import host, labels, look
from lib.screen.kit.learner import learner_id
from lib.screen.models import offered

DIGITS, PETS = tuple("0123456789"), ("cat", "dog")


def line(run: Run) -> float | None:
    """The accuracy that was guessed of this run, for its chart; None where it answers nothing."""
    return run.guessed.accuracy if run.guessed and (run.live or run.state == "done") else None


def outcome(
    run: Run, question: Question, told: str, confused: Sequence[int] = (), names: Sequence[str] = ()
) -> None:
    """The guess beside what came out, and how guesses get better; nothing where none was made.

    Args:
        told: what came out, as a sentence without its full stop.
        confused: [truth, guess, how often] of the most frequent mistake; empty without any.
    """
    guess = run.guessed
    if guess is None or run.state not in {"done", "stopped"}:
        return
    if run.state == "stopped":
        st.markdown(
            f":material/bookmark: Your guess was **{words(question, guess)}**. A run that was stopped does not answer it."
        )
        return
    off = missed(run)
    by = f"{told}: {off:.1f} points off." if off is not None else f"{told}."
    said = f"Your guess was **{words(question, guess)}**. {by}"
    if guess.pair and len(confused):
        truth, taken, times = confused
        hit = (
            "as you guessed"
            if guess.pair == (truth, taken)
            else f"you guessed a {names[guess.pair[0]]} for a {names[guess.pair[1]]}"
        )
        said += f" Most often it took a {names[truth]} for a {names[taken]}, {_times(times)}; {hit}."
    st.markdown(f":material/bookmark: {said}")
    so_far = [off for _, off in progress()]
    if off is not None and len(so_far) > 1:
        st.caption(
            f"Your guesses so far were off by {', '.join(f'{each:.1f}' for each in so_far[-8:])} points."
        )


def of_run(run: Run, question: Question, told: str) -> None:
    """`outcome` of a run of its own; its most frequent mistake is looked for only where one was guessed."""
    confused: list[int] = []
    if run.state == "done" and run.guessed and run.guessed.pair:
        said = offered.find(f"{run.kind}.{run.id}", learner_id()).answers
        confused = most_frequent(said.truth, said.guess, len(said.classes))
    outcome(
        run, question, told, confused, run.result.get("classes") or (DIGITS if run.kind == "digits" else PETS)
    )


def words(question: Question | None, guess: Guess) -> str:
    """What was guessed; an option that no table knows says itself."""
    said = [(question.says(guess.option) if question else guess.option)] if guess.option else []
    if guess.accuracy is not None and (question is None or question.accuracy(guess.option) is None):
        said.append(per_cent(guess.accuracy))
    return ", ".join(said)


def came(run: Run) -> Proportion | None:
    """What came out: the share of the test part, of several lanes the best one's."""
    lanes = [Proportion(*lane["test"]) for lane in run.result.get("lanes", ())]
    return max(lanes, key=lambda share: share.accuracy) if lanes else test_proportion(run)


def missed(run: Run) -> float | None:
    """By how many points the guess was off; None where a run has no guess of an accuracy, or did not answer it."""
    guess = run.guessed
    if guess is None or guess.accuracy is None or run.state != "done" or (share := came(run)) is None:
        return None
    return 100 * abs(guess.accuracy - share.accuracy)


def progress() -> list[tuple[Run, float]]:
    """Every run whose accuracy was guessed and came out, oldest first, with the points that the guess was off."""
    runs = sorted(host.lab_book().runs(learner_id()), key=lambda run: run.created)
    return [(run, off) for run in runs if (off := missed(run)) is not None]


def card() -> None:
    """All guesses with what came of them, for the lab book; nothing before the first."""
    so_far = progress()
    if not so_far:
        return
    with look.card("guesses", "Your guesses"):
        half = len(so_far) // 2
        if half:
            first, last = (sum(off for _, off in some) / half for some in (so_far[:half], so_far[-half:]))
            st.markdown(
                f"The first {'guess was' if half == 1 else f'{half} guesses were'} off by {first:.1f} points"
                f"{' on average' if half > 1 else ''}, the last {'one' if half == 1 else half} by {last:.1f}."
            )
        st.dataframe(
            [
                {
                    "run": f"{run.name}{f' ({labels.UNCHECKED})' if run.on_device else ''}" if run.name else f"{labels.kind(run)} · #{run.id[:4]}",
                    "you guessed": per_cent(run.guessed.accuracy) if run.guessed and run.guessed.accuracy is not None else "–",
                    "it came out": per_cent(share.accuracy) if (share := came(run)) else "–",
                    "points off": round(off, 1),
                }
                for run, off in reversed(so_far)
            ],
            hide_index=True, width="stretch", key="guesses",
        )  # fmt: skip


def _times(n: int) -> str:
    return "once" if n == 1 else f"{n:,} times"
