"""A value set in the session reaches the browser once. A page's first script is often cut short, or its words overtaken
by those of the second, so what stands there is each widget's own default too: a browser that missed the first has it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import made_runs
import pytest
from lessons import me, met
from pet_engine import PetEngine

from lib.screen.kit import host
from lib.settings import ROOT

PAGES = sorted(path.stem for path in (ROOT / "pages").glob("*.py"))
LINKS = [
    *((page, {}) for page in PAGES),
    ("retrain_it", {"method": "scratch", "epochs": "7", "base": "pocket", "augmentation": "1"}),
    ("train_a_digit_reader", {"epochs": "7", "hidden": "20-30", "optimizer": "adam", "learning_rate": "0.5", "seed": "9"}),
    ("try_things", {"part": "vary"}),
    ("try_things", {"part": "rate"}),
    ("try_things", {"part": "race"}),
]  # fmt: skip
STANDS: dict[str, Callable[[Any], object]] = {  # as the browser counts: choices by their place
    "button_group": lambda of: of.indices,
    "checkbox": lambda of: of.value,
    "multiselect": lambda of: of.indices,
    "number_input": lambda of: of.value,
    "radio": lambda of: of.index,
    "select_slider": lambda of: [of.options.index(f"{of.value:g}")],
    "selectbox": lambda of: of.index,
    "slider": lambda of: [of.value],
    "text_input": lambda of: of.value,
    "toggle": lambda of: of.value,
}


def own_default(of: Any) -> object:
    """What a browser shows that knows nothing of the widget."""
    field = of.proto.DESCRIPTOR.fields_by_name["default"]
    if field.is_repeated:
        return list(of.proto.default)
    return of.proto.default if not field.has_presence or of.proto.HasField("default") else None


@pytest.mark.parametrize(
    ("page", "link"), LINKS, ids=lambda value: value if isinstance(value, str) else "&".join(value)
)
@pytest.mark.parametrize("runs", [False, True], ids=["new", "with runs"])
def test_what_stands_there_is_its_own_default_too(
    page: str, link: dict[str, str], runs: bool, answering: PetEngine
) -> None:
    app = met()
    app.query_params.update(link)
    if runs:
        made_runs.of_digits(host.lab_book(), me(app))
        made_runs.of_pets(host.lab_book(), me(app))
    app.switch_page(f"pages/{page}.py").run().run()
    found = [each for kind in STANDS for each in app.get(kind) if each.key]
    assert [(of.key, of.value) for of in found if STANDS[of.type](of) != own_default(of)] == []
