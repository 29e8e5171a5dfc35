"""Renew the locked dependencies: hashes for every file, no address of any registry.

Writes requirements/{uv,run,dev}.txt for Python 3.11 to 3.13 on x86-64 and ARM64, and console/package-lock.json.
Asks the registries the machine is set up with; nothing of them is written down.
"""

import json
import re
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


PLATFORM = re.compile(r"(android|darwin|freebsd|linux|openbsd|openharmony|win32)-(arm64|arm|ia32|x64|[a-z0-9]+)")
"""How npm packages of one platform end their names: `…-linux-arm64-musl`, `…-win32-x64-msvc`."""


def complete_console_lock(path: Path) -> None:
    """Give every optional package of another platform its entry, also when the registry asked did not know it.

    `npm ci` refuses a lock without them. Such an entry has a version and a platform but no hash; npm looks at it
    only on that platform. Linux on x86-64 and ARM64, which we support, must have theirs from the registry.
    """
    lock = json.loads(path.read_text())
    packages = lock["packages"]
    known = {place.rpartition("node_modules/")[2] for place in packages}
    for parent in list(packages.values()):
        for name, version in parent.get("optionalDependencies", {}).items():
            platform = PLATFORM.search(name)
            if name in known or platform is None:
                continue
            system, processor = platform.groups()
            if system == "linux" and processor in ("x64", "arm64") and not name.endswith("musl"):
                raise SystemExit(f"{path}: the registry has no {name} {version}; choose a version it has")
            packages[f"node_modules/{name}"] = {
                "version": version, "cpu": [processor], "dev": True, "optional": True, "os": [system],
                **({"libc": ["musl"]} if name.endswith("musl") else {}),
            }  # fmt: skip
    lock["packages"] = {"": packages.pop(""), **dict(sorted(packages.items()))}
    path.write_text(json.dumps(lock, indent=2, ensure_ascii=False) + "\n")


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
        complete_console_lock(ROOT / "console" / "package-lock.json")
    return 0


if __name__ == "__main__":
    sys.exit(main())
