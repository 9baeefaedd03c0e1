"""A room for a class: who is in it, where its lecturer leads it, and what it is asked."""
