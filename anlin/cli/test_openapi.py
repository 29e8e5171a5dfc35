import subprocess
import sys
from pathlib import Path

COMMITTED = Path(__file__).parents[2] / "console" / "openapi.json"


def test_the_description_from_which_the_consoles_types_are_made_is_current():
    made = subprocess.run(
        [sys.executable, "-c", "from anlin.cli.main import main; main()", "openapi"],
        capture_output=True, check=True, text=True, timeout=60,
    ).stdout  # fmt: skip
    assert made == COMMITTED.read_text(encoding="utf-8"), "run: .venv/bin/anlin openapi > console/openapi.json"
