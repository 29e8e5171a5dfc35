"""What all processes are forked from is imported while the home is still being made."""

import os
import subprocess
import sys
from pathlib import Path


def test_importing_what_processes_need_opens_nothing(tmp_path: Path) -> None:
    # The first start of a demo makes its clock half a minute after this import.
    home = tmp_path / "home"
    home.mkdir()
    done = subprocess.run(
        [sys.executable, "-c", "import sys, anlin.cli.processes.preload; print('anlin.api.api' in sys.modules)"],
        env={**os.environ, "ANLIN_HOME": str(home), "ANLIN_DEMO": "1", "ANLIN_CLOCK": str(home / "clock")},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "True\n", "each web process would put all routes together anew at its first request"
    assert list(home.iterdir()) == []
