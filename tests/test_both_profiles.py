"""What is sealed, indexed, signed or revealed keeps its rules with SM4, SM3 and SM2 as with AES, SHA and Ed25519."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
ROOMS = ("access", "residents", "lists", "people", "evidence", "api/test_canaries.py", "api/test_reveals.py")


@pytest.mark.long
def test_lu_60_vault_registers_lists_and_reveals_keep_their_rules_in_the_gm_profile():
    run = subprocess.run(
        # What seals nothing is left out: the verifier's thousands of logs, the two database roles, what is refused.
        [
            sys.executable,
            "-m",
            "pytest",
            "-q",
            "-k",
            "not lu_52 and not lu_53 and not refusals",
            *(f"anlin/{room}" for room in ROOMS),
        ],
        cwd=ROOT,
        env={**os.environ, "ANLIN_TEST_CRYPTO": "gm"},
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
    )
    assert run.returncode == 0, run.stdout[-4000:] + run.stderr[-1000:]
