"""The pieces of the lesson "Original against retrained"."""
