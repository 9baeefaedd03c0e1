"""`python bench/clocked.py run app.py` is `streamlit run app.py` that tells its CPU seconds whenever SIGUSR1 asks.

They stand in the file that CLOCK_FILE names: those of the whole process, and those that the garbage collector took of
them. The operating system counts the same in steps of 10 ms only, and knows nothing of garbage.
"""

from __future__ import annotations

import gc
import os
import signal
import sys
import time
from pathlib import Path

from streamlit.web.cli import main

_garbage = _begun = 0.0


def _collected(phase: str, _: object) -> None:
    global _garbage, _begun
    if phase == "start":
        _begun = time.thread_time()
    else:
        _garbage += time.thread_time() - _begun


def _tell(*_: object) -> None:
    file = Path(os.environ["CLOCK_FILE"])
    part = file.with_suffix(".part")
    part.write_text(f"{time.process_time()} {_garbage}")
    part.replace(file)


if __name__ == "__main__":
    gc.callbacks.append(_collected)
    signal.signal(signal.SIGUSR1, _tell)
    sys.exit(main())
