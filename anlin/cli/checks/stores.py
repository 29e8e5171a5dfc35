"""Database, journal and audit log: do they answer, are they whole, are they of this version?"""

import time
from collections.abc import Iterator

from anlin.cli.checks.finding import Finding, Surroundings, problem, well
from anlin.cli.checks.settings import without_password
from anlin.observations import from_bytes

SLOW_MS = 100
_OUTCOMES_ZH = {
    "journalled": "入库",
    "duplicate": "重复",
    "quarantined": "隔离",
    "refused": "依法拒收",
    "parked": "待登记",
}


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
            (
                f"the database {where} does not answer ({type(error).__name__})",
                f"数据库 {where} 无应答（{type(error).__name__}）",
            ),
            ("start it, or correct ANLIN_DATABASE", "启动它，或改正 ANLIN_DATABASE"),
        )
        return
    took_ms = (time.monotonic() - started) * 1000
    if took_ms > SLOW_MS:
        yield problem(
            (f"the database takes {took_ms:.0f} ms for nothing", f"数据库空查询要 {took_ms:.0f} 毫秒"),
            ("is its disk or network overloaded?", "是不是磁盘或网络过载？"),
        )
    executor = MigrationExecutor(connection)
    missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if missing:
        yield problem(
            (f"{len(missing)} changes of the database are not applied", f"数据库有 {len(missing)} 项变更未执行"),
            ("anlin serve --only migrate", "anlin serve --only migrate"),
        )
        return
    yield well(
        f"{connection.vendor} answers in {took_ms:.0f} ms and is of this version",
        f"{connection.vendor} {took_ms:.0f} 毫秒应答，版本一致",
    )
    if look.is_thorough and connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA integrity_check(1)")
            [(said,)] = cursor.fetchall()
        if said != "ok":
            yield problem(
                (f"the database file is damaged: {said}", f"数据库文件已损坏：{said}"),
                ("restore the last backup of ANLIN_HOME", "恢复 ANLIN_HOME 的最近一次备份"),
            )


def journal_findings(look: Surroundings) -> Iterator[Finding]:
    from anlin.journal import JournalDamaged, JournalUnavailable

    try:
        journal = look.journal
        shards = journal.shards()
    except JournalUnavailable as error:
        yield problem(
            (f"the journal does not answer: {error}", f"日志库无应答：{error}"),
            ("is the disk full, or the database away?", "是不是磁盘满了，或数据库断了？"),
        )
        return
    except JournalDamaged as error:
        yield problem(
            (f"the journal cannot be used: {error}", f"日志库不能用：{error}"),
            ("restore it, or install the version that wrote it", "恢复它，或安装写它的那个版本"),
        )
        return
    for shard in shards:
        last = journal.last_position(shard)
        entries = journal.read(shard, last - 1)
        for entry in entries:
            if entry.kind == "rows":
                from_bytes(entry.payload)
        first = journal.first_position(shard)
        yield well(f"shard {shard}: entries {first} to {last}", f"分片 {shard}：第 {first} 至 {last} 条")
    if not shards:
        yield well("the journal is empty: no device has been heard yet", "日志是空的：还没有设备上报")


def balance_findings(look: Surroundings) -> Iterator[Finding]:
    """P4: nothing vanishes."""
    totals = look.journal.totals()
    parts = {name: totals.get(name, 0) for name in ("journalled", "duplicate", "quarantined", "refused", "parked")}
    received = totals.get("received", 0)
    counted = ", ".join(f"{count:,} {name}" for name, count in parts.items())
    counted_zh = "，".join(f"{_OUTCOMES_ZH[name]} {count:,}" for name, count in parts.items())
    if received == sum(parts.values()):
        yield well(f"{received:,} received = {counted}", f"收到 {received:,} = {counted_zh}")
    else:
        yield problem(
            (f"{received:,} received, but {counted}", f"收到 {received:,}，但{counted_zh}"),
            ("report this: observations are unaccounted for", "请报告：有观测下落不明"),
        )


def audit_findings(look: Surroundings) -> Iterator[Finding]:
    yield from _witness_findings(look)
    yield from _role_findings()
    if not look.is_thorough:
        return
    from anlin.access.audit import verify_chain

    broken = list(verify_chain())
    if broken:
        yield problem(
            (
                f"the audit log was altered: record {broken[0].position}: {broken[0].what}",
                f"审计记录被改动：第 {broken[0].position} 条（{broken[0].what}）",
            ),
            ("tell the auditor; change nothing", "告知审计员，不要改动任何东西"),
        )
    else:
        yield well("the audit log is whole", "审计记录完整")


def _role_findings() -> Iterator[Finding]:
    """LU-53: whom the database itself keeps from changing the log. A file knows no roles; its triggers stand alone."""
    from django.db import connection

    if connection.vendor != "postgresql":
        return
    from anlin.access.database_roles import auditor_of, guard

    found = guard()
    auditor = auditor_of(found.role)
    remedy = (
        "name another user in ANLIN_DATABASE and the owner once: ANLIN_DATABASE_OWNER=postgresql://owner:…@host/name "
        "anlin serve --only migrate (docs/guide/operating.md, Two roles on PostgreSQL)",
        "ANLIN_DATABASE 改用另一个用户，再以属主迁移一次：ANLIN_DATABASE_OWNER=postgresql://属主:…@主机/库名 "
        "anlin serve --only migrate（见 docs/guide/operating.md，Two roles on PostgreSQL）",
    )
    if found.may_change:
        yield problem(
            (
                f"the database's user {found.role} owns the audit log or may change it",
                f"数据库用户 {found.role} 是审计记录的属主，或有权改动它",
            ),
            remedy,
        )
    if not found.has_auditor:
        yield problem(
            (
                f"auditors have no role of their own that only reads the log ({auditor})",
                f"审计员没有只读审计记录的独立角色（{auditor}）",
            ),
            remedy,
        )
    if found.has_auditor and not found.may_change:
        yield well(
            f"{found.role} can add to the audit log and not change it; auditors read as {auditor}",
            f"{found.role} 只能追加审计记录，不能改动；审计员以 {auditor} 只读",
        )


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
        yield well(
            f"{len(settings.witnesses)} outside witnesses; lists and residents need {ENOUGH} (ANLIN_WITNESSES)",
            f"外部见证方 {len(settings.witnesses)} 个；启用名单与居民登记需 {ENOUGH} 个（ANLIN_WITNESSES）",
        )
    elif behind:
        yield problem(
            (
                f"witnesses not told of the newest head: {', '.join(behind)}",
                f"见证方未收到最新链头：{'、'.join(behind)}",
            ),
            ("can this machine reach them?", "本机连得上它们吗？"),
        )
    else:
        yield well(
            f"{len(settings.witnesses)} outside witnesses know the log up to {newest}",
            f"{len(settings.witnesses)} 个外部见证方已收到至第 {newest} 条",
        )
