"""What the browser does with a learner's own files, in a real one: pictures become small, and stay with their tab."""

from __future__ import annotations

import base64
import gzip
import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

import hostile
import numpy as np
import pytest
from brought import files, packed_elsewhere
from own_browser import opened
from own_pictures import jpeg, scene
from PIL import Image
from playwright.sync_api import Browser, Page

from lib.pictures.own import intake, own, own_archive
from lib.pictures.own.own_entry import SESSION
from lib.pictures.own.zip_names import PAGES, UTF8, names
from lib.pictures.prepare.decode import PictureError, decode

LIMITS = asdict(SESSION)
HELPERS = """
Object.assign(globalThis, own);
globalThis.bytes = (text) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
globalThis.text = (data) => { let all = ""; for (const byte of data) all += String.fromCharCode(byte); return btoa(all); };
globalThis.named = (zips) => zips.map((zip) => names(zip.map(([flags, raw, extra]) => ({ flags, raw: bytes(raw), extra: bytes(extra) }))));
globalThis.told = async (data, name, limits) => {
  try {
    const { jpeg, pixels } = await decode(new Blob([bytes(data)]), name, limits);
    return { jpeg: text(new Uint8Array(await jpeg.arrayBuffer())), data: text(pixels.data), size: [pixels.width, pixels.height] };
  } catch (error) {
    return { why: error.message };
  }
};
"""


@pytest.fixture(scope="module")
def page(chromium: Browser) -> Iterator[Page]:
    context = chromium.new_context()
    page = opened(context, "../../../tests/web/own_files.js")
    page.evaluate(HELPERS)
    yield page
    context.close()


def as_text(data: bytes) -> str:
    return base64.b64encode(data).decode()


def here(page: Page, data: bytes, name: str = "x.jpg") -> dict[str, Any]:
    return page.evaluate("([data, name, limits]) => told(data, name, limits)", [as_text(data), name, LIMITS])


def there(data: bytes, name: str = "x.jpg") -> Image.Image | str:
    """What Python makes of it."""
    try:
        return intake.made_small(
            decode(data, name, SESSION.file_bytes, SESSION.pixels, intake.DRAFT_SIDE), name
        )
    except PictureError as error:
        return str(error)


def same(page: Page, data: bytes, within: float, name: str = "x.jpg") -> None:
    """Both sides make the same picture of it, to `within` of 255 in the mean, or say the same sentence."""
    found, wanted = here(page, data, name), there(data, name)
    if isinstance(wanted, str):
        assert found.get("why") == wanted
        return
    assert found.get("size") == list(wanted.size), found.get("why")
    pixels = np.frombuffer(base64.b64decode(found["data"]), np.uint8).reshape(wanted.height, wanted.width, 4)
    assert (pixels[..., 3] == 255).all()
    apart = np.abs(pixels[..., :3].astype(float) - np.asarray(wanted, float))
    assert apart.mean() <= within, apart.mean()
    kept = Image.open(io.BytesIO(base64.b64decode(found["jpeg"])))
    assert (kept.format, kept.size) == ("JPEG", wanted.size)
    assert not kept.getexif()


@pytest.mark.parametrize("size", [(300, 200), (256, 256), (1200, 800), (4032, 3024), (700, 2900), (31, 16)])
def test_a_photo_becomes_what_python_makes_of_it(page: Page, size: tuple[int, int]) -> None:
    same(page, jpeg(scene(1, size)), 1.5)


@pytest.mark.parametrize("kind", files(5))
def test_each_kind_of_file_becomes_what_python_makes_of_it(page: Page, kind: str) -> None:
    same(page, files(5)[kind], 1.5, kind)


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_photo_is_upright_however_the_camera_was_held(page: Page, orientation: int) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    for form in ("JPEG", "PNG", "WEBP"):
        out = io.BytesIO()
        scene(orientation, (320, 240)).save(
            out, form, exif=exif, **({"lossless": True} if form == "WEBP" else {})
        )
        same(page, out.getvalue(), 1.5)


@pytest.mark.parametrize(
    ("why", "data"), hostile.pictures(), ids=lambda value: value if isinstance(value, str) else ""
)
def test_what_is_no_usable_picture_is_told_in_the_same_sentence(page: Page, why: str, data: bytes) -> None:
    if why == "pixel bomb":  # Pillow counts no further; the browser's side says how many there are
        assert here(page, data)["why"].startswith(
            "x.jpg has 20,000 × 20,000 pixels, and at most 8 million fit in a PNG file."
        )
    else:
        same(page, data, 1.5, f"{why}.jpg")


WORDS = [
    ["кот", "пёс", "Лошади"], ["ソース", "表", "能力", "リンゴ"], ["苹果", "香蕉", "桌子"], ["功課", "蘋果"], ["고양이", "개"], ["Äpfel", "größe"],
    ["éléphants", "garçons"], ["jabłko", "śliwka"], ["σκύλος", "γάτες"], ["çiçek", "ağaç", "kuş"], ["قطة", "كلب"], ["חתול", "כלב"], ["แมว", "หมา"],
    ["šuo", "katė"], ["a—b", "±5"], ["コーヒー"], ["马", "牛"],
]  # fmt: skip


def packed() -> list[bytes]:
    """Zips of other computers: these words in every code page that has them, and names that no page reads."""
    made = []
    for words in WORDS:
        for page in ("utf-8", *(page for page, _, _ in PAGES)):
            for separator in "/\\":
                paths = [f"set{separator}{word}{separator}1.jpg" for word in words]
                try:
                    made.append(packed_elsewhere(paths, page, [b""] * len(paths)))
                except UnicodeEncodeError:
                    continue
                # Rows of Big5 that Windows does not have and Python adds, among them Cyrillic: a browser has others there
                if page == "cp950" and words[0] in ("кот", "ソース", "コーヒー"):
                    made.pop()
    return [*made, packed_elsewhere(["\xff\xdf/1.jpg", "\xff\xdfx/1.jpg"], "latin-1", [b"", b""])]


def test_names_of_other_computers_are_read_as_in_python(page: Page) -> None:
    zips = [zipfile.ZipFile(io.BytesIO(data)).infolist() for data in packed()]
    flagged = zipfile.ZipInfo("кот/1.jpg")
    flagged.flag_bits = UTF8
    field = zipfile.ZipInfo("???/1.jpg")
    body = struct.pack("<BI", 1, zlib.crc32(b"???/1.jpg")) + "сова/1.jpg".encode()
    field.extra = struct.pack("<HHHH", 1, 0, 0x7075, len(body)) + body
    stale = zipfile.ZipInfo("owl/1.jpg")
    stale.extra = field.extra  # of another name: the entry was renamed since
    zips.append([flagged, field, stale])

    def raw(info: zipfile.ZipInfo) -> bytes:
        return info.orig_filename.encode("utf-8" if info.flag_bits & UTF8 else "cp437")

    given = [[[info.flag_bits, *map(as_text, (raw(info), info.extra))] for info in infos] for infos in zips]
    found = page.evaluate("(zips) => named(zips)", given)
    assert len(found) > 100
    for infos, one in zip(zips, found, strict=True):
        wanted = names(infos)
        assert one == {
            "paths": [list(each) for each in wanted.paths],
            "pages": list(wanted.pages),
            "unread": wanted.unread,
        }


def test_a_bomb_is_unpacked_spoon_by_spoon_and_no_further_than_it_is_read(page: Page) -> None:
    fed = page.evaluate(
        """async (bomb) => {
          const fed = [];
          const Real = DecompressionStream;
          globalThis.DecompressionStream = class {
            constructor(format) {
              const watch = new TransformStream({ transform(piece, taker) { fed.push(piece.length); taker.enqueue(piece); } });
              this.writable = watch.writable;
              this.readable = watch.readable.pipeThrough(new Real(format));
            }
          };
          const reader = unpacked(new Blob([bytes(bomb)]), "gzip");
          await reader.exactly(1000);
          await new Promise((done) => setTimeout(done, 50));
          reader.close();
          globalThis.DecompressionStream = Real;
          return fed;
        }""",
        as_text(gzip.compress(bytes(100_000_000), 1)),
    )
    assert max(fed) <= 8192
    assert len(fed) <= 4


def test_archives_come_apart_in_a_browser_as_in_python(page: Page) -> None:
    """A browser unpacks with other code than Node, in which the recorded cases are tried."""
    for data in (
        hostile.zipped(hostile.good(), 8),
        hostile.tarred_good(mode="w:gz"),
        hostile.zipped({"a/x.jpg": bytes(900_000)}, 8),
    ):
        found = page.evaluate(
            """async ([data, limits]) => {
              const found = [];
              for await (const { folders, name, data: blob, refused } of entries(new Blob([bytes(data)]), "mine.zip", limits))
                found.push([folders, name, blob ? text(new Uint8Array(await blob.arrayBuffer())) : "", refused ?? ""]);
              return found;
            }""",
            [as_text(data), LIMITS],
        )
        wanted = own_archive.entries(data, "mine.zip")
        assert found == [[list(one.folders), one.name, as_text(one.data), one.refused] for one in wanted]


@pytest.mark.parametrize(("room", "room_bytes"), [(1000, 30_000_000), (4, 30_000_000), (1000, 3_000)])
def test_what_is_taken_in_and_what_is_told_is_what_python_says(
    page: Page, room: int, room_bytes: int
) -> None:
    odd = {
        f"set/cup/{why}.jpg": data
        for why, data in hostile.pictures()
        if why not in ("plain bomb", "pixel bomb")
    }
    mixed = hostile.zipped(hostile.good() | odd | {"set/inner.zip": hostile.zipped({}), "/x.jpg": b""})
    cut = hostile.tarred_good()[:12_000]  # the end is missing: what came before it stays
    for data in (mixed, cut):
        found = page.evaluate(
            """async ([data, limits, room, roomBytes]) => {
              const taken = [];
              const found = entries(new Blob([bytes(data)]), "mine.zip", limits);
              const { fresh, notes, told } = await read(found, limits, room, roomBytes, () => new Uint8Array(1), (n) => taken.push(n));
              return { fresh: fresh.map(({ folders, name }) => [folders, name]), notes, told, taken };
            }""",
            [as_text(data), LIMITS, room, room_bytes],
        )
        fresh, notes, told = intake.read(own_archive.entries(data, "mine.zip"), SESSION, room, room_bytes)
        assert found == {
            "fresh": [[list(one.folders), one.name] for one in fresh],
            "notes": notes,
            "told": told,
            "taken": list(range(1, len(fresh) + 1)),
        }


def test_a_file_that_is_too_large_is_told_and_not_read(page: Page) -> None:
    limits = LIMITS | {"file_bytes": 20_500_000}
    data = bytes(20_600_000)
    why = page.evaluate(
        """async (limits) => {
          Blob.prototype.arrayBuffer = ((old) => function () { if (this.size > 20e6) throw new Error("read"); return old.call(this); })(Blob.prototype.arrayBuffer);
          return decode(new Blob([new Uint8Array(20_600_000)]), "folder/large.jpg", limits).catch((error) => error.message);
        }""",
        limits,
    )
    with pytest.raises(PictureError) as told:
        decode(data, "folder/large.jpg", limits["file_bytes"])
    assert why == str(told.value)


def test_a_set_that_a_browser_saved_is_a_plain_zip_that_python_reads(page: Page) -> None:
    photos = [jpeg(scene(i)) for i in range(6)]
    classes = ["Äpfel", "C#", "10:30"]
    data = page.evaluate(
        """async ([photos, classes]) => {
          const pictures = photos.map((photo, i) => ({ id: `${i}`, name: "x", label: i % 3, take: i % 2 ? 5 : 0,
            jpeg: new Blob([bytes(photo)]), fingerprint: new Uint8Array(0) }));
          return text(new Uint8Array(await (await save({ classes, pictures })).arrayBuffer()));
        }""",
        [list(map(as_text, photos)), classes],
    )
    packed = base64.b64decode(data)
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        assert archive.testzip() is None
        assert [archive.read(name) for name in archive.namelist()] == photos
    made = own.from_archive(packed, "mine.zip")
    assert (made.classes, made.counts(), made.notes) == (tuple(classes), [2, 2, 2], ())
