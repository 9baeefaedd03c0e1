"""Every technical term of the course in one or two plain sentences, from `terms.toml`. It knows nothing of where they are shown."""

from __future__ import annotations

from collections.abc import Mapping

from lib.records import read_words

GLOSSARY: Mapping[str, str] = read_words(__file__, "terms")
