"""Home: a sketchpad with a network that reads, and the way into the lessons."""

from __future__ import annotations

from lib.screen import look

look.opening(
    "A network that has learned to read is waiting.",
    "Draw a digit. It reads while you draw. Then find out how it does that, train your own, and teach a picture "
    "model to tell cats from dogs.",
)
