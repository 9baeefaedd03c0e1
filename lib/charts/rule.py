"""Chart of a rule: every digit at its amount of ink, and the threshold that parts the ones from the zeros."""

from __future__ import annotations

import altair as alt
import numpy as np

from lib.charts.palette import Theme, palette, styled

HEIGHT = 190


def rule_chart(
    amount: np.ndarray, labels: np.ndarray, wrong: np.ndarray, threshold: float, *, theme: Theme = "light"
) -> alt.LayerChart:
    """One dot a digit: `amount` of ink (n,) 0 to 1, `labels` (n,) 0 or 1, `wrong` (n,) bool."""
    p = palette(theme)
    jitter = np.random.default_rng(0).uniform(-0.32, 0.32, len(amount))  # so that dots do not hide each other
    rows = [
        {"ink": 100 * float(a), "row": float(1 - y + j), "digit": str(y), "answer": "wrong" if w else "right"}
        for a, y, w, j in zip(amount, labels, wrong, jitter, strict=True)
    ]
    dots = (
        alt.Chart(alt.Data(values=rows))
        .mark_point(filled=True, size=42, opacity=0.75, clip=True)
        .encode(
            x=alt.X("ink:Q", scale=alt.Scale(domain=(0, 50), nice=False), title="ink, % of full black"),
            y=alt.Y(
                "row:Q",
                scale=alt.Scale(domain=(-0.5, 1.5)),
                title=None,
                axis=alt.Axis(
                    values=[0, 1],
                    labelExpr="datum.value == 0 ? 'ones' : 'zeros'",
                    grid=False,
                ),
            ),
            color=alt.Color(
                "answer:N", scale=alt.Scale(domain=["right", "wrong"], range=[p.muted, p.broken]),
                legend=alt.Legend(title=None, orient="top"),
            ),
            shape=alt.Shape("answer:N", scale=alt.Scale(domain=["right", "wrong"], range=["circle", "cross"]), legend=None),
            tooltip=[alt.Tooltip("digit:N"), alt.Tooltip("ink:Q", format=".1f"), alt.Tooltip("answer:N")],
        )
    )  # fmt: skip
    line = (
        alt.Chart(alt.Data(values=[{"ink": 100 * threshold}]))
        .mark_rule(color=p.ink, strokeWidth=2, strokeDash=[6, 4])
        .encode(x="ink:Q")
    )
    return styled(alt.layer(dots, line).properties(width="container", height=HEIGHT), p)
