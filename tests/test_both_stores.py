"""The rules of registers, rights and audit hold on PostgreSQL as on SQLite: their own tests, run on a real server."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
ROOMS = ("access", "people", "places", "alerts", "api/test_session.py", "api/test_setup.py", "api/test_fail_closed.py")


@pytest.mark.long
def test_registers_rights_alerts_and_audit_keep_their_rules_on_postgresql(own_database, migrated):
    copy = own_database(migrated("postgres").environment["ANLIN_DATABASE"])
    run = subprocess.run(
        # What never touches the store is left out: the verifier's thousands of logs, the vault's ciphers. And what
        # brings a PostgreSQL of its own, whatever the store: it would do the same a second time.
        [
            sys.executable, "-m", "pytest", "-q", "-k", "not lu_52 and not lu_60",
            "--ignore=anlin/access/test_database_roles.py", *(f"anlin/{room}" for room in ROOMS),
        ],
        cwd=ROOT,
        # Django puts "test_" before the name, and finds the copy.
        env={**os.environ, "ANLIN_TEST_DATABASE": copy.replace("/test_", "/", 1), "TESTS_DATABASE": "made"},
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
    )  # fmt: skip
    assert run.returncode == 0, run.stdout[-4000:] + run.stderr[-1000:]
