"""A demo's home is gone when the demo is, however it was told to end."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

SCENE = """
import signal
from anlin.cli.demo import end_as_by_hand
from anlin.cli.played.home import new_home
end_as_by_hand()
with new_home() as home:
    print(home.folder, flush=True)
    while True:
        signal.pause()
"""


@pytest.mark.parametrize("how", [signal.SIGHUP, signal.SIGTERM, signal.SIGINT])
def test_a_closed_terminal_leaves_no_home_behind(tmp_path: Path, how: signal.Signals) -> None:
    environment = {**os.environ, "TMPDIR": str(tmp_path)}
    with subprocess.Popen(
        [sys.executable, "-c", SCENE], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=environment
    ) as demo:
        assert demo.stdout is not None
        home = Path(demo.stdout.readline().strip())
        assert home.is_dir()
        demo.send_signal(how)
        demo.wait(60)
    assert not home.exists()
