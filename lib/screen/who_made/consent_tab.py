"""Pictures of people: whom to ask, what the course does with a picture, and a list to tick. The ticks stay in the session."""

from __future__ import annotations

import streamlit as st

from lib.screen.kit import lesson, look

CSS = """<style>
.st-key-card_consent [data-testid="stCheckbox"] label { min-height: 2.75rem; align-items: center; }
.st-key-card_consent [data-testid="stCheckbox"] label > div:first-of-type { box-shadow: 0 0 0 1px var(--muted); }
.st-key-card_consent { gap: .25rem; }
</style>"""
CHECKS = {
    "asked": "I asked everybody who can be seen. They know what the pictures are for, and they said yes.",
    "adult": "Of everybody who is a child, I asked a parent too. At school, I asked the teacher.",
    "free": "Everybody could say no, and nothing bad came of it.",
    "back": "Everybody can change their mind. I know which pictures to delete then.",
    "behind": "Nothing private is in the background: no names, no addresses, no strangers.",
    "mine": "The pictures are mine, or whoever took them said yes.",
}


def show() -> None:
    """Two cards: what happens to a picture, and the list."""
    st.html(CSS)
    with look.card("consent", "Before you take a picture of a person"):
        lesson.prose(
            "The makers of ImageNet took photos from the internet. About 17 % of them show a face (Yang and others 2022). We found "
            "no word that these people were asked. With your own pictures you can ask first. A yes that is given before is "
            "called [[consent]]."
        )
        for key, words in CHECKS.items():
            st.checkbox(words, key=f"consent_{key}")
        ticked = sum(bool(st.session_state.get(f"consent_{key}")) for key in CHECKS)
        over = " You can go and collect." if ticked == len(CHECKS) else ""
        st.caption(
            f"You ticked {ticked} of {len(CHECKS)}.{over} The ticks stay in this session. They are not kept, and nobody else sees them."
        )
    with look.card("consent_course", "What this course does with your pictures"):
        lesson.prose(
            "- **They stay in your browser**, in this tab. The model learns there. When you close the tab, they are gone.\n"
            "- **The server gets numbers**: the weights of the new [[head]], what it said of each test picture, and the names "
            "of your classes. So do not use a person’s name as a class.\n"
            "- **Some browsers cannot train.** Then the pictures come to the server, into its memory, for this session or for "
            "that one training. No file is made of them. The page says so before.\n"
            "- **Place and date** in a file are cut off, unread.\n"
            "- **Forget me**, in the menu, deletes all that the server has of you."
        )
