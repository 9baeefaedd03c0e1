"""The short program of the lesson on mistakes; it runs as it stands beside a downloaded `digits.keras`."""

from __future__ import annotations

WRONG = """
import keras
import numpy as np
from sklearn.metrics import classification_report, confusion_matrix

model = keras.models.load_model("digits.keras")                     # from your lab book
_, (x, truth) = keras.datasets.mnist.load_data()                    # the 10,000 test digits
probabilities = model.predict(x.reshape(-1, 784) / 255.0, verbose=0)  # (10000, 10), rows add up to 1
guess = probabilities.argmax(axis=1)

counts = confusion_matrix(truth, guess)                             # row: what it is, column: what it says
np.fill_diagonal(counts, 0)                                         # what is right would outshine the rest
for cell in counts.argsort(axis=None)[::-1][:5]:
    print(f"{cell // 10} taken for {cell % 10}: {counts.flat[cell]} times")
print(classification_report(truth, guess, digits=3))                # precision, recall and count of each digit

loss = -np.log(probabilities[np.arange(len(truth)), truth].clip(1e-7))
for i in loss.argsort()[::-1][:5]:
    print(f"test digit {i}: it is {truth[i]}, it says {guess[i]}, loss {loss[i]:.2f}")
"""
