"""What the allocator gives back of what was freed, in a process of its own."""

from __future__ import annotations

import platform
import subprocess
import sys

PHOTOS = """
import sys
import numpy as np, psutil
from lib import allocator
if sys.argv[1] == "returned": allocator.return_large()
held = lambda: psutil.Process().memory_info().rss / 1e6
kept, before = [], held()
for _ in range(20):
    photos = np.ones(3_000_000)  # 24 MB
    kept.append(bytes(100_000))
    del photos
print(held() - before)
"""


def test_large_pieces_leave_no_holes() -> None:
    def left(how: str) -> float:
        told = subprocess.run([sys.executable, "-c", PHOTOS, how], capture_output=True, text=True, check=True)
        return float(told.stdout)

    kept, returned = left("kept"), left("returned")
    assert returned < 8
    if platform.libc_ver()[0] == "glibc":
        assert kept > 16
