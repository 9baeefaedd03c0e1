"""Names inside a zip, read as they were meant.

A zip says of a name whether it is UTF-8 (flag 0x800, or a field of its own). Where it says nothing, the name is in whatever
code page its maker's computer had: macOS and most phones write UTF-8 all the same, Windows the page of its language. Which
one is judged here by the letters, over all names of the archive together: those that a language uses, of one script in a
word, small after large. Where two pages give sensible names, both readings are handed on. It knows nothing of pictures.
"""

from __future__ import annotations

import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

UTF8 = 0x800  # a zip's flag for names in UTF-8
UNICODE_PATH = 0x7075  # the field in which Info-ZIP, 7-Zip and WinRAR keep a name in UTF-8
MOST_LETTERS = 20_000  # bytes of names that are judged
SENSIBLE = 0.45  # of a score of 1: less is no reading
CLEAR = 0.2  # a reading this far ahead needs no question
NONSENSE = (
    -1.0
)  # the weight of what no language writes: a piece of a frame, two scripts in a word, large after small
MOST_READINGS = 3

# Code page, in words, and what it loses: Windows packs with the page of its command line (OEM), others with that of its windows.
PAGES = (
    ("cp437", "Western", 0.0), ("cp850", "Western", 0.01), ("cp852", "Central European", 0.05), ("cp866", "Cyrillic", 0.0),
    ("cp737", "Greek", 0.0), ("cp857", "Turkish", 0.05), ("cp775", "Baltic", 0.1), ("cp862", "Hebrew", 0.0),
    ("cp720", "Arabic", 0.0), ("cp932", "Japanese", 0.0), ("gbk", "Chinese", 0.0), ("cp950", "Chinese", 0.05),
    ("cp949", "Korean", 0.0), ("cp874", "Thai", 0.0), ("cp1252", "Western", 0.25), ("cp1250", "Central European", 0.25),
    ("cp1251", "Cyrillic", 0.05), ("koi8_r", "Cyrillic", 0.1), ("cp1253", "Greek", 0.05), ("cp1254", "Turkish", 0.3),
    ("cp1255", "Hebrew", 0.05), ("cp1256", "Arabic", 0.05), ("cp1257", "Baltic", 0.3),
)  # fmt: skip

# Letters from the most frequent to the rarest, and the letters beside ASCII of each language's alphabet
CYRILLIC = "оаеинтсрвлкмдпуяыьгзбчйхжшюцщэфіїєћђјљњґўѓќ"
GREEK = "αοιετσνηυρπκμλςωγδβχθφξζψ"
HEBREW = "יוהלאתרבמשנםעקדחפסטצגזכןףךץ"
ARABIC = "اليمنوترةبعدسفهكقحجشصخطأذضزثىإغئظءؤآ"
THAI = "านรอกเ่งมยลว้ดทีัสติบหปแคุจ์ืพไชขู็โใผถำซะธณญฟศภฉษฮ"
USUAL = {"CYRILLIC": CYRILLIC, "GREEK": GREEK, "HEBREW": HEBREW, "ARABIC": ARABIC, "THAI": THAI}
FINAL = "םןףךץς"  # forms that stand at a word's end alone
ALPHABETS = (
    "äöüß", "éèêëàâçîïôûùœ", "áéíóúüñ", "ãõáâàçéêíóôú", "åäöæøé", "àèéìòù", "ąćęłńóśźż", "áčďéěíňóřšťúůýž", "áäčďéíĺľňóôŕšťúýž",
    "áéíóöőúüű", "ăâîșțşţ", "çğıöşü", "čćđšž", "āčēģīķļņšūž", "ąčęėįšųūž", "äöõüšž", "áðéíóúýþæö",
)  # fmt: skip

JAPANESE = ("CJK", "HIRAGANA", "KATAKANA", "KATAKANA-HIRAGANA")  # scripts, as Unicode names them, of one word
COMMON = {
    "cp932": (0x88, 0x97),
    "gbk": (0xB0, 0xD7),
    "cp950": (0xA4, 0xC6),
    "cp949": (0xB0, 0xC8),
}  # first bytes


@dataclass(frozen=True)
class Names:
    """The paths of an archive's entries in each reading, the likeliest first."""

    paths: tuple[tuple[str, ...], ...]  # [reading][entry]
    pages: tuple[str, ...]  # of each reading, in words; "" where the archive says how they are meant
    unread: bool = False  # no page gives sensible names


def names(infos: Sequence[zipfile.ZipInfo]) -> Names:
    """How the entries are called."""
    told = [_told(info) for info in infos]
    raw = [
        b"" if name is not None else info.orig_filename.encode("cp437")
        for info, name in zip(infos, told, strict=True)
    ]
    asked = sorted({name for name in raw if not name.isascii()})

    def in_page(page: str) -> tuple[str, ...]:
        return tuple(
            name if name is not None else given.decode(page, "replace").split("\0")[0]
            for name, given in zip(told, raw, strict=True)
        )

    if not asked or all(_decodes(name, "utf-8") for name in asked):
        return Names((in_page("utf-8"),), ("",))
    found = _readings(asked, slashes=any(b"/" in name for name in asked))
    if not found:
        return Names((in_page("cp437"),), ("",), unread=True)
    return Names(tuple(in_page(page) for page, _ in found), tuple(words for _, words in found))


def _told(info: zipfile.ZipInfo) -> str | None:
    """The name where the zip says how it is meant."""
    if info.flag_bits & UTF8:
        return info.orig_filename.split("\0")[0]
    at = 0
    while at + 4 <= len(info.extra):
        kind, size = struct.unpack_from("<HH", info.extra, at)
        field = info.extra[at + 4 : at + 4 + size]
        # Version 1, and a checksum of the other name: whoever renames an entry without knowing the field leaves it wrong
        right = struct.pack("<BI", 1, zlib.crc32(info.orig_filename.encode("cp437")))
        if kind == UNICODE_PATH and field[:5] == right and _decodes(field[5:], "utf-8"):
            return field[5:].decode("utf-8").split("\0")[0]
        at += 4 + size
    return None


def _decodes(name: bytes, page: str) -> bool:
    try:
        name.decode(page)
    except UnicodeDecodeError:
        return False
    return True


def _readings(asked: Sequence[bytes], slashes: bool) -> list[tuple[str, str]]:
    """(page, in words) of the sensible readings, the likeliest first; more than one where letters do not decide."""
    scored: dict[tuple[str, ...], tuple[float, str, str]] = {}
    for page, words, less in PAGES:
        if all(_decodes(name, page) for name in asked):
            read = tuple(name.decode(page) for name in asked)
            # A \ beside / is no separator but half of a letter that another page has there
            score = 0.0 if slashes and any("\\" in name for name in read) else _score(read, page) - less
            if score > scored.get(read, (SENSIBLE, "", ""))[0]:
                scored[read] = score, page, words
    best = sorted(scored.values(), key=lambda each: -each[0])  # of equal ones the first page of the table
    return [(page, words) for score, page, words in best[:MOST_READINGS] if score > best[0][0] - CLEAR]


def _score(read: Sequence[str], page: str) -> float:
    """How much these are names in a language that the page is for, 0 to 1, from all that is not ASCII in them."""
    text = unicodedata.normalize("NFC", "/".join(read))[:MOST_LETTERS]
    small = ["ı" if letter == "İ" else letter.lower() for letter in text]
    latin = [letter for letter in small if _script(letter[0]) == "LATIN"]
    accents = [letter for letter in latin if not letter.isascii()]
    known = any(set(accents) <= set(alphabet) for alphabet in ALPHABETS)
    few = len(accents) <= max(2, 0.6 * len(latin))  # in no language are most letters accented
    weights: list[float] = []
    for letters, run in groupby(text, lambda letter: unicodedata.category(letter)[0] in "LM"):
        word = "".join(run)
        strange = [letter for letter in word if not letter.isascii()]
        if not letters:  # a dash or a quotation mark says little
            weights += [0.3 if unicodedata.category(sign)[0] == "P" else NONSENSE for sign in strange]
        elif _is_nonsense(word):
            weights += [NONSENSE] * len(strange)
        elif _script(word[0]) == "LATIN":
            weights += [0.9 if known and few else 0.2] * len(strange)
        else:
            weights += [_weight(letter, page) for letter in strange]
    return sum(weights) / len(weights) if weights else 0.0


def _is_nonsense(word: str) -> bool:
    """Whether it is of two scripts, or of letters in an order that no language has."""
    scripts = {"CJK" if _script(letter) in JAPANESE else _script(letter) for letter in word}
    if len(scripts) > 1 or unicodedata.combining(word[0]) or unicodedata.category(word[0])[0] == "M":
        return True
    return any(a in FINAL or (a.islower() and b.isupper()) for a, b in pairwise(word))


def _weight(letter: str, page: str) -> float:
    """How usual a letter is in what its page was made for, 0 to 1."""
    script = _script(letter)
    if script in USUAL:
        small = letter.lower().replace("ё", "е")
        place = USUAL[script].find(unicodedata.normalize("NFD", small)[0] if script == "GREEK" else small)
        usual = 0.0 if place < 0 else 1.0 - 0.9 * place / len(USUAL[script])
        return 0.85 * usual if letter.isupper() else usual
    if script in JAPANESE[1:]:
        return 0.95 if page == "cp932" else 0.3
    # Each list begins with the characters that are in use every day; GBK and Korean have rare ones between
    first, last = COMMON.get(page, (0, 0))
    code = letter.encode(page)
    if first <= code[0] <= last and (page not in ("gbk", "cp949") or code[-1] >= 0xA1):
        return {"CJK": 0.85, "HANGUL": 0.9}.get(script, 0.1)
    return 0.1


def _script(letter: str) -> str:
    """As Unicode names it: LATIN, CYRILLIC, CJK ..., the first word of the letter's name."""
    return unicodedata.name(letter, "?").split()[0]
