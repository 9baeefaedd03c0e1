"""The classes with their pictures as thumbnails that can be chosen, deleted and moved. It knows nothing of where they came from."""

from __future__ import annotations

from typing import Any

import numpy as np
import streamlit as st

from lib.pictures.own.own import OwnSet
from lib.screen.kit import look
from lib.screen.kit.plain import plain
from lib.screen.kit.web import component
from lib.screen.own import own_ways
from lib.screen.pictures import own_state

_COMPONENT = component("own_grid")


def classes(way: str) -> None:
    """A card for each class: its name and count, where to drop photos on it, its pictures."""
    own = own_state.own()
    if not own.classes:
        return
    ids, tiles, counts = own.ids(), own_state.tiles(), own.counts()
    for label, name in enumerate(own.classes):
        if label % 2 == 0:
            columns = st.columns(2)
        with columns[label % 2], look.card(f"class_{label}"):
            st.markdown(
                f"**{plain(name)}** · {counts[label]} {'picture' if counts[label] == 1 else 'pictures'}"
            )
            with st.container(horizontal=True):
                _rename(label, name)
                st.button(  # a key with their number: a second press must not take whichever is next
                    "Remove class", key=f"remove_{label}_of_{len(own.classes)}", on_click=own_state.change, type="tertiary",
                    icon=":material/close:", args=(lambda own, label=label: own.without_class(label),),
                )  # fmt: skip
            if way == "drop":
                own_ways.drop(label, name)
            if counts[label]:
                grid(label, ids, tiles)


def _rename(label: int, name: str) -> None:
    """A field for another name, behind a button; it begins anew once the class has another one."""
    key = own_state.upload_key(f"rename_{label}_{name}")

    def renamed() -> None:
        wanted = st.session_state[key]
        own_state.change(lambda own: own.renamed(label, wanted))

    with st.popover("Rename", type="tertiary", icon=":material/edit:", key=f"renaming_{label}_{name}"):
        st.text_input(f"Another name for {plain(name)}", name, key=key, max_chars=60, on_change=renamed)


def grid(label: int, ids: list[str], tiles: list[str]) -> None:
    """The pictures of one class.

    Args:
        ids: of all pictures of the set, as `OwnSet.ids` gives them.
        tiles: a data URL of each.
    """
    own = own_state.own()
    key = f"grid_{label}"

    def heard() -> None:
        _change(st.session_state[key].get("change"))

    twins = np.bincount(own.groups)[own.groups] > 1
    pictures = [
        {"id": ids[i], "url": tiles[i], "name": own.pictures[i].name, "twin": bool(twins[i])}
        for i in own.members(label)
    ]
    others = [{"name": name, "label": i} for i, name in enumerate(own.classes) if i != label]
    _COMPONENT(
        key=key, data={"pictures": pictures, "others": others}, on_change_change=heard, height="content"
    )


def _change(asked: Any) -> None:
    """Deletes or moves the pictures that the browser names; ids that are not there count as nothing."""
    try:
        wanted, to = set(asked["ids"]), asked["to"]
    except (TypeError, KeyError):
        return

    def changed(own: OwnSet) -> OwnSet:
        indices = [i for i, id in enumerate(own.ids()) if id in wanted]
        if to is None:
            return own.without(indices)
        return own.moved(indices, to) if isinstance(to, int) and 0 <= to < len(own.classes) else own

    own_state.change(changed)
