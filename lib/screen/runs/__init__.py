"""Runs on the screen: while they are live, in the lab book, and taken home."""
