"""Says what is in a photo: python tell_photo.py my_photo.jpg"""

import json
import sys
from pathlib import Path

import keras
import numpy as np
from PIL import Image, ImageOps

here = Path(__file__).parent
about = json.loads((here / "labels.json").read_text())
model = keras.models.load_model(here / "model.keras")  # it scales the pixels itself

for path in sys.argv[1:]:
    photo = Image.open(path)
    width, height = photo.size
    shrink = about["size"] / min(width, height)
    photo.draft("RGB", (int(width * shrink), int(height * shrink)))  # a large JPEG is opened at a fraction
    upright = ImageOps.exif_transpose(photo).convert("RGB")
    pixels = np.asarray(upright.resize((about["size"], about["size"]), Image.Resampling.BILINEAR), "float32")
    probabilities = model.predict(pixels[None], verbose=0)[0]
    if len(probabilities) == 1:  # one output tells two classes apart
        probabilities = np.array([1 - probabilities[0], probabilities[0]])
    print(f"{path}: {about['classes'][probabilities.argmax()]}")
    for label, probability in zip(about["classes"], probabilities, strict=True):
        print(f"  {label}  {probability:.5f}")
