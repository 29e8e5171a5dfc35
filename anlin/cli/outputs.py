"""What a command asks of the files it will write, before it begins its work."""

import os
from collections.abc import Iterable
from pathlib import Path

from anlin.cli.failure import CouldNotRun


def check_keeps(option: str, out: Path, inputs: Iterable[Path]) -> None:
    """Raises `CouldNotRun` if writing `out` would overwrite one of the inputs."""
    for file in inputs:
        if out.exists() and file.exists() and out.samefile(file):
            raise CouldNotRun(f"{option} {out}: would overwrite the input {file}; name another file")


def check_is_no_folder(option: str, out: Path) -> None:
    if out.is_dir():
        raise CouldNotRun(f"{option} {out}: is a folder; name a file")


def check_writable(option: str, out: Path) -> None:
    """Raises `CouldNotRun` if `out` cannot be written; touches nothing, so what stands there outlasts a failure."""
    check_is_no_folder(option, out)
    if not out.parent.is_dir():
        raise CouldNotRun(f"{option} {out}: there is no folder {out.parent}; make it first")
    if not os.access(out if out.exists() else out.parent, os.W_OK):
        raise CouldNotRun(f"{option} {out}: may not be written; name another file")
