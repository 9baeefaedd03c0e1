"""Runs work in worker processes: submit, watch, stop."""
