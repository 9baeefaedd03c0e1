"""Models that answer, for the screens of several lessons."""
