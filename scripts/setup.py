"""Make `.venv` with the locked packages; needs nothing but Python's standard library.

`python scripts/setup.py run` installs what the platform needs, `dev` adds what its tests need.
"""

import os
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"


def say(text: str) -> None:
    sys.stderr.write(text + "\n")
    sys.stderr.flush()


def main(kind: str) -> int:
    if sys.version_info < (3, 11):  # noqa: UP036 - said in words before a package says it in a traceback.
        say(f"Anlin needs Python 3.11 or newer; this is {sys.version.split()[0]}. Try: make PYTHON=python3.12 …")
        return 2
    python = VENV / "bin" / "python"
    if not python.exists():
        say("Making .venv")
        try:
            venv.create(VENV, with_pip=True)
        except (subprocess.CalledProcessError, OSError) as error:
            say(f".venv could not be made ({error}). On Debian or Ubuntu: apt-get install python3-venv")
            return 2
    pip = [str(python), "-m", "pip", "--disable-pip-version-check", "install", "--quiet"]
    wheels = ROOT / "requirements" / f"{kind}.txt"
    say(f"Installing the locked packages of {wheels.relative_to(ROOT)}")
    environment = {**os.environ, "PIP_NO_INPUT": "1"}
    uv = VENV / "bin" / "uv"
    if not uv.exists():
        # uv installs the same locked files several times faster than pip; its own version is locked too.
        subprocess.run(
            [*pip, "--require-hashes", "-r", str(ROOT / "requirements" / "uv.txt")],
            check=True,
            env=environment,
        )
    subprocess.run(
        [
            str(uv),
            "pip",
            "install",
            "--quiet",
            "--python",
            str(python),
            "--require-hashes",
            "-r",
            str(wheels),
        ],
        check=True,
        env=environment,
    )
    subprocess.run(
        [
            str(uv),
            "pip",
            "install",
            "--quiet",
            "--python",
            str(python),
            "--no-deps",
            "--no-build-isolation",
            "-e",
            str(ROOT),
        ],
        check=True,
        env=environment,
    )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else "run"))
