"""Pieces that all lessons share."""
