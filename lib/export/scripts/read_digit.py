"""Reads a handwritten digit: python read_digit.py my_digit.png

One digit alone in the picture, dark on light or light on dark.
"""

import json
import sys
from pathlib import Path

import keras
import numpy as np
from PIL import Image, ImageOps
from prepare import prepare

here = Path(__file__).parent
labels = json.loads((here / "labels.json").read_text())["classes"]
model = keras.models.load_model(here / "model.keras")

for path in sys.argv[1:]:
    grey = np.asarray(ImageOps.exif_transpose(Image.open(path)).convert("L"), float)
    edge = np.concatenate([grey[0], grey[-1], grey[:, 0], grey[:, -1]])
    ink = np.abs(grey - np.median(edge))  # how far each pixel is from the paper
    # Less than a tenth is the paper's grain
    ink = np.where(ink < 0.1 * ink.max(), 0, ink / max(ink.max(), 1))
    probabilities = model.predict(prepare(ink).reshape(1, 784), verbose=0)[0]
    print(f"{path}: {labels[probabilities.argmax()]}")
    for label, probability in zip(labels, probabilities, strict=True):
        print(f"  {label}  {probability:.5f}")
