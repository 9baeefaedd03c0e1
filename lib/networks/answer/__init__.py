"""What trained networks say, and what they look at."""
