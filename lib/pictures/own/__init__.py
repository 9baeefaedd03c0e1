"""A learner's own pictures: taken in, bounded, kept small."""
