"""Reads a handwritten digit: python read_digit.py my_digit.png

One digit alone in the picture, prepared as the course does it.
"""

import json
import sys
from pathlib import Path

import keras
from pictures.decode import PictureError
from pictures.handwriting import read_writing
from pictures.prepare import NothingDrawn, prepare

here = Path(__file__).parent
labels = json.loads((here / "labels.json").read_text())["classes"]
model = keras.models.load_model(here / "model.keras")

for path in sys.argv[1:]:
    try:
        writing = read_writing(Path(path).read_bytes(), path)
        picture = prepare(writing.ink)  # (28, 28), 0 = paper to 1 = ink
    except (PictureError, NothingDrawn, OSError) as error:
        print(f"{path}: {error}")
        continue
    probabilities = model.predict(picture.reshape(1, 784), verbose=0)[0]
    print(f"{path}: {labels[probabilities.argmax()]}")
    if writing.told:
        print(f"  {writing.told}")
    for label, probability in zip(labels, probabilities, strict=True):
        print(f"  {label}  {probability:.5f}")
