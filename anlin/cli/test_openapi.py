import subprocess
import sys
from pathlib import Path

import pytest

COMMITTED = Path(__file__).parents[2] / "console" / "openapi.json"
DESCRIBE = "import sys; from anlin.cli.main import main\ntry: main()\nfinally: print(*sys.modules, file=sys.stderr)"


@pytest.fixture(scope="module")
def described() -> "subprocess.CompletedProcess[str]":
    """What a process that loads every page's route says, and on the other channel what it has loaded."""
    return subprocess.run(
        [sys.executable, "-c", DESCRIBE, "openapi"], capture_output=True, check=True, text=True, timeout=60
    )


def test_the_description_from_which_the_consoles_types_are_made_is_current(described):
    assert described.stdout == COMMITTED.read_text(encoding="utf-8"), (
        "run: .venv/bin/anlin openapi > console/openapi.json"
    )


def test_pages_load_no_compiler(described):
    # Half a second of each start, and memory for nothing: pages read what engines have said.
    assert "numba" not in described.stderr.split()
