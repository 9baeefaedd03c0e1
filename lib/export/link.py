"""A link that opens a page with its settings, and the same as a QR code. It carries settings, and no run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Literal
from urllib.parse import urlencode, urlsplit, urlunsplit

import segno

from lib.specs.specs import Spec, to_query

HIDE = "hide"  # the parameter that names the controls which the page leaves out
INK = {
    "light": ("#1b2a41", "#ffffff"),
    "dark": ("#10182a", "#e8edf5"),
}  # dark on light in both: cameras need it so


def link(address: str, page: str, spec: Spec, hidden: Sequence[str] = ()) -> str:
    """The address of `page` of this app with the settings that differ from the usual ones.

    Args:
        address: of any page of the app, as the browser has it.
        hidden: names of the settings that the page is not to offer.
    """
    return with_query(address, page, to_query(spec) | ({HIDE: ",".join(hidden)} if hidden else {}))


def with_query(address: str, page: str, query: Mapping[str, str]) -> str:
    """The address of `page` of this app with a query; `address` as `link` takes it."""
    scheme, host, path, _, _ = urlsplit(address)
    folder = path.rpartition("/")[0] if path.rstrip("/") else ""
    return urlunsplit((scheme, host, f"{folder}/{page}", urlencode(query, safe=","), ""))


@lru_cache(maxsize=256)  # 3 kB each; a page draws it again at every run
def qr_code(text: str, theme: Literal["light", "dark"] = "light") -> str:
    """The text as a QR code: an SVG in a data URL, with the quiet zone that cameras need."""
    dark, light = INK[theme]
    return segno.make(text, error="m", micro=False).svg_data_uri(dark=dark, light=light, border=4, scale=8)
