"""Options of `anlin demo` that are refused before anything is played."""

from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from anlin.cli.demo import add_to
from anlin.cli.failure import CouldNotRun


def run(*options: str) -> Result:
    app = typer.Typer()
    add_to(app)
    return CliRunner().invoke(app, options)


@pytest.mark.parametrize("port", ["-1", "65536"])
def test_a_port_that_is_none_is_refused(port: str) -> None:
    refused = run("--port", port)
    assert refused.exit_code == 2
    assert "--port" in refused.output


def test_what_shall_be_kept_has_a_folder_before_the_day_is_played(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for place in (tmp_path / "file", tmp_path / "file" / "below"):
        refused = run("--once", "--keep", str(place))
        assert isinstance(refused.exception, CouldNotRun)
        assert str(refused.exception).startswith(f"--keep {place}: ")


def test_nothing_is_kept_of_a_demo_without_an_end(tmp_path: Path) -> None:
    refused = run("--keep", str(tmp_path))
    assert isinstance(refused.exception, CouldNotRun)
    assert "add --once" in str(refused.exception)
