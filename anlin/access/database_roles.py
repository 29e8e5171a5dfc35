"""PostgreSQL's roles (LU-53): the owner migrates, the platform works as another role, auditors read as a third.

The owner alone may change the tables and could take the log's triggers away. The platform's role may read the log and
add to it, and works with everything else; the auditors' role, `<platform's role>_auditor`, reads the log and nothing
besides. It cannot sign in: the platform takes it on for as long as an auditor's request reads (`reading.py`).
An SQLite file knows no roles; there the triggers stand alone (`append_only.py`).
"""

from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from psycopg import sql

LOG = ("access_auditrecord", "access_audittip")
_STATE = """
SELECT current_user,
    bool_or(
        pg_has_role(log.relowner, 'MEMBER') OR pg_has_role(place.nspowner, 'MEMBER')
        OR has_table_privilege(log.oid, 'UPDATE, DELETE, TRUNCATE, TRIGGER')
        OR has_any_column_privilege(log.oid, 'UPDATE')
    ) OR (SELECT rolcreaterole FROM pg_roles WHERE rolname = current_user),
    COALESCE(bool_and(
        pg_has_role(auditor.oid, 'MEMBER') AND has_table_privilege(auditor.oid, log.oid, 'SELECT')
        AND NOT has_table_privilege(auditor.oid, log.oid, 'INSERT, UPDATE, DELETE, TRUNCATE, TRIGGER')
    ), false)
FROM pg_class log JOIN pg_namespace place ON place.oid = log.relnamespace
    LEFT JOIN pg_roles auditor ON auditor.rolname = current_user || '_auditor'
WHERE log.oid IN ('access_auditrecord'::regclass, 'access_audittip'::regclass)
"""


@dataclass(frozen=True)
class Guard:
    """How the log is guarded from the role that asks. `may_change`: the role owns the log or could come to.

    `has_auditor`: the auditors' role is there, may be taken on, and only reads.
    """

    role: str
    may_change: bool
    has_auditor: bool


def guard() -> Guard:
    """On PostgreSQL alone."""
    with connection.cursor() as cursor:
        cursor.execute(_STATE)
        return Guard(*cursor.fetchone())


def auditor_of(role: str) -> str:
    return f"{role}_auditor"


def prepare_roles(role: str, password: str) -> list[str]:
    """As the owner: make the platform's role and the auditors' where they lack, and give each what it may do.

    Returns what was made. To be called after each migration: rights are given table by table. Raises Django's errors.
    """
    auditor = auditor_of(role)
    made = []
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT rolname FROM pg_roles WHERE rolname IN (%s, %s)", [role, auditor])
        there = {name for (name,) in cursor.fetchall()}
        if role not in there:
            made.append(f"role:{role}")
            _run(cursor, "CREATE ROLE {} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE", sql.Identifier(role))
            if password:
                # Sealed here, so that the server's log never holds it.
                sealed = connection.connection.pgconn.encrypt_password(
                    password.encode(), role.encode(), b"scram-sha-256"
                )
                _run(cursor, "ALTER ROLE {} PASSWORD {}", sql.Identifier(role), sql.Literal(sealed.decode()))
        if auditor not in there:
            made.append(f"role:{auditor}")
            _run(cursor, "CREATE ROLE {} NOLOGIN", sql.Identifier(auditor))
        cursor.execute("SELECT pg_has_role(%s, %s, 'MEMBER')", [role, auditor])
        if not cursor.fetchone()[0]:
            _run(cursor, "GRANT {} TO {}", sql.Identifier(auditor), sql.Identifier(role))
        _give(cursor, role, auditor)
    return made


def _give(cursor: Any, role: str, auditor: str) -> None:
    cursor.execute("SELECT current_schema()")
    (schema,) = cursor.fetchone()
    cursor.execute(
        "SELECT relkind = 'S', relname FROM pg_class WHERE relnamespace = current_schema()::regnamespace"
        " AND relkind IN ('r', 'p', 'S') AND pg_has_role(relowner, 'MEMBER')"
    )
    found = cursor.fetchall()
    names = {
        "schema": sql.Identifier(schema),
        "role": sql.Identifier(role),
        "auditor": sql.Identifier(auditor),
        "log": sql.SQL(", ").join(map(sql.Identifier, LOG)),
        "tables": sql.SQL(", ").join(sql.Identifier(name) for is_sequence, name in found if not is_sequence),
        "sequences": sql.SQL(", ").join(sql.Identifier(name) for is_sequence, name in found if is_sequence),
    }
    for statement in (
        "GRANT USAGE ON SCHEMA {schema} TO {role}, {auditor}",
        "GRANT SELECT, INSERT, UPDATE, DELETE ON {tables} TO {role}",
        "GRANT USAGE, SELECT ON SEQUENCE {sequences} TO {role}",
        "REVOKE ALL ON {log} FROM PUBLIC, {role}, {auditor}",
        "GRANT SELECT ON {log} TO {role}, {auditor}",
        "GRANT INSERT ON access_auditrecord TO {role}",
        "GRANT EXECUTE ON FUNCTION access_audit_newest() TO {role}",
    ):
        _run(cursor, statement, **names)


def _run(cursor: Any, statement: str, *values: sql.Composable, **names: sql.Composable) -> None:
    cursor.execute(sql.SQL(statement).format(*values, **names).as_string(cursor.connection))
