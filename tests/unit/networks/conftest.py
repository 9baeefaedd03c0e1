"""One thread of tensorflow: sums of several come in another order each time, and bits are compared here.

It is read when the first device is made, so after all tests were collected; another process trains beside this one anyway.
"""

from __future__ import annotations

import os

os.environ["TF_NUM_INTRAOP_THREADS"] = "1"
