"""Says what is in a photo: python tell_photo.py my_photo.jpg"""

import json
import sys
from pathlib import Path

import keras
import numpy as np
from pictures.decode import PictureError, decode
from PIL import Image

here = Path(__file__).parent
about = json.loads((here / "labels.json").read_text())
model = keras.models.load_model(here / "model.keras")  # it scales the pixels itself

for path in sys.argv[1:]:
    try:
        photo = decode(Path(path).read_bytes(), path)  # upright, in RGB, as the course opens it
    except (PictureError, OSError) as error:
        print(f"{path}: {error}")
        continue
    pixels = np.asarray(photo.resize((about["size"], about["size"]), Image.Resampling.BILINEAR), "float32")
    probabilities = model.predict(pixels[None], verbose=0)[0]
    if len(probabilities) == 1:  # one output tells two classes apart
        probabilities = np.array([1 - probabilities[0], probabilities[0]])
    print(f"{path}: {about['classes'][probabilities.argmax()]}")
    for label, probability in zip(about["classes"], probabilities, strict=True):
        print(f"  {label}  {probability:.5f}")
