"""Which method is likely best for a picture set: the learner guesses, hears the adviser, and sees what was tried."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from lib.engine import tasks
from lib.engine.engine import Refused
from lib.lab_book.runs import Run
from lib.measure.adviser import Likeness, advise, likeness, place, told_of
from lib.measure.curves import validation_size
from lib.measure.proportions import Proportion
from lib.measure.question_table import table
from lib.models.bases import BASES
from lib.pictures.own import packed
from lib.screen.kit import host, lesson, look
from lib.screen.kit.kept import Kept, mine
from lib.screen.pictures import own_state
from lib.screen.retrain import retrain_map
from lib.screen.retrain.retrain_sets import Chosen
from lib.specs.choices import METHODS
from lib.specs.specs import RetrainRun, to_dict

TITLES = dict(METHODS)
_alike: Kept[Likeness | None] = Kept(32, refusal=Refused)  # of public sets; a few numbers each


def card(page: str, chosen: Chosen, spec: RetrainRun, runs: list[Run]) -> None:
    """The guess, then the advice with its reasons and a map, then the learner's own runs on this set by method.

    Args:
        runs: this learner's retrainings.
    """
    asked = table("retrain_it")["method"].given(
        f"method_{chosen.name}", title=chosen.title, things=chosen.things
    )
    bet = lesson.predict(page, asked)
    if bet is None:
        return
    with look.card("advice", "What an adviser would try first"):
        like, why_not = _likeness(chosen, spec.base)
        about = (min(spec.train_size, chosen.sizes[0]), chosen.count, like, spec.base)
        advice = advise(*about)
        agrees = "as you guessed" if advice.method == bet else f"you guessed: {TITLES.get(bet, bet)}"
        *numbers, why = advice.why
        st.markdown(f"**{TITLES[advice.method]}** ({agrees}). {why}")
        st.html(retrain_map.drawing(place(*about), chosen.title))
        st.markdown(" ".join(numbers))
        st.caption(f"{why_not} These are rules of thumb. Try it: the validation part decides.".strip())
        st.markdown(_tried(chosen, runs))
        st.caption(f"Source of the map: {retrain_map.SOURCE}")


def _tried(chosen: Chosen, runs: list[Run]) -> str:
    """The best run of each method on this set by its validation part, from the learner's own runs: the test chooses nothing."""
    best: dict[str, Proportion] = {}
    for run in runs:
        reached = max((line["val_accuracy"] or 0.0 for line in run.history), default=None)
        if run.spec["pictures"] != chosen.name or run.state != "done" or reached is None or run.on_device:
            continue
        shown = validation_size(run.training, run.result)
        share, method = Proportion(round(reached * shown), shown), TITLES[run.spec["method"]]
        if method not in best or share.accuracy > best[method].accuracy:
            best[method] = share
    return told_of(best)


def _likeness(chosen: Chosen, base: str) -> tuple[Likeness | None, str]:
    """How the original takes these pictures; None, and why, where it cannot be asked."""
    kept = mine("likeness", 20, Refused) if chosen.own else _alike
    key = (chosen.name, base, tuple(own_state.own().ids()) if chosen.own else ())
    try:
        # Outside: a click meanwhile ends the script where the spinner goes
        with st.spinner(f"{BASES[base].title} looks at some of the pictures"):
            found = kept.get(key, lambda: _compare(chosen, base))
    except Refused as refusal:
        return None, f"The original model could not be asked: {refusal}"
    if found is None:
        return None, f"{BASES[base].title} is here without its last layer, so there is no original to ask."
    return found, ""


def _compare(chosen: Chosen, base: str) -> Likeness | None:
    spec = to_dict(replace(RetrainRun(), pictures=chosen.name, base=base, train_size=max(2, chosen.sizes[0])))
    pictures = packed.to_bytes(own_state.own()) if chosen.own else None
    found = host.engine().call(tasks.FAMILIAR, spec, pictures)
    return None if found is None else likeness(found["top"], found["probabilities"], found["labels"])
