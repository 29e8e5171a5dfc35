"""`anlin keys`: the keys that seal personal fields, exchanged while the platform runs (LU-62)."""

import typer

_keys = typer.Typer(help=__doc__, no_args_is_help=True)


def add_to(app: typer.Typer) -> None:
    app.add_typer(_keys, name="keys")


@_keys.callback()
def _group() -> None:
    """The keys that seal personal fields (LU-62)."""


@_keys.command("rotate")
def rotate() -> None:
    """Make a new key: fields are sealed with it from now on, and what older keys sealed stays readable."""
    from anlin.cli.failure import CouldNotRun
    from anlin.cli.processes.starting import start_django
    from anlin.site.config import config

    settings = config()
    start_django()
    from django.db import Error

    from anlin.access.audit import AuditBroken, job
    from anlin.access.sealed import vault

    try:
        with job("keys.rotate", "account_security") as notes:
            number = vault().ring.rotate()
            notes.subjects = [f"key:{number}"]
    except (AuditBroken, Error) as error:
        # A key that stands in the folder all the same does no harm: it seals, and it is kept like the others.
        raise CouldNotRun(f"keys rotate: {type(error).__name__}, so it is not on record. Remedy: anlin check") from None
    except OSError as error:
        raise CouldNotRun(f"{settings.keys}: {error.strerror}. Run it as the user that runs the platform") from None
    print(f"已启用第 {number} 号密钥，旧密钥仍用于打开此前的字段。请立即备份 {settings.keys}，与数据库分开存放。")
    print(f"Key {number} seals from now on; older ones still open what they sealed.")
    print(f"Back up {settings.keys} now, apart from the database.")
