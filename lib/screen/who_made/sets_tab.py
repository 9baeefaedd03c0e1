"""Who made each picture set: six questions, with answers and sources. The facts stand in `lib/pictures/sets/makers.toml`."""

from __future__ import annotations

import html

import streamlit as st

from lib.pictures.sets.makers import MAKERS, SOURCES, Fact
from lib.screen.kit import look

CSS = """<style>
[data-testid="stHtml"] .facts { margin: 0; padding: 0; display: grid; grid-template-columns: minmax(9rem, 13rem) minmax(0, 1fr); }
.facts dt, .facts dd { margin: 0; padding: .625rem 0; border-top: 1px solid var(--line); }
.facts dt { font-weight: 600; padding-right: 1rem; }
.facts dd p { margin: 0; max-width: 44rem; }
.facts .source { color: var(--muted); font-size: .8125rem; overflow-wrap: anywhere; }
.facts .unknown { display: inline-block; border: 1px solid var(--muted); border-radius: 1rem; padding: 0 .6rem; font-size: .8125rem; font-weight: 600; margin-bottom: .25rem; }
@media (max-width: 40rem) { [data-testid="stHtml"] .facts { grid-template-columns: minmax(0, 1fr); } .facts dd { border-top: 0; padding-top: 0; } }
</style>"""


def show() -> None:
    """One set at a time, as there is much to read of each."""
    with look.card("sets", "Who made it?"):
        st.html(CSS)
        chosen = st.pills(
            "Picture set", list(MAKERS), format_func=lambda name: MAKERS[name].title, key="made_set",
            default=next(iter(MAKERS)), required=True,
        )  # fmt: skip
        maker = MAKERS[str(chosen)]
        st.html(f'<dl class="facts">{"".join(_line(*each) for each in maker.facts.items())}</dl>')
        unknown = sum(not fact.known for fact in maker.facts.values())
        if unknown:
            st.caption(
                f"For {unknown} of these {len(maker.facts)} questions we found no answer. Makers of a set can write such a "
                "page about it themselves. It is called a datasheet (Gebru and others 2021)."
            )


def _line(question: str, fact: Fact) -> str:
    unknown = "" if fact.known else '<span class="unknown">No answer found</span>'
    sources = "; ".join(SOURCES[key] for key in fact.sources)
    label = "Source" if fact.known else "Where we looked"
    return (
        f"<dt>{html.escape(question)}</dt><dd>{unknown}<p>{html.escape(fact.said)}</p>"
        f'<p class="source">{label}: {html.escape(sources)}</p></dd>'
    )
