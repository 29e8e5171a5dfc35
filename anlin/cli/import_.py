"""`anlin import`: any table to observations."""

import json
from dataclasses import asdict
from pathlib import Path

import typer

from anlin.cli.failure import CouldNotRun
from anlin.cli.outputs import check_is_no_folder, check_keeps


def add_to(app: typer.Typer) -> None:
    app.command("import")(import_command)


def import_command(
    files: list[Path] = typer.Argument(..., help="CSV, Excel (.xlsx), JSON Lines or Parquet; .gz is unpacked."),
    mapping: Path = typer.Option(..., "--mapping", help="TOML that says which column means what."),
    out: Path = typer.Option(..., "--out", help="Parquet file to write; refused rows go beside it."),
    as_json: bool = typer.Option(False, "--json", help="Print one line of JSON."),
) -> None:
    """Make observations of any table; every row is accepted, a duplicate, or refused with its reason."""
    from rich.console import Console

    from anlin.tables import BadMapping, UnreadableTable, import_tables, load_mapping
    from anlin.tables.importing import refusals_file

    check_is_no_folder("--out", out)
    for written in (out, refusals_file(out)):
        check_keeps("--out", written, [*files, mapping])
    console = Console(stderr=True)
    try:
        meaning = load_mapping(mapping)
        with console.status("Reading") as status:
            counts = import_tables(files, meaning, out, lambda name, rows: status.update(f"{name}: {rows:,} rows"))
    except (BadMapping, UnreadableTable) as error:
        raise CouldNotRun(str(error)) from None
    except OSError as error:
        raise CouldNotRun(f"{error.filename or out}: {error.strerror or error}") from None
    if as_json:
        print(json.dumps(asdict(counts)))
    else:
        print(f"{counts.accepted:,} observations in {out}")
        print(f"{counts.read:,} rows read, {counts.duplicates:,} repeats, {counts.rejected:,} refused")
        if counts.rejected:
            print(f"Why: {refusals_file(out)}")
    if counts.read and not counts.accepted:
        raise typer.Exit(1)
