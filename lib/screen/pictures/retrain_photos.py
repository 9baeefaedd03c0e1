"""The pictures of a set: whether they are here, and how a learner gets them without the page standing still.

One download at a time in the whole app, in a thread of its own; what has arrived stays if it breaks off.
"""

from __future__ import annotations

import threading

import streamlit as st

from lib.pictures.sets import sets
from lib.pictures.sets.archives import CATS_AND_DOGS, FileUnavailable
from lib.screen.kit import host, look
from lib.settings import keras_home
from lib.specs.hooks import Stopped

EVERY = 0.5  # seconds between redraws of the progress bar
USUAL = "cats_and_dogs"


class _Download:
    """The app's one download of pictures."""

    def __init__(self) -> None:
        self.name = USUAL
        self.thread: threading.Thread | None = None
        self.share, self.megabytes, self.message = 0.0, 0.0, ""
        self._stop, self._starting = threading.Event(), threading.Lock()

    @property
    def going(self) -> bool:
        return self.thread is not None and self.thread.is_alive()

    def start(self, name: str) -> None:
        with self._starting:
            if not self.going:
                self.name = name
                self._stop.clear()
                self.share, self.megabytes, self.message = 0.0, 0.0, ""
                self.thread = threading.Thread(target=self._run, name="photos", daemon=True)
                self.thread.start()

    def stop(self) -> None:
        self._stop.set()

    def _run(self) -> None:
        try:
            sets.fetch(self.name, keras_home(), self._tell, self._stop.is_set)
        except (FileUnavailable, Stopped) as reason:
            self.message = str(reason)

    def _tell(self, done: int, of: int) -> None:
        self.share, self.megabytes = min(done / of, 1.0), done / 1e6


_DOWNLOAD = _Download()


def present(name: str = USUAL) -> bool:
    """Whether the set lies in Keras' cache, or ships; it was checked when it came, and is again before it is read."""
    if name == USUAL:
        return CATS_AND_DOGS.cached(keras_home()) is not None
    try:
        return sets.find(name, keras_home()) is not None
    except FileUnavailable:
        return False


def card(why: str, name: str = USUAL) -> None:
    """Says what is missing and offers to fetch it. `why` is a sentence on what needs the pictures."""
    known = sets.SETS[name]
    with look.card("photos", "The photos"):
        st.markdown(
            f"{why} They are not on this computer: {known.count:,} photos, {known.megabytes:.0f} MB. "
            "Everything else works without them."
        )
        if name != USUAL:
            st.caption(known.terms)
        if not host.settings().downloads:
            st.caption(
                "Downloads are switched off here. Whoever runs this course can add them, as the README says."
            )
        elif _DOWNLOAD.going:
            st.fragment(_progress, run_every=EVERY)()
        else:
            if _DOWNLOAD.message:
                st.warning(_DOWNLOAD.message, icon=":material/cloud_off:")
            again = "Go on fetching" if _DOWNLOAD.message else "Fetch the photos"
            label = f"{again} ({known.megabytes:.0f} MB)"
            st.button(
                label,
                key="fetch_photos",
                icon=":material/download:",
                on_click=_DOWNLOAD.start,
                args=(name,),
            )


def _progress() -> None:
    download = _DOWNLOAD
    if not download.going:
        st.rerun()
    known = sets.SETS[download.name]
    done = f"{known.title}, {download.megabytes:.0f} of {known.megabytes:.0f} MB"
    st.progress(
        download.share,
        f"**Fetching the photos**: {done}" if download.share < 1 else f"**Checking {known.count:,} photos**",
    )
    st.button("Stop", key="stop_fetching", on_click=download.stop)
