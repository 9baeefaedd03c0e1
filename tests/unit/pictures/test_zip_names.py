"""Names in zips of other computers are read as they were meant, or the doubt is told and can be settled."""

from __future__ import annotations

import struct
import zipfile
import zlib

import hostile
import pytest
from brought import packed_elsewhere

from lib.pictures.own import own
from lib.pictures.own.zip_names import UNICODE_PATH, UTF8, names


def packed(classes: list[str], page: str, each: int = 1, top: str = "") -> bytes:
    paths = [f"{top}{name}/{i}.jpg" for name in classes for i in range(each)]
    return packed_elsewhere(paths, page, [hostile.photo(i) for i in range(len(paths))])


CLEAR = [
    ("utf-8", ["ябълка", "круша"]), ("utf-8", ["Äpfel", "日本"]), ("utf-8", ["고양이", "개"]), ("cp866", ["кот", "пёс", "хомяк"]),
    ("cp866", ["Лошади", "Коровы"]), ("cp1251", ["лошадь", "корова"]), ("cp932", ["ソース", "表", "能力"]), ("cp932", ["リンゴ", "バナナ"]),
    ("gbk", ["苹果", "香蕉", "桌子"]), ("cp950", ["功課", "蘋果"]), ("cp437", ["Äpfel", "Nüsse"]), ("cp850", ["éléphants", "garçons"]),
    ("cp1252", ["größe", "straße"]), ("cp852", ["jabłko", "śliwka"]), ("cp1250", ["želva", "kočka"]), ("cp737", ["σκύλος", "γάτες"]),
    ("cp1253", ["σκύλος", "γάτες"]), ("cp857", ["çiçek", "ağaç", "kuş"]), ("cp1256", ["قطة", "كلب"]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("page", "classes"), CLEAR, ids=lambda value: value if isinstance(value, str) else value[0]
)
def test_names_are_read_as_they_were_meant(page: str, classes: list[str]) -> None:
    made = own.from_archive(packed(classes, page, top="set/"), "mine.zip")
    assert made.classes == tuple(classes)
    assert made.counts() == [1] * len(classes)
    assert len(made.notes) == (page != "utf-8")  # a page that was judged is told, and can be mended


@pytest.mark.parametrize(
    ("page", "classes"),
    [
        ("cp949", ["고양이", "개"]),
        ("cp862", ["חתול", "כלב"]),
        ("koi8_r", ["лошадь", "корова"]),
        ("gbk", ["马", "牛"]),
    ],
)
def test_where_two_readings_are_possible_the_meant_one_is_offered(page: str, classes: list[str]) -> None:
    made = own.from_archive(packed(classes, page, each=2), "mine.zip")
    readings = made.readings()
    assert tuple(classes) in readings
    way = readings.index(tuple(classes))
    chosen = made.read_as(way)
    assert chosen.classes == tuple(classes)
    assert chosen.counts() == made.counts()
    if way:  # and back
        assert chosen.read_as(way if way == 1 else 1).counts() == made.counts()
    assert chosen.sure().readings() == []
    assert chosen.sure().classes == tuple(classes)


def test_a_name_that_no_page_reads_is_told_and_can_be_mended() -> None:
    made = own.from_archive(packed(["\xff\xdf", "\xff\xdfx"], "latin-1"), "mine.zip")
    assert made.counts() == [1, 1]
    assert "could not be read with certainty" in made.notes[0]
    assert made.renamed(0, "cup").classes[0] == "cup"


def test_what_the_zip_says_itself_counts_before_any_judgement() -> None:
    flagged = zipfile.ZipInfo("кот/1.jpg")
    flagged.flag_bits = UTF8
    field = zipfile.ZipInfo("???/1.jpg")
    meant = "сова/1.jpg".encode()
    body = struct.pack("<BI", 1, zlib.crc32(b"???/1.jpg")) + meant
    field.extra = struct.pack("<HHHH", 1, 0, UNICODE_PATH, len(body)) + body
    stale = zipfile.ZipInfo("owl/1.jpg")
    stale.extra = field.extra  # of another name: the entry was renamed since
    assert names([flagged, field, stale]).paths == (("кот/1.jpg", "сова/1.jpg", "owl/1.jpg"),)


def test_a_backslash_is_a_separator_only_where_it_is_no_half_of_a_letter() -> None:
    paths = ["set\\", "set\\cup\\", *(f"set\\{name}\\{i}.jpg" for name in ("cup", "hat") for i in range(2))]
    made = own.from_archive(
        packed_elsewhere(paths, "ascii", [b"", b"", *(hostile.photo(i) for i in range(4))]), "x.zip"
    )
    assert made.classes == ("cup", "hat")
    assert made.notes == ()
    made = own.from_archive(packed(["ソーダ", "ソファ", "予定表"], "cp932", each=2), "x.zip")
    assert made.counts() == [2, 2, 2]
