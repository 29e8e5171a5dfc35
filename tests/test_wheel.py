"""The one wheel: whoever installs it needs no Node, no compiler and no checkout."""

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("dist")
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(out), str(ROOT)],
        check=True,
        capture_output=True,
    )
    [built] = out.glob("anlin-*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the wheel's files only; its dependencies are those of this environment."""
    folder = tmp_path_factory.mktemp("installed")
    with zipfile.ZipFile(wheel) as file:
        file.extractall(folder)
    return folder


def run_anlin(installed: Path, *arguments: str) -> str:
    environment = {**os.environ, "PYTHONPATH": str(installed), "ANLIN_HOME": str(installed / "home")}
    code = f"import anlin; assert anlin.__file__.startswith({str(installed)!r}); from anlin.cli import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments],
        cwd=installed,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_wheel_holds_models_migrations_and_no_tests(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as file:
        names = file.namelist()
    for kept in (ROOT / "anlin").rglob("*.toml"):
        assert str(kept.relative_to(ROOT)) in names
    for migration in (ROOT / "anlin").glob("*/migrations/0*.py"):
        assert str(migration.relative_to(ROOT)) in names
    assert not [name for name in names if Path(name).name.startswith("test_") or Path(name).name == "conftest.py"]
    assert not [name for name in names if name.startswith(("tests/", "console/", "docs/"))]


def test_the_wheel_holds_the_built_console(wheel: Path) -> None:
    if not (ROOT / "anlin" / "site" / "console" / "index.html").exists():
        pytest.skip("the console is not built here: make console")
    with zipfile.ZipFile(wheel) as file:
        assert "anlin/site/console/index.html" in file.namelist()


def test_an_installed_anlin_says_its_version_and_decodes(installed: Path, tmp_path: Path) -> None:
    assert run_anlin(installed, "--version").strip() == "0.1.0"
    body = tmp_path / "body.json"
    body.write_text(
        json.dumps(
            {
                "observations": [
                    {"device": "d1", "event": "e1", "kind": "door_state", "label": "open", "observed_at": 1_772_323_200}
                ]
            }
        )
    )
    said = run_anlin(installed, "decode", "--protocol", "observations", str(body))
    assert json.loads(said.splitlines()[0])["observation"]["kind"] == "door_state"
