"""Gathers the sub-commands: each module of this folder with an `add_to(app)` is one."""

import importlib
import pkgutil
import sys
from collections.abc import Sequence

import typer

import anlin.cli
from anlin import __version__

app = typer.Typer(
    name="anlin",
    help="Anlin 安邻: what a device notices becomes work that a person finishes.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


@app.callback(invoke_without_command=True)
def _version(version: bool = typer.Option(False, "--version", help="Print the version and end.")) -> None:
    if version:
        print(__version__)
        raise typer.Exit


def main() -> None:
    """Exits 0 done, 1 found problems, 2 could not run (one line: what, where, remedy)."""
    from anlin.cli.failure import CouldNotRun
    from anlin.site.config import BadSetting

    for name in _chosen(sys.argv[1:]):
        command = importlib.import_module(f"anlin.cli.{name}")
        if hasattr(command, "add_to"):
            command.add_to(app)
    try:
        app()
    except (CouldNotRun, BadSetting) as error:
        print(f"anlin: {error}", file=sys.stderr)
        sys.exit(2)


def _chosen(arguments: Sequence[str]) -> list[str]:
    """Modules of the commands to load: the asked one alone, so that it starts at once; all of them for --help."""
    if "--version" in arguments[:1]:
        return []
    modules = [
        module.name
        for module in pkgutil.iter_modules(anlin.cli.__path__)
        if not module.ispkg and not module.name.startswith("test_") and module.name not in ("main", "failure")
    ]
    asked = next((argument for argument in arguments if not argument.startswith("-")), "")
    return [name for name in modules if name.rstrip("_") == asked] or modules
