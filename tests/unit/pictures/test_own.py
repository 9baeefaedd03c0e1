"""A learner's own pictures: ways in, changes, twins, parts, and the set that networks read."""

from __future__ import annotations

import io
import tarfile
import zipfile
from dataclasses import replace
from pathlib import Path

import hostile
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from own_pictures import jpeg, scene
from PIL import Image, ImageEnhance

from lib.pictures.own import near_duplicates, own, packed
from lib.pictures.own.own_entry import SESSION
from lib.pictures.sets.photos import PARTS, squares
from lib.pictures.sets.retrain_data import data_hash
from lib.specs.specs import RetrainRun


def many(*counts: int) -> own.OwnSet:
    """Classes a, b, ... of so many pictures each."""
    made = own.OwnSet()
    for label, count in enumerate(counts):
        files = [(f"{i}.jpg", jpeg(scene(1000 * label + i))) for i in range(count)]
        made = made.add("abcdefgh"[label], files)
    return made


# Ways in


@pytest.mark.parametrize("top", ["", "top/", "a/b/"])
@pytest.mark.parametrize("kind", ["zip", "tar", "gz", "folder"])
def test_a_folder_a_class_comes_in_by_every_way(kind: str, top: str, tmp_path: Path) -> None:
    files = {
        f"{top}{name}/{i}.jpg": jpeg(scene(10 * k + i))
        for k, name in enumerate(("cup", "hat"))
        for i in range(3)
    }
    files |= {"__MACOSX/cup/._0.jpg": b"x", f"{top}cup/.hidden": b"y"}
    if kind == "folder":
        for name, data in files.items():
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_bytes(data)
        made = own.from_path(tmp_path)
    else:
        entries = [(hostile.entry(name), data) for name, data in files.items()]
        packed = {
            "zip": lambda: hostile.zipped(files),
            "tar": lambda: hostile.tarred(entries, tarfile.PAX_FORMAT),
            "gz": lambda: hostile.tarred(entries, mode="w:gz"),
        }[kind]()
        path = tmp_path / f"mine.{kind}"
        path.write_bytes(packed)
        made = own.from_path(path)
    assert made.classes == ("cup", "hat")
    assert made.counts() == [3, 3]
    assert made.notes == ()


def test_a_level_of_parts_and_folders_below_a_class_are_passed_over() -> None:
    names = ["set/train/cup/0.jpg", "set/train/hat/deep/1.jpg", "set/test/cup/2.jpg"]
    made = own.from_archive(hostile.zipped({name: jpeg(scene(i)) for i, name in enumerate(names)}), "x.zip")
    assert made.classes == ("cup", "hat")
    assert made.counts() == [2, 1]


@pytest.mark.parametrize("form", [tarfile.GNU_FORMAT, tarfile.PAX_FORMAT, tarfile.USTAR_FORMAT])
def test_long_names_of_every_tar_are_read(form: int) -> None:
    names = ["t" * 90 + f"/{name}/" + "y" * 40 + ".jpg" for name in ("cup", "hat")]
    files = [(hostile.entry(name), jpeg(scene(i))) for i, name in enumerate(names)]
    made = own.from_archive(hostile.tarred(files, form), "x.tar")
    assert made.classes == ("cup", "hat")
    assert made.counts() == [1, 1]


def test_names_of_other_systems_are_no_reason_to_refuse() -> None:
    for name in ("Bild ä 9.41.00\u202fAM.jpg", "👩\u200d🦰.jpg", "写真\u3000一.jpg"):
        assert own.from_archive(hostile.zipped({f"tasse/{name}": jpeg(scene(1))}), "x.zip").notes == ()


def test_links_of_a_folder_are_not_followed(tmp_path: Path) -> None:
    (tmp_path / "cup").mkdir()
    (tmp_path / "cup" / "0.jpg").write_bytes(jpeg(scene(0)))
    (tmp_path / "cup" / "1.jpg").symlink_to(tmp_path / "cup" / "0.jpg")
    made = own.from_path(tmp_path)
    assert made.counts() == [1]
    assert "link" in made.notes[0]


@pytest.mark.parametrize("name", ["nothing.zip", ""])
def test_what_is_not_there_is_told(name: str, tmp_path: Path) -> None:
    with pytest.raises(own.OwnError):
        own.from_path(tmp_path / name)


def test_pictures_are_kept_small_upright_and_without_their_place() -> None:
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = 6, "a camera's name"
    out = io.BytesIO()
    scene(1, (1200, 800)).save(out, "JPEG", exif=exif)
    (picture,) = own.OwnSet().add("cup", [("x.jpg", out.getvalue())]).pictures
    kept = Image.open(io.BytesIO(picture.jpeg))
    assert kept.size == (256, 384)  # turned, and the short side is 256
    assert not kept.getexif()
    assert b"a camera" not in picture.jpeg


# Changes


def test_pictures_move_and_go_and_others_keep_their_ids() -> None:
    made = many(3, 2)
    ids = made.ids()
    moved = made.moved([0, 2], 1)
    assert moved.counts() == [1, 4]
    assert moved.ids() == ids
    assert made.without([1]).ids() == [ids[0], *ids[2:]]
    assert made.without_class(0).classes == ("b",)
    assert made.without_class(0).counts() == [2]
    assert made.counts() == [3, 2]  # the first set is what it was


def test_the_same_picture_twice_has_two_ids() -> None:
    data = jpeg(scene(1))
    made = own.OwnSet().add("cup", [("a.jpg", data), ("b.jpg", data)])
    assert len(set(made.ids())) == 2
    assert made.without([0]).ids() == [made.ids()[0]]


@pytest.mark.parametrize("name", ["", " . ", "con", "NUL", "x" * 41, "\u202e"])
def test_a_class_needs_a_name_that_can_be_a_folder(name: str) -> None:
    with pytest.raises(own.OwnError):
        own.OwnSet().with_class(name)


def test_class_names_are_told_apart_whatever_their_case() -> None:
    made = own.OwnSet().with_class("Hot dog")
    with pytest.raises(own.OwnError, match="already"):
        made.with_class("hot  DOG")
    assert made.add("HOT DOG", [("x.jpg", jpeg(scene(1)))]).counts() == [1]


def test_bounds_on_classes_pictures_and_bytes_keep_the_rest() -> None:
    made = replace(own.OwnSet(), limits=replace(SESSION, pictures=5, classes=2))
    made = made.add("a", [(f"{i}.jpg", jpeg(scene(i))) for i in range(8)])
    assert made.counts() == [5]
    assert made.notes[-1].startswith("3 more pictures were left out")
    with pytest.raises(own.OwnError, match="At most 2 classes"):
        made.with_class("b").with_class("c")
    small = replace(own.OwnSet(), limits=replace(SESSION, kept_bytes=20_000))
    assert small.add("a", [(f"{i}.jpg", jpeg(scene(i))) for i in range(20)]).kept_bytes < 40_000
    few = replace(own.OwnSet(), limits=replace(SESSION, all_pixels=100_000))
    assert few.add("a", [(f"{i}.jpg", jpeg(scene(i))) for i in range(9)]).counts() == [
        2
    ]  # 60,000 pixels each


def test_what_is_missing_before_training_is_told() -> None:
    assert "two classes" in own.OwnSet().why_not()
    assert "b has 2 pictures" in many(3, 2).why_not()
    assert many(3, 3).why_not() == ""
    with pytest.raises(own.OwnError):
        packed.to_photo_set(many(3, 2))


# Twins and parts


@pytest.mark.parametrize(
    "change",
    [
        lambda p: p.resize((150, 100)),
        lambda p: Image.open(io.BytesIO(jpeg(p, 30))),
        lambda p: ImageEnhance.Brightness(p).enhance(1.15),
        lambda p: p.crop((3, 2, 297, 198)),
    ],
    ids=["smaller", "saved again", "brighter", "cut"],
)
def test_a_changed_copy_is_a_twin_and_another_scene_is_not(change) -> None:
    for seed in range(20):
        prints = [
            near_duplicates.fingerprint(p) for p in (scene(seed), change(scene(seed)), scene(seed + 500))
        ]
        assert near_duplicates.groups(prints).tolist() in ([0, 0, 1], [1, 1, 0])


def test_twins_of_a_twin_are_one_group() -> None:
    def bits(n: int) -> bytes:
        return ((1 << n) - 1).to_bytes(32, "big")

    prints = [bits(0), bits(40), bits(80), bits(200)]
    found = near_duplicates.groups(prints)
    assert found[0] == found[1] == found[2] != found[3]
    many_prints = [bits(0)] * 3 + [bits(200)] * 200  # more than are compared at a time
    assert len(np.unique(near_duplicates.groups(many_prints))) == 2


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 12)), max_size=80))
def test_parts_are_filled_and_twins_stay_together_where_they_can(kin: list[tuple[int, int]]) -> None:
    labels = np.array([label for label, _ in kin], int)
    group = np.array([group for _, group in kin], int)
    part = near_duplicates.parts(labels, group)
    assert (part == near_duplicates.parts(labels, group)).all()
    leaking = near_duplicates.leaks(labels, group, part)
    for label in np.unique(labels):
        mine = labels == label
        if mine.sum() >= 3:
            assert set(part[mine]) == {0, 1, 2}
            assert 3 * (part[mine] == 0).sum() >= mine.sum()
        if mine.sum() >= 3 and len(np.unique(group[mine])) == mine.sum():  # no twins: shares as promised
            for number in (1, 2):
                assert (part[mine] == number).sum() == max(1, round(0.15 * mine.sum()))
            assert not set(leaking) & set(np.flatnonzero(mine))


def test_without_need_no_twin_leaks() -> None:
    labels = np.repeat([0, 1], 40)
    group = np.repeat(np.arange(20), 4)  # ten scenes a class, four frames of each
    part = near_duplicates.parts(labels, group)
    assert len(near_duplicates.leaks(labels, group, part)) == 0
    assert all(len(set(part[group == g])) == 1 for g in range(20))


def test_frames_of_one_recording_are_cut_in_time_and_called_leakage() -> None:
    labels, group = np.zeros(20, int), np.zeros(20, int)
    part = near_duplicates.parts(labels, group)
    assert part.tolist() == [0] * 14 + [1] * 3 + [2] * 3
    assert near_duplicates.leaks(labels, group, part).tolist() == list(range(14, 20))


def test_three_recordings_are_kept_whole_and_one_is_cut() -> None:
    def frames(start: int) -> list[tuple[str, bytes]]:
        return [(str(i), jpeg(scene(start + i))) for i in range(8)]

    made = own.OwnSet().add("a", frames(0), take=5).add("b", frames(50), take=6)
    assert len(made.leaks()) == 4  # one of eight for each part and class
    for start in (100, 200):
        made = made.add("a", frames(start), take=start).add("b", frames(start + 50), take=start + 1)
    assert len(made.leaks()) == 0
    takes = np.array([picture.take for picture in made.pictures])
    assert all(len(set(made.part[takes == take])) == 1 for take in set(takes))
    assert len(made.spare()) == 0  # frames that differ are no twins
    assert (packed.from_bytes(packed.to_bytes(made)).part == made.part).all()


def test_spare_and_disputed_pictures_are_found() -> None:
    data, other = jpeg(scene(1)), jpeg(scene(2))
    made = own.OwnSet().add("a", [("1", data), ("2", other), ("3", data)]).add("b", [("4", data)])
    assert made.spare().tolist() == [2]
    assert [group.tolist() for group in made.disputed()] == [[0, 2, 3]]


# What networks read


def test_a_set_survives_its_journey_and_the_networks_read_it() -> None:
    made = many(6, 4, 3)
    data = packed.to_bytes(made)
    back = packed.from_bytes(data)
    assert packed.to_bytes(back) == data
    assert (back.part == made.part).all()
    photos = packed.to_photo_set(back)
    assert photos.name == "own"
    assert photos.classes == ("a", "b", "c")
    assert isinstance(photos.archive, bytes)
    for label in range(3):
        assert {PARTS[number] for number in photos.part[photos.labels == label]} == set(PARTS)
    pixels = squares(photos, range(13), 32)
    assert pixels.shape == (13, 32, 32, 3)
    wanted = np.asarray(scene(1002).resize((32, 32), Image.Resampling.BILINEAR), float)
    assert np.abs(pixels[8] - wanted).mean() < 6


def test_another_picture_makes_another_identity() -> None:
    spec, made = RetrainRun(pictures="own"), many(4, 4)
    first = data_hash(spec, pictures=packed.to_bytes(made))
    assert data_hash(spec, pictures=packed.to_bytes(many(4, 4))) == first
    assert data_hash(spec, pictures=packed.to_bytes(made.without([0]))) != first
    assert data_hash(spec, pictures=packed.to_bytes(made.moved([0], 1))) != first


def test_a_set_is_a_plain_zip_that_anybody_can_open() -> None:
    with zipfile.ZipFile(io.BytesIO(packed.to_bytes(many(3, 3)))) as archive:
        assert archive.testzip() is None
        assert archive.namelist()[0] == "a/0001.jpg"
