"""Write a rule: a threshold on the ink, its accuracy on 200 real digits, and the ones it gets wrong.

What a rule is, is `lib.measure.two_digits`' business.
"""

from __future__ import annotations

import streamlit as st

from lib.charts.rule import rule_chart
from lib.measure.proportions import Proportion
from lib.measure.two_digits import Kind, ink, rule
from lib.pictures.prepare.data_urls import png_url
from lib.screen.kit import charts, look
from lib.screen.kit.kept import Kept
from lib.screen.what_is_a_model import ones_and_zeros

KINDS: dict[str, Kind] = {"Little ink in all": "all", "Much ink in the middle": "middle"}
_pictures: Kept[str] = Kept(98)  # what each rule gets wrong, 10 kB each
START = {"all": 20, "middle": 20}  # per cent of ink: not the best


def standing() -> tuple[Kind, float]:
    """The rule as the learner has set it: its kind, and its threshold from 0 to 1."""
    kind = KINDS[st.session_state.get("rule_kind") or next(iter(KINDS))]
    return kind, st.session_state.get(f"threshold_{kind}", START[kind]) / 100


def proportion(digits: ones_and_zeros.Digits) -> Proportion:
    """How many of these digits the standing rule gets right."""
    kind, threshold = standing()
    return Proportion(int((rule(digits.x, kind, threshold) == digits.y).sum()), len(digits.y))


def show() -> None:
    """The rule with its slider, the digits as dots, and the wrong ones as pictures."""
    seen = ones_and_zeros.both()[0]
    with look.card("rule", "A program: you write the rule"):
        st.segmented_control(
            "It is a 1 if there is …", list(KINDS), default=next(iter(KINDS)), required=True,
            key="rule_kind", persist_state="session", bind="query-params",
        )  # fmt: skip
        kind = standing()[0]
        name = "less ink than" if kind == "all" else "more ink in the four middle columns than"
        st.slider(
            f"… {name} (%)",
            1,
            49,
            START[kind],
            key=f"threshold_{kind}",
            persist_state="session",
            bind="query-params",
        )
        threshold = standing()[1]
        wrong = rule(seen.x, kind, threshold) != seen.y
        result = proportion(seen)
        st.markdown(f"Your rule gets **{result.sentence()}** right. By chance, about half are right.")
        charts.draw(
            rule_chart, ink(seen.x, kind), seen.y, wrong, threshold, key="rule_chart",
            alt=f"Each digit at its amount of ink; the rule parts them at {100 * threshold:.0f} %. {result.sentence()} are right.",
        )  # fmt: skip
        if wrong.any():
            shown = seen.x[wrong][:28]
            of = f", {len(shown)} of them" if wrong.sum() > len(shown) else ""
            st.image(
                _pictures.get((kind, threshold), lambda: png_url(ones_and_zeros.mosaic(shown))), caption=f"What it gets wrong{of}", width="stretch",
                alt=f"{len(shown)} handwritten digits that the rule gets wrong",
            )  # fmt: skip
