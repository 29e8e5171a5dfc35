import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from ninja import Schema

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


def test_no_two_shapes_share_a_name():
    # The description has one place for each name: the later shape would stand for both.
    import anlin.api.api  # noqa: F401 - Loads every route.

    shapes = [*Schema.__subclasses__()]
    for shape in shapes:
        shapes += shape.__subclasses__()
    names = Counter(shape.__name__ for shape in set(shapes) if shape.__module__.startswith("anlin."))
    assert [name for name, count in names.items() if count > 1] == []
