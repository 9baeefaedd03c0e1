"""The pieces of the lesson "Your own pictures"."""
