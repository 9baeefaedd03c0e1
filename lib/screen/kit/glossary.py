"""Every technical term of the course in one or two plain sentences, from `terms.toml`. It knows nothing of where they are shown."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path

GLOSSARY: Mapping[str, str] = tomllib.loads(
    Path(__file__).with_name("terms.toml").read_text(encoding="utf-8")
)
