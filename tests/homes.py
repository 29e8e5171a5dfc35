"""A whole platform's home, for tests that start processes of their own."""

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path


def already_migrated() -> Path | None:
    """The empty, migrated home on SQLite that a run of all tests makes once (`scripts/test.py`): to be copied."""
    made = os.environ.get("TESTS_MIGRATED")
    return Path(made) if made else None


def copy_migrated(folder: Path) -> bool:
    """Make the folder such a home; False where there is none."""
    made = already_migrated()
    if made is not None:
        shutil.copytree(made, folder, dirs_exist_ok=True)
    return made is not None


@dataclass
class Home:
    """A platform's home for processes of their own; `store` is `sqlite` or `postgres`."""

    path: Path
    environment: dict[str, str]
    store: str

    def start(self, *arguments: str, **options: object) -> "subprocess.Popen[str]":
        """A Python process that belongs to this platform."""
        return subprocess.Popen([sys.executable, *arguments], env=self.environment, text=True, **options)

    def run(self, *arguments: str, timeout_s: float = 120) -> str:
        """What a process prints; raises when it fails."""
        return subprocess.run(
            [sys.executable, *arguments], env=self.environment, text=True, check=True, timeout=timeout_s,
            stdout=subprocess.PIPE,
        ).stdout  # fmt: skip
