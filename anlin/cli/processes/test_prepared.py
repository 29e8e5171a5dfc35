"""A process that cannot run says so in one line, and waits only for what may still come."""

import sqlite3
from pathlib import Path

import pytest

from anlin.cli.failure import CouldNotRun
from anlin.cli.processes.prepared import run_plainly, why_not
from anlin.journal import JournalUnavailable


@pytest.mark.parametrize(
    "error",
    [
        PermissionError(13, "Permission denied", "/data/keys"),
        JournalUnavailable("the disk is full\nand more"),
        OSError(30, "Read-only file system", "/data/evidence"),
    ],
)
def test_what_lies_outside_of_a_process_is_said_in_one_line_with_a_remedy(error: Exception) -> None:
    def run() -> None:
        raise error

    with pytest.raises(CouldNotRun) as said:
        run_plainly("gateway", run)

    assert str(said.value).startswith("gateway: ")
    assert str(said.value).endswith("Remedy: anlin check")
    assert "\n" not in str(said.value)


def test_an_error_of_our_own_is_not_dressed_up_as_somebody_elses() -> None:
    def run() -> None:
        raise KeyError("ours")

    with pytest.raises(KeyError):
        run_plainly("gateway", run)


def test_looking_for_a_database_makes_none(tmp_path: Path) -> None:
    missing = tmp_path / "anlin.sqlite3"

    assert "none yet" in why_not(f"sqlite:///{missing}")
    assert not missing.exists()


def test_a_database_of_this_version_is_ready(db: None, tmp_path: Path) -> None:
    # Any file stands for it: what is asked is the connection of the tests.
    file = tmp_path / "anlin.sqlite3"
    sqlite3.connect(file).close()

    assert why_not(f"sqlite:///{file}") == ""
