"""Contrast in both themes, computed after WCAG 2.2, and that nothing in the look asks a remote host."""

from __future__ import annotations

import re
import tomllib
from itertools import product
from pathlib import Path

import pytest

CONFIG = Path(".streamlit/config.toml")
WEB = Path("lib/screen/web")
THEMES = tomllib.loads(CONFIG.read_text(encoding="utf-8"))["theme"]
OWN = dict(
    re.findall(r"(--[\w-]+): (light-dark\(.*?\));", (WEB / "look" / "look.css").read_text(encoding="utf-8"))
)
SHADES = ("light", "dark")


def luminance(colour: str) -> float:
    """Relative luminance of "#rrggbb", 0 to 1 (WCAG 2.2)."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def own(name: str, shade: str) -> str:
    """A colour of look.css in one theme."""
    return re.findall(r"#[0-9a-f]{6}", OWN[name])[SHADES.index(shade)]


def theme(name: str, shade: str) -> str:
    """A colour of config.toml in one theme; `sidebar.x` is the sidebar's."""
    section = THEMES[shade]
    return section["sidebar"][name.removeprefix("sidebar.")] if name.startswith("sidebar.") else section[name]


def surfaces(shade: str) -> list[str]:
    return [
        theme("backgroundColor", shade),
        theme("secondaryBackgroundColor", shade),
        theme("sidebar.backgroundColor", shade),
        own("--raised", shade),
        own("--asked", shade),
    ]


def test_the_measure_itself() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("shade", SHADES)
def test_text_can_be_read_on_every_surface(shade: str) -> None:
    texts = [theme("textColor", shade), own("--ink", shade), own("--muted", shade)]
    for text, surface in product(texts, surfaces(shade)):
        assert contrast(text, surface) >= 4.5, (text, surface)


@pytest.mark.parametrize("shade", SHADES)
def test_accent_links_and_buttons_can_be_read(shade: str) -> None:
    for surface in surfaces(shade):
        assert contrast(theme("linkColor", shade), surface) >= 4.5, surface
        assert contrast(own("--accent", shade), surface) >= 4.5, surface
    assert contrast(own("--accent", shade), own("--tint", shade)) >= 4.5
    assert contrast(own("--on-primary", shade), theme("primaryColor", shade)) >= 4.5


@pytest.mark.parametrize("shade", SHADES)
@pytest.mark.parametrize("colour", ["red", "orange", "green", "blue", "violet", "gray"])
def test_coloured_words_can_be_read(shade: str, colour: str) -> None:
    for surface in (theme("backgroundColor", shade), own("--raised", shade)):
        assert contrast(theme(f"{colour}TextColor", shade), surface) >= 4.5


@pytest.mark.parametrize("shade", SHADES)
def test_chart_colours_stand_out_from_a_card(shade: str) -> None:
    for colour in theme("chartCategoricalColors", shade):
        assert contrast(colour, own("--raised", shade)) >= 3, colour


@pytest.mark.parametrize("shade", SHADES)
def test_palettes_have_the_ten_steps_that_streamlit_wants(shade: str) -> None:
    assert len(theme("chartSequentialColors", shade)) == 10
    assert len(theme("chartDivergingColors", shade)) == 10


def test_nothing_asks_a_remote_host() -> None:
    files = [
        CONFIG,
        *(file for file in WEB.rglob("*") if file.is_file()),
        *Path("assets").glob("*.svg"),
        Path("lib/screen/kit/look.py"),
    ]
    for file in files:
        text = file.read_text(encoding="utf-8").replace(
            "http://www.w3.org/", ""
        )  # a name space, never fetched
        assert not re.search(r"https?://|url\(\s*['\"]?//|@import\s+[^{]", text), (
            file
        )  # in braces it names a type


def test_privacy_is_configured() -> None:
    config = tomllib.loads(CONFIG.read_text(encoding="utf-8"))
    assert config["browser"]["gatherUsageStats"] is False
    assert config["client"]["showErrorDetails"] == "none"
