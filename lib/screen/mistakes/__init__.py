"""The pieces of the lesson "Where does it go wrong?"."""
