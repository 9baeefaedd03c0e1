"""Picture sets: where they come from, how they are split, what ships of them."""
