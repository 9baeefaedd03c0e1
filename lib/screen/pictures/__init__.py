"""Where pictures come from, for the screens of several lessons."""
