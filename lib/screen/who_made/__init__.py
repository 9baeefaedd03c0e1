"""The pieces of the lesson "Who made this set?"."""
