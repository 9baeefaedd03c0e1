"""How a journey walks through a lesson with the keyboard alone, and what axe says of the lesson on the way."""

from __future__ import annotations

from pathlib import Path

import axe_core_python
import pytest
from playwright.sync_api import Page

AXE = (Path(axe_core_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
TOO_MANY = 120  # presses of Tab: whoever needs more will not arrive


def expect_accessible(page: Page) -> None:
    """Nothing serious in the lesson itself; Streamlit's own sidebar is another test's business."""
    page.evaluate(AXE)
    where = "{include: [['[data-testid=stMain]']], exclude: [['[data-testid=stCode]']]}"  # its syntax colours are Streamlit's
    found = page.evaluate(f"axe.run({where}, {{resultTypes: ['violations']}})")["violations"]
    serious = [rule for rule in found if rule["impact"] in {"serious", "critical"}]
    assert not serious, [
        (rule["id"], rule["nodes"][0]["html"][:200], rule["nodes"][0]["failureSummary"][:300])
        for rule in serious
    ]


def tab_to(page: Page, selector: str) -> None:
    """Presses Tab until the focus, seen through shadow roots, is on `selector`."""
    inside = f"(() => {{ let e = document.activeElement; while (e?.shadowRoot?.activeElement) e = e.shadowRoot.activeElement; return e?.matches({selector!r}) ?? false; }})()"
    for _ in range(TOO_MANY):
        page.keyboard.press("Tab")
        if page.evaluate(inside):
            return
    pytest.fail(f"Tab does not reach {selector}.")
