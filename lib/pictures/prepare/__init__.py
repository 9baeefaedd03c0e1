"""How a picture becomes numbers: decoding, handwriting, the preparation of MNIST."""
