"""Every technical term of the course in one or two plain sentences, from `terms.toml`. It knows nothing of where they are shown."""

from __future__ import annotations

from collections.abc import Mapping

from lib.records import read, typed

GLOSSARY: Mapping[str, str] = {
    term: typed(str, words, f"terms.toml: {term}") for term, words in read(__file__, "terms").items()
}
