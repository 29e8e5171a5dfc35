"""Install the peers of `anlin bench engine`, each into an environment of its own beside this file.

python bench/install_peers.py            # all; or name some: bytewax duckdb pathway pyspark
"""

import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
PACKAGES = {
    "bytewax": ("bytewax==0.21.1", "pyarrow"),
    "duckdb": ("duckdb>=1.4", "pyarrow", "pytz"),
    "pathway": ("pathway>=0.33", "pyarrow", "pandas"),
    "pyspark": ("pyspark>=4.1,<5", "pyarrow", "pandas<3"),
}


def main(wanted: list[str]) -> int:
    unknown = set(wanted) - PACKAGES.keys()
    if unknown:
        sys.exit(f"{sorted(unknown)[0]}: not one of {', '.join(PACKAGES)}")
    failed = []
    for name in wanted or PACKAGES:
        environment = HERE / f".env-{name}"
        print(f"{name} into {environment.relative_to(HERE.parent)}")
        python = environment / "bin" / "python"
        install = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *PACKAGES[name]]
        for command in ([sys.executable, "-m", "venv", str(environment)], install):
            if subprocess.run(command, check=False).returncode:
                failed.append(name)
                break
    if failed:
        print(f"not installed: {', '.join(failed)}; the table of anlin bench engine names them as missing")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
