"""Database, journal and audit log: do they answer, are they whole, are they of this version?"""

import time
from collections.abc import Iterator

from anlin.cli.checks.finding import Finding, Surroundings, problem
from anlin.cli.checks.settings import without_password
from anlin.observations import from_bytes

SLOW_MS = 100


def database_findings(look: Surroundings) -> Iterator[Finding]:
    from django.db import Error, connection
    from django.db.migrations.executor import MigrationExecutor

    where = without_password(look.config.database)
    started = time.monotonic()
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error as error:
        yield problem(
            f"the database {where} does not answer ({type(error).__name__})", "start it, or correct ANLIN_DATABASE"
        )
        return
    took_ms = (time.monotonic() - started) * 1000
    if took_ms > SLOW_MS:
        yield problem(f"the database takes {took_ms:.0f} ms for nothing", "is its disk or network overloaded?")
    executor = MigrationExecutor(connection)
    missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if missing:
        yield problem(f"{len(missing)} changes of the database are not applied", "anlin serve --only migrate")
        return
    yield Finding(f"{connection.vendor} answers in {took_ms:.0f} ms and is of this version")
    if look.is_thorough and connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA integrity_check(1)")
            [(said,)] = cursor.fetchall()
        if said != "ok":
            yield problem(f"the database file is damaged: {said}", "restore the last backup of ANLIN_HOME")


def journal_findings(look: Surroundings) -> Iterator[Finding]:
    from anlin.journal import JournalDamaged, JournalUnavailable

    try:
        journal = look.journal
        shards = journal.shards()
    except JournalUnavailable as error:
        yield problem(f"the journal does not answer: {error}", "is the disk full, or the database away?")
        return
    except JournalDamaged as error:
        yield problem(f"the journal cannot be used: {error}", "restore it, or install the version that wrote it")
        return
    for shard in shards:
        last = journal.last_position(shard)
        entries = journal.read(shard, last - 1)
        for entry in entries:
            if entry.kind == "rows":
                from_bytes(entry.payload)
        yield Finding(f"shard {shard}: entries {journal.first_position(shard)} to {last}")
    if not shards:
        yield Finding("the journal is empty: no device has been heard yet")


def balance_findings(look: Surroundings) -> Iterator[Finding]:
    """P4: nothing vanishes."""
    totals = look.journal.totals()
    parts = {name: totals.get(name, 0) for name in ("journalled", "duplicate", "quarantined", "refused", "parked")}
    received = totals.get("received", 0)
    counted = ", ".join(f"{count:,} {name}" for name, count in parts.items())
    if received == sum(parts.values()):
        yield Finding(f"{received:,} received = {counted}")
    else:
        yield problem(f"{received:,} received, but {counted}", "report this: observations are unaccounted for")


def audit_findings(look: Surroundings) -> Iterator[Finding]:
    yield from _witness_findings(look)
    if not look.is_thorough:
        return
    from anlin.access.audit import verify_chain

    broken = list(verify_chain())
    if broken:
        yield problem(
            f"the audit log was altered: record {broken[0].position}: {broken[0].what}",
            "tell the auditor; change nothing",
        )
    else:
        yield Finding("the audit log is whole")


def _witness_findings(look: Surroundings) -> Iterator[Finding]:
    """Who outside keeps the log's signed heads, and whether they know the newest (LU-52)."""
    from anlin.access.heads import Heads
    from anlin.access.witnesses import ENOUGH, Witnesses

    settings = look.config
    heads = Heads(settings.keys, settings.home / "witness", settings.crypto_profile)
    newest = max((head["position"] for head in heads.all()), default=0)
    told = Witnesses(heads, settings.witnesses).told()
    behind = [url for url in settings.witnesses if told.get(url, 0) < newest]
    if len(settings.witnesses) < ENOUGH:
        yield Finding(
            f"{len(settings.witnesses)} outside witnesses; lists and residents need {ENOUGH} (ANLIN_WITNESSES)"
        )
    elif behind:
        yield problem(f"witnesses not told of the newest head: {', '.join(behind)}", "can this machine reach them?")
    else:
        yield Finding(f"{len(settings.witnesses)} outside witnesses know the log up to {newest}")
