"""Whether the original model sees a cat or a dog at all: a two-way model has to name one of them in any case.

One rule for the pages and the command line. It needs the original's probabilities, so a base without its last layer
cannot answer.
"""

from __future__ import annotations

# Least probability of all 5 cats and 118 dogs together, where both errors are about equal. MobileNetV2: chosen on the
# 2,000 training photos of cats and dogs against Caltech-101's training part (no wild cats and dalmatians); 97.4 % of
# the pets are known, 98.0 % of the others refused. Pocket learned from those, so it is judged on the 400 validation
# pets and Caltech-101's validation part: 95.3 % known, 93.7 % refused. Test photos chose nothing.
LEAST = {"mobilenet_v2": 0.10, "pocket": 0.50}
USUAL = 0.10


def pet_share(cats: float, dogs: float) -> float:
    """The original's probability that it is any breed of cat or dog, from 0 to 1."""
    return float(cats) + float(dogs)


def knows_pets(base: str, cats: float, dogs: float) -> bool:
    """Whether the original's guesses speak of a cat or a dog.

    Args:
        base: its name in `lib.models.bases`.
        cats: summed probability of ImageNet's domestic cats, from 0 to 1.
        dogs: of its dogs.
    """
    return pet_share(cats, dogs) >= LEAST.get(base, USUAL)
