"""The `anlin` command: one file per sub-command."""

from anlin.cli.main import main

__all__ = ["main"]
