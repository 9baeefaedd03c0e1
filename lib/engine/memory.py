"""How much memory this process may still take: the machine's, and the container's where it has a limit."""

from __future__ import annotations

from pathlib import Path

import psutil

_GROUPS = Path("/sys/fs/cgroup")
_LIMITS = (  # of version 2 and of version 1: limit, used, what it is used for, and a prefix of the names in that
    ("memory.max", "memory.current", "memory.stat", ""),
    ("memory/memory.limit_in_bytes", "memory/memory.usage_in_bytes", "memory/memory.stat", "total_"),
)


def available_memory(groups: Path = _GROUPS) -> float:
    """Megabytes. What a group keeps of files that it has read is free: it goes as soon as a process wants the room."""
    free = psutil.virtual_memory().available
    for limit, used, stat, prefix in _LIMITS:
        try:
            room = int((groups / limit).read_text()) - int((groups / used).read_text())
            free = min(free, room + _page_cache((groups / stat).read_text(), prefix))
        except (OSError, ValueError):  # no such file here, or "max": no limit
            continue
    return free / 1e6


def _page_cache(stat: str, prefix: str) -> int:
    """Bytes of files that no process has mapped; programs' own code is read again at once where it goes."""
    lines = (line.split() for line in stat.splitlines())
    found = {name.removeprefix(prefix): int(value) for name, value in lines if name.startswith(prefix)}
    mapped = found.get("file_mapped", found.get("mapped_file", 0))
    return max(0, found.get("active_file", 0) + found.get("inactive_file", 0) - mapped)
