"""Brings the database to this version of Anlin; runs once before the processes start.

Where an owner of the database is named (`ANLIN_DATABASE_OWNER`), it is the owner who does this, and who then gives
the platform's role and the auditors' what they may do (LU-53).
"""

from anlin.cli.failure import CouldNotRun
from anlin.cli.processes.prepared import first_line, place_of
from anlin.cli.processes.starting import start_process


def run() -> None:
    start_process("migrate")

    import structlog
    from django.db import Error, connection
    from django.db.migrations.exceptions import MigrationSchemaMissing

    from anlin.access.audit import AuditBroken
    from anlin.archive import open_manifest
    from anlin.cli.processes.migrating import bring_up_to_date, give_rights
    from anlin.journal import JournalDamaged, JournalUnavailable, open_journal
    from anlin.people import first_run
    from anlin.site.config import config
    from anlin.site.database import database_settings

    settings = config()
    owner = settings.database_owner
    if owner:
        connection.settings_dict.update(database_settings(owner))  # This process ends with its migrations.
    try:
        bring_up_to_date()
        open_journal(owner if owner and settings.journal == settings.database else settings.journal).close()
        if owner and settings.manifest == settings.database:
            open_manifest(owner).close()
    except (Error, MigrationSchemaMissing, AuditBroken) as error:
        raise CouldNotRun(f"database {place_of(settings.database)}: {first_line(error)}. Remedy: anlin check") from None
    except (JournalUnavailable, JournalDamaged) as error:
        raise CouldNotRun(f"journal {place_of(settings.journal)}: {first_line(error)}. Remedy: anlin check") from None
    if owner:
        try:
            give_rights(settings.database)
        except (Error, AuditBroken) as error:
            raise CouldNotRun(
                f"roles of {place_of(settings.database)}: {first_line(error)}. "
                "Remedy: give the owner CREATEROLE, or make both roles (docs/guide/operating.md)"
            ) from None
    log = structlog.get_logger("anlin")
    log.info("database ready", database=place_of(settings.database))
    if first_run.is_open():
        first_run.setup_code()
        log.info("first run open", page="/setup", code_for_other_machines=str(first_run.code_file()))
