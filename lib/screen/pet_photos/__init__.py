"""The pieces of the lessons that ask models about pet photos."""
