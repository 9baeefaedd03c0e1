"""The pieces of the lesson "Retrain it"."""
