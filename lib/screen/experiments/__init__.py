"""The pieces of the lesson "Try things"."""
