"""Fetches TensorFlow.js' WebAssembly anew and checks it: python -m scripts.fetch_runtime

`assets/runtime/runtime.json` names the package, its version and each file's SHA-256. For another version: change the version there,
run this with `--accept`, which writes the new digests, run the tests, and look at what `git diff` shows.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from lib.settings import ASSETS, ROOT

RUNTIME = ASSETS / "runtime"
TABLE = RUNTIME / "runtime.json"


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def main(accept: bool) -> int:
    table = json.loads(TABLE.read_text(encoding="utf-8"))
    with tempfile.TemporaryDirectory() as folder:
        wanted = f"{table['package']}@{table['version']}"
        npm = [sys.executable, "-m", "scripts.npm", "--silent", "install", "--no-save", "--legacy-peer-deps"]
        subprocess.run([*npm, "--prefix", folder, wanted], cwd=ROOT, check=True)
        built = Path(folder) / "node_modules" / table["package"] / "wasm-out"
        found = {name: digest(built / name) for name in table["files"]}
        if not accept and found != table["files"]:
            print(f"{wanted} has other files than {TABLE.name} says.", file=sys.stderr)
            return 1
        for name in found:
            shutil.copyfile(built / name, RUNTIME / name)
    TABLE.write_text(json.dumps(table | {"files": found}, indent=2) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main("--accept" in sys.argv[1:]))
