"""Keras: the only room that imports tensorflow, and only worker processes enter it."""
