"""The pieces of the lesson "How a picture network looks"."""
