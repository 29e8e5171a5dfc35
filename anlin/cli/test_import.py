"""`anlin import` as it is called."""

from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from anlin.cli.failure import CouldNotRun
from anlin.cli.import_ import add_to

MAPPING = """
time.column = "ts"
columns.device = "sensor"
columns.kind = {value = "ir_motion"}
"""
TABLE = "ts,sensor\n2026-01-05 08:00:00,m1\n"


def run(*arguments: object) -> int:
    app = typer.Typer()
    app.callback()(lambda: None)
    add_to(app)
    return CliRunner().invoke(app, ["import", *map(str, arguments)], catch_exceptions=False).exit_code


@pytest.fixture
def given(tmp_path: Path) -> tuple[Path, Path]:
    """(table, mapping)"""
    table, mapping = tmp_path / "t.csv", tmp_path / "m.toml"
    table.write_text(TABLE)
    mapping.write_text(MAPPING)
    return table, mapping


def test_a_table_is_imported(given: tuple[Path, Path], tmp_path: Path) -> None:
    table, mapping = given
    assert run(table, "--mapping", mapping, "--out", tmp_path / "out.parquet") == 0
    assert (tmp_path / "out.parquet").exists()


@pytest.mark.parametrize("out", ["t.csv", "../{folder}/t.csv", "m.toml"])
def test_an_import_never_overwrites_what_it_reads(given: tuple[Path, Path], tmp_path: Path, out: str) -> None:
    table, mapping = given
    with pytest.raises(CouldNotRun, match=r"--out .*: would overwrite the input .*; name another file"):
        run(table, "--mapping", mapping, "--out", tmp_path / out.format(folder=tmp_path.name))
    assert (table.read_text(), mapping.read_text()) == (TABLE, MAPPING)


def test_refused_rows_never_overwrite_what_an_import_reads(given: tuple[Path, Path], tmp_path: Path) -> None:
    table = given[0].rename(tmp_path / "out.refused.jsonl")
    with pytest.raises(CouldNotRun, match=r"out\.refused\.jsonl: would overwrite the input"):
        run(table, "--mapping", given[1], "--out", tmp_path / "out.parquet")
    assert table.read_text() == TABLE


def test_a_folder_as_output_is_refused_before_the_work(given: tuple[Path, Path], tmp_path: Path) -> None:
    with pytest.raises(CouldNotRun, match=f"--out {tmp_path}: is a folder; name a file"):
        run(given[0], "--mapping", given[1], "--out", tmp_path)
