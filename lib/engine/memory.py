"""How much memory this process may still take: the machine's, and the container's where it has a limit."""

from __future__ import annotations

from pathlib import Path

import psutil

_LIMITS = (
    (Path("/sys/fs/cgroup/memory.max"), Path("/sys/fs/cgroup/memory.current")),
    (
        Path("/sys/fs/cgroup/memory/memory.limit_in_bytes"),
        Path("/sys/fs/cgroup/memory/memory.usage_in_bytes"),
    ),
)


def available_memory() -> float:
    """Megabytes."""
    free = psutil.virtual_memory().available
    for limit, used in _LIMITS:
        try:
            free = min(free, int(limit.read_text()) - int(used.read_text()))
        except (OSError, ValueError):  # no such file here, or "max": no limit
            continue
    return free / 1e6
