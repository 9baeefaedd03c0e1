"""The pieces of the lesson "What is a model?"."""
