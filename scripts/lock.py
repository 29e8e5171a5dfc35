"""Renew the locked dependencies: hashes for every file, no address of any registry.

Writes requirements/{uv,run,dev}.txt for Python 3.11 to 3.13 on x86-64 and ARM64, and console/package-lock.json.
Asks the registries the machine is set up with; nothing of them is written down.
"""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = ROOT / ".venv" / "bin"


def compile_requirements(output: str, *sources: str) -> None:
    subprocess.run(
        [
            str(BIN / "uv"), "pip", "compile", "--quiet", "--universal", "--python-version", "3.11", "--upgrade",
            "--generate-hashes", "--no-header", "--no-annotate", "--no-emit-index-url", "--no-emit-find-links",
            "--output-file", str(ROOT / "requirements" / output), *sources,
        ],
        check=True, cwd=ROOT,
    )  # fmt: skip


def main() -> int:
    if not (BIN / "uv").exists():
        subprocess.run([sys.executable, "-m", "venv", str(ROOT / ".venv")], check=True)
        subprocess.run([str(BIN / "pip"), "install", "--quiet", "uv"], check=True)
    (ROOT / "requirements" / "uv.in").write_text("uv\n")
    compile_requirements("uv.txt", "requirements/uv.in")
    compile_requirements("run.txt", "pyproject.toml", "--group", "build")
    compile_requirements("dev.txt", "pyproject.toml", "--group", "dev")
    if (ROOT / "console" / "package.json").exists():
        subprocess.run(
            [str(BIN / "python"), str(ROOT / "scripts/node.py"), "npm", "--prefix", "console", "install",
             "--package-lock-only", "--omit-lockfile-registry-resolved", "--no-audit", "--no-fund"],
            check=True, cwd=ROOT,
        )  # fmt: skip
    return 0


if __name__ == "__main__":
    sys.exit(main())
