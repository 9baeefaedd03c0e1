"""Training: the loop, and what goes through it."""
