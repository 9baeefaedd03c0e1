"""Ways in for a learner's own pictures: class names, photos dropped on them, the camera, a zip or tar, an example.

It knows nothing of what is done with the pictures afterwards.
"""

from __future__ import annotations

import io
import threading

import streamlit as st
from PIL import Image

from lib.pictures.own.own import OwnError, OwnSet
from lib.pictures.own.own_entry import SESSION
from lib.pictures.prepare.decode import DRAWN_PIXELS, PATIENCE
from lib.pictures.sets import digits
from lib.screen.kit.plain import plain
from lib.screen.pictures import own_camera, own_state
from lib.screen.pictures.pet_uploads import no_camera
from lib.screen.pictures.visitors_pictures import purse

WAYS = {"drop": "Drop photos", "camera": "Camera", "archive": "Zip or tar"}
HOT_DOG = ("hot dog", "not hot dog")
EXAMPLE = (3, 8)  # digits alike enough to be mixed up
EXAMPLE_EACH = 30
_MB = 1_000_000
# In hand at once: each holds up to 30 MB of new pictures, and 20 of a file
_archives = threading.Semaphore(2)


def names() -> None:
    """A field for a class's name, and the two examples while there is none."""
    with st.form("new_class", clear_on_submit=True, border=False):
        field, button = st.columns([4, 1], vertical_alignment="bottom")
        field.text_input("Name of a class", key="class_name", max_chars=60, placeholder="banana")
        button.form_submit_button("Add class", on_click=_add_class, width="stretch", key="add_class")
    classes = own_state.own().classes
    if classes[:2] == HOT_DOG:
        st.caption(
            "**Hot dog**: many kinds, on plates and in hands, from near and far. **Not hot dog** is harder: it is everything else. "
            "Show what looks like a hot dog (a sausage, a sandwich, a banana), empty plates, and your table. The model knows only "
            "what your pictures show."
        )
    if not classes:
        st.caption(
            "No idea yet? Try **Hot dog or not**: one class of hot dogs, one of things that look like them. Or look at a set that "
            "is ready."
        )
        with st.container(horizontal=True):
            st.button("Hot dog or not", key="hot_dog", on_click=_hot_dog, icon=":material/lunch_dining:")
            st.button("60 digits, ready made", key="example", on_click=_example, icon=":material/looks_3:")


def way() -> str:
    """Which way the pictures come: a key of WAYS."""
    return st.segmented_control(
        "Where from?", list(WAYS), default="drop", key="own_way", required=True, format_func=WAYS.__getitem__
    )


def archive() -> None:
    """A zip or tar with a folder a class."""
    key = own_state.upload_key("archive")
    st.file_uploader(
        "A zip or tar with a folder for each class", key=key,
        on_change=_take_archive, args=(key,), max_upload_size=SESSION.archive_bytes // _MB,
    )  # fmt: skip
    st.caption(
        "`fruit.zip` with the folders `banana` and `cucumber` in it gives two classes with these names."
    )


def drop(label: int, name: str) -> None:
    """Photos dropped on a class's name."""
    key = own_state.upload_key(f"drop_{label}")
    st.file_uploader(
        f"Drop photos of {plain(name)}", accept_multiple_files=True, key=key, label_visibility="collapsed",
        on_change=_take_photos, args=(key, name), max_upload_size=SESSION.file_bytes // _MB,
    )  # fmt: skip


def camera() -> None:
    """The camera, a button to hold for each class; or why there is none."""
    own = own_state.own()
    if why := no_camera(st.context.url):
        st.info(why, icon=":material/no_photography:")
    elif not own.classes:
        st.caption("Name your classes first. Each one gets a button.")
    else:
        got = st.session_state.get("own_camera_got", 0)
        room = own.limits.pictures - len(own.pictures)
        own_camera.collect(own.classes, own.counts(), room, got, _take_frames)
        st.caption(
            f"Hold the button of a class: it takes a picture every 0.3 seconds, up to {own_camera.MOST} at once. Move the thing, and "
            "move yourself. Twenty equal pictures teach no more than one. Record each class three times, in different "
            "places: then the test is fair."
        )


def limits() -> None:
    """What fits, in one line."""
    st.caption(
        f"At most {SESSION.classes} classes and {SESSION.pictures:,} pictures. A photo may have {SESSION.file_bytes // _MB} MB and "
        f"{SESSION.pixels // _MB} million pixels ({DRAWN_PIXELS // _MB} unless it is a JPEG). An archive may have "
        f"{SESSION.archive_bytes // _MB} MB. JPEG, PNG, WebP or GIF. Each picture is made small (256 pixels) and stays in this "
        "session’s memory, without its place and date. Ask people before you take their photo."
    )


def _add_class() -> None:
    name = st.session_state["class_name"]
    own_state.change(lambda own: own.with_class(name))


def _hot_dog() -> None:
    own_state.change(lambda own: own.with_class(HOT_DOG[0]).with_class(HOT_DOG[1]))


def _example() -> None:
    own_state.change(example)


def example(own: OwnSet) -> OwnSet:
    """The set with the one that is ready made."""
    for name, pictures in example_files():
        own = own.add(name, pictures)
    return own


def example_files() -> list[tuple[str, list[tuple[str, bytes]]]]:
    """30 threes and 30 eights of MNIST that come with the course: each class with the names and PNGs of its pictures."""
    shipped, found = digits.shipped(), []
    for digit in EXAMPLE:
        pictures = []
        for row in (shipped.labels == digit).nonzero()[0][:EXAMPLE_EACH]:
            out = io.BytesIO()
            Image.fromarray(255 - shipped.pictures[row]).resize((112, 112)).save(out, "PNG")
            pictures.append((f"{digit}, number {row}", out.getvalue()))
        found.append((f"digit {digit}", pictures))
    return found


def _take_archive(key: str) -> None:
    file = st.session_state[key]
    if file is not None:
        data = file.getvalue()
        own_state.taken_in([file])
        own_state.change(lambda own: _with_archive(own, data, file.name))


def _with_archive(own: OwnSet, data: bytes, name: str) -> OwnSet:
    if not _archives.acquire(timeout=PATIENCE):
        raise OwnError("The server is reading other archives now. Wait a minute, then hand yours in again.")
    try:
        return own.add_archive(data, name, purse())
    finally:
        _archives.release()


def _take_photos(key: str, name: str) -> None:
    files = st.session_state[key]
    if files:
        own_state.change(
            lambda own: own.add(name, ((file.name, file.getvalue()) for file in files), purse=purse())
        )
        own_state.taken_in(files)


def _take_frames(batch: own_camera.Frames) -> None:
    if batch.number > st.session_state.get("own_camera_got", 0):
        st.session_state["own_camera_got"] = batch.number
        named = [(f"frame {i}", jpeg) for i, jpeg in enumerate(batch.frames, 1)]
        own_state.change(
            lambda own: own.add(own.classes[batch.label], named, take=batch.number, purse=purse())
        )
