"""Keras: the only room that imports tensorflow, and only worker processes enter it.

Keras also imports what it finds of three packages that it can do without. Nothing here needs them, and they take 150 MB and two
fifths of a worker's start, so they are hidden until Keras is there.
"""

import sys

_hidden = {"matplotlib", "pandas", "sklearn"} - sys.modules.keys()
for _name in _hidden:
    sys.modules[_name] = None  # type: ignore[assignment]  # as where it is not installed
try:
    import keras  # noqa: F401
finally:
    for _name in _hidden:
        del sys.modules[_name]
