"""Brings the database to this version of Anlin; runs once before the processes start."""

from anlin.cli.failure import CouldNotRun
from anlin.cli.processes.prepared import first_line, place_of
from anlin.cli.processes.starting import start_process


def run() -> None:
    start_process("migrate")

    import structlog
    from django.db import Error
    from django.db.migrations.exceptions import MigrationSchemaMissing

    from anlin.access.audit import AuditBroken
    from anlin.cli.processes.migrating import bring_up_to_date
    from anlin.journal import JournalDamaged, JournalUnavailable, open_journal
    from anlin.people import first_run
    from anlin.site.config import config

    settings = config()
    try:
        bring_up_to_date()
        open_journal(settings.journal).close()
    except (Error, MigrationSchemaMissing, AuditBroken) as error:
        raise CouldNotRun(f"database {place_of(settings.database)}: {first_line(error)}. Remedy: anlin check") from None
    except (JournalUnavailable, JournalDamaged) as error:
        raise CouldNotRun(f"journal {place_of(settings.journal)}: {first_line(error)}. Remedy: anlin check") from None
    log = structlog.get_logger("anlin")
    log.info("database ready", database=place_of(settings.database))
    if first_run.is_open():
        first_run.setup_code()
        log.info("first run open", page="/setup", code_for_other_machines=str(first_run.code_file()))
