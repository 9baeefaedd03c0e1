"""What the home page does not need is not imported for it: a sleeping app's first visitor waits for every module."""

from __future__ import annotations

import subprocess
import sys

from lib.settings import ROOT

LATER = ("altair", "pandas", "scipy", "sklearn", "dask", "distributed", "mlxtend", "tensorflow", "keras")
DRAWN = """
import sys
from streamlit.testing.v1 import AppTest
app = AppTest.from_file("streamlit_app.py", default_timeout=60).run()
assert not app.exception and not app.error and app.title
print(*(name for name in sys.argv[1:] if name in sys.modules))
"""


def test_home_is_drawn_without_charts_statistics_and_workers(tmp_path, monkeypatch) -> None:
    monkeypatch.setenv("LAYERS_FOLDER", str(tmp_path))
    said = subprocess.run(
        [sys.executable, "-c", DRAWN, *LATER], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert said.stdout.split() == []
