"""Layer by Layer: everything behind the pages. The rooms, and who may import whom, are in the README."""
