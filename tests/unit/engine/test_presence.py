"""A process is known to be gone as soon as it is, by whoever shares its folder; and only then."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from lib.engine.presence import Presence
from lib.settings import ROOT

CODE = "import sys, time\nfrom pathlib import Path\nfrom lib.engine.presence import Presence\np = Presence(Path(sys.argv[1]))\nprint(p.name, flush=True)\ntime.sleep(60)"


def test_a_killed_process_is_gone_and_a_living_one_is_not(tmp_path: Path) -> None:
    here = Presence(tmp_path)
    other = subprocess.Popen(
        [sys.executable, "-c", CODE, str(tmp_path)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    assert other.stdout is not None
    name = other.stdout.readline().strip()
    assert here.gone() == []
    other.kill()
    other.communicate()
    assert here.gone() == [name]
    here.bury([name])
    assert here.gone() == []


def test_one_that_ended_well_leaves_nothing(tmp_path: Path) -> None:
    first, second = Presence(tmp_path), Presence(tmp_path)
    assert (first.gone(), second.gone()) == ([], [])
    first.end()
    assert second.gone() == []
    second.end()
    assert list((tmp_path / "processes").iterdir()) == []


def test_a_folder_that_takes_no_file_is_no_error(tmp_path: Path) -> None:
    (tmp_path / "processes").write_text("no folder")
    here = Presence(tmp_path)
    assert here.gone() == []
    here.end()
