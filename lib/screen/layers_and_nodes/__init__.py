"""The pieces of the lesson "Layers and nodes"."""
