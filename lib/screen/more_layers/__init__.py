"""The pieces of the lesson "Why more than one layer?"."""
