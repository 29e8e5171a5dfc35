"""On PostgreSQL the platform works as a role that cannot change the audit log, and auditors read as another (LU-53)."""

import base64
import hashlib
import hmac
import json
import os
import re
import subprocess
import sys
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import httpx
import psycopg
import pytest
from homes import Home
from platform_process import Platform
from psycopg import errors
from psycopg.conninfo import conninfo_to_dict

PASSWORD = "it's 50% @home"
MIGRATE = ("-m", "anlin", "serve", "--only", "migrate")
USING = """
import json
import django
django.setup()
from anlin.access.audit import Entry, record, verify_chain
"""
READING = (
    USING
    + """
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection
from anlin.access.models import AuditRecord
from anlin.access.reading import read_only
from anlin.api.conftest import Browser
from anlin.people.models import RoleGrant, User

user = User.objects.create_user("gao", name="高审计")
RoleGrant.objects.create(user=user, role="auditor")
browser = Browser()
browser.client.defaults["SERVER_NAME"] = "localhost"
browser.sign_in(user)
pages = [browser.get(path) for path in ("/api/audit?name=gao", "/api/audit/chain", "/api/audit?limit=1")]

def current_user():
    with connection.cursor() as cursor:
        return cursor.execute("SELECT current_user").fetchone()[0]

with read_only():
    reading, seen = current_user(), AuditRecord.objects.count()
print(json.dumps({
    "status": [page.status_code for page in pages],
    "by": {row["who"]["name"] for row in pages[0].json()["items"]}.pop(),
    "sound": pages[1].json()["sound"],
    "newest": pages[2].json()["items"][0]["operation"],
    "reading": reading,
    "after": current_user(),
    "position": record(Entry("x", "", "operations", "allowed", 200)),
    "seen": seen,
    "findings": len(verify_chain()),
}))
"""
)


@dataclass
class Site:
    """A database that `owner` migrates and `works` works with; addresses by role."""

    home: Path
    owner: str
    works: str
    superuser: str

    def environment(self) -> dict[str, str]:
        environment = {name: value for name, value in os.environ.items() if not name.startswith("ANLIN_")}
        environment |= {
            "ANLIN_HOME": str(self.home), "ANLIN_DATABASE": self.works, "DJANGO_SETTINGS_MODULE": "anlin.site.settings",
        }  # fmt: skip
        return environment

    def run(self, *arguments: str, as_owner: bool = False) -> "subprocess.CompletedProcess[str]":
        environment = self.environment()
        if as_owner:
            environment["ANLIN_DATABASE_OWNER"] = self.owner
        return subprocess.run(
            [sys.executable, *arguments], env=environment, text=True, capture_output=True, check=False, timeout=300
        )

    @property
    def role(self) -> str:
        return str(conninfo_to_dict(self.works)["user"])

    @property
    def owner_role(self) -> str:
        return str(conninfo_to_dict(self.owner)["user"])

    def findings(self) -> list[str]:
        said = json.loads(self.run("-m", "anlin", "check", "--json").stdout)["findings"]
        return [one["text"] for one in said if one["topic"] == "audit" and one["state"] == "problem"]


@pytest.fixture(scope="module")
def site(own_database: Callable[[], str], tmp_path_factory: pytest.TempPathFactory) -> Site:
    superuser, name = own_database(), f"anlin_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(superuser, autocommit=True) as connection:
        connection.execute(f"CREATE ROLE {name} LOGIN CREATEROLE")
        connection.execute(f"ALTER DATABASE {connection.info.dbname} OWNER TO {name}")
    made = Site(
        tmp_path_factory.mktemp("roles"),
        superuser.replace("//postgres:", f"//{name}:"),
        superuser.replace("//postgres:", f"//{name}_works:{quote(PASSWORD)}"),
        superuser,
    )
    migrated = made.run(*MIGRATE, as_owner=True)
    assert migrated.returncode == 0, migrated.stderr
    return made


def attempt(site: Site, statement: str, auditor: bool = False) -> None:
    with psycopg.connect(site.works) as connection:
        if auditor:
            connection.execute(f"SET LOCAL ROLE {site.role}_auditor")
        connection.execute(statement)


CHANGES = [
    "UPDATE access_auditrecord SET body = '{}'",
    "DELETE FROM access_auditrecord",
    "TRUNCATE access_auditrecord",
    "DROP TABLE access_auditrecord CASCADE",
    "ALTER TABLE access_auditrecord RENAME TO elsewhere",
    "ALTER TABLE access_auditrecord DISABLE TRIGGER ALL",
    "ALTER TABLE access_auditrecord OWNER TO CURRENT_USER",
    "DROP TRIGGER audit_no_change ON access_auditrecord",
    "DROP FUNCTION access_audit_refuse() CASCADE",
    "CREATE OR REPLACE FUNCTION access_audit_refuse() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN OLD; END'",
    "CREATE TRIGGER mine BEFORE INSERT ON access_auditrecord EXECUTE FUNCTION access_audit_refuse()",
    "CREATE TEMP TABLE mine (position bigint, hash text, at bigint);"
    "CREATE TRIGGER mine AFTER INSERT ON mine FOR EACH ROW EXECUTE FUNCTION access_audit_follow()",
    "UPDATE access_audittip SET position = 0",
    "SELECT * FROM access_audittip FOR UPDATE",
    "INSERT INTO access_audittip VALUES (2, 0, '', 0)",
    "DELETE FROM access_audittip",
    "DROP TRIGGER audit_tip_goes_on ON access_audittip",
    "SET session_replication_role = 'replica'",
    "DROP SCHEMA public CASCADE",
]


@pytest.mark.parametrize("auditor", [False, True], ids=["works", "auditor"])
@pytest.mark.parametrize("statement", CHANGES)
def test_lu_53_neither_role_can_change_the_log_or_what_guards_it(site: Site, statement: str, auditor: bool) -> None:
    with pytest.raises(errors.InsufficientPrivilege):
        attempt(site, statement, auditor)


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO access_auditrecord VALUES (1, 0, NULL, '', '', '', '')",
        "SELECT * FROM access_audit_newest()",
        "SELECT * FROM people_user",
        "SELECT * FROM journal_entry",
        "DELETE FROM people_user",
    ],
)
def test_lu_53_the_auditors_role_reads_the_log_and_nothing_else(site: Site, statement: str) -> None:
    attempt(site, "SELECT * FROM access_auditrecord, access_audittip", auditor=True)
    with pytest.raises(errors.InsufficientPrivilege):
        attempt(site, statement, auditor=True)


def test_lu_53_nobody_signs_in_as_the_auditors_role(site: Site) -> None:
    with pytest.raises(psycopg.OperationalError, match="not permitted to log in"):
        psycopg.connect(site.works.replace(f"//{site.role}:", f"//{site.role}_auditor:"))


def test_lu_53_the_platforms_role_gets_its_password_sealed_and_no_power_over_roles(site: Site) -> None:
    asked = (
        "SELECT rolpassword, rolsuper OR rolcreaterole OR rolcreatedb OR rolbypassrls FROM pg_authid WHERE rolname = %s"
    )
    with psycopg.connect(site.superuser) as connection:
        [(sealed, is_mighty)] = connection.execute(asked, [site.role]).fetchall()
    method, rounds, salt, stored, _ = re.split(r"[$:]", sealed)
    salted = hashlib.pbkdf2_hmac("sha256", PASSWORD.encode(), base64.b64decode(salt), int(rounds))
    key = hashlib.sha256(hmac.digest(salted, b"Client Key", "sha256")).digest()
    assert (method, stored, is_mighty) == ("SCRAM-SHA-256", base64.b64encode(key).decode(), False)


def test_lu_53_a_table_of_the_same_name_deceives_no_rule(site: Site) -> None:
    """Made by the platform's role and found first by whoever looks for the tip by its bare name."""
    forged = "CREATE TEMP TABLE access_audittip AS SELECT 1::bigint AS id, 899::bigint AS position, ''::text AS hash"
    with psycopg.connect(site.works) as connection:
        connection.execute(forged)
        with pytest.raises(errors.RaiseException, match="at the end only"):
            connection.execute("INSERT INTO access_auditrecord VALUES (900, 0, NULL, '', '', '', '')")


def test_lu_53_the_platform_works_and_an_auditor_reads_as_another_role_and_is_on_record(site: Site) -> None:
    ran = site.run("-c", READING)
    assert ran.returncode == 0, ran.stderr
    said = json.loads(ran.stdout)
    assert said["status"] == [200, 200, 200]
    assert (said["by"], said["sound"], said["findings"]) == ("高审计", True, 0)
    assert (said["reading"], said["after"]) == (f"{site.role}_auditor", site.role)
    assert said["newest"] == "GET /api/audit/chain"  # The request before: each is on record when it is answered.
    assert said["position"] == said["seen"] + 1


def test_lu_53_journal_and_archive_of_the_same_database_work_too(site: Site) -> None:
    using = """
from anlin.archive import open_manifest
from anlin.journal import Commit, Parked, open_journal
from anlin.site.config import config
journal = open_journal(config().journal)
journal.append(Commit(parked=[Parked("c", "gat1400", "", "10.0.0.9", 1, 1)]))
print(len(journal.parked()), open_manifest(config().manifest).shards())
"""
    ran = site.run("-c", using)
    assert ran.stdout.split() == ["1", "[]"], ran.stderr


def test_lu_53_the_owner_migrates_again_and_what_is_new_is_given_too(site: Site) -> None:
    with psycopg.connect(site.owner, autocommit=True) as connection:
        before = connection.execute("SELECT count(*) FROM access_auditrecord").fetchone()
        connection.execute("CREATE TABLE added_later (id bigint)")
    again = site.run(*MIGRATE, as_owner=True)
    assert again.returncode == 0, again.stderr
    attempt(site, "INSERT INTO added_later VALUES (1)")
    with psycopg.connect(site.owner, autocommit=True) as connection:
        assert connection.execute("SELECT count(*) FROM access_auditrecord").fetchone() == before
        made = "SELECT body FROM access_auditrecord WHERE operation = 'database.roles'"
        [(body,)] = connection.execute(made).fetchall()
        assert json.loads(body)["subjects"] == [f"role:{site.role}", f"role:{site.role}_auditor"]


def test_lu_53_the_platform_starts_without_knowing_the_owner(site: Site) -> None:
    platform = Platform(Home(site.home, site.environment(), "postgres"))
    try:
        platform.start(("gateway", "engine", "web", "notify"))
        assert httpx.get(f"{platform.web}/healthz", timeout=30).status_code == 200
        assert httpx.get(f"{platform.gateway}/healthz", timeout=30).status_code == 200
        assert site.findings() == []
        platform.stop()
    finally:
        platform.end()
    said = platform.log.read_text(encoding="utf-8")
    assert [word for word in ("permission denied", "must be owner", "InsufficientPrivilege") if word in said] == []


def test_lu_53_no_process_that_works_may_know_the_owner(site: Site) -> None:
    for only in ((), ("--only", "web")):
        ran = site.run("-m", "anlin", "serve", *only, as_owner=True)
        assert ran.returncode == 2
        assert "ANLIN_DATABASE_OWNER" in ran.stderr


def test_lu_53_one_role_alone_is_told(site: Site) -> None:
    alone = Site(site.home, site.owner, site.owner, site.superuser)
    told = alone.findings()
    assert [f"user {alone.role} owns" in told[0], f"({alone.role}_auditor)" in told[1]] == [True, True]
    with psycopg.connect(site.owner, autocommit=True) as connection:
        connection.execute(f"REVOKE {site.role}_auditor FROM {site.role}")
        try:
            [missing] = site.findings()
            assert "auditors have no role" in missing
        finally:
            connection.execute(f"GRANT {site.role}_auditor TO {site.role}")


def test_lu_53_an_owner_who_may_not_make_roles_is_told_what_to_do(site: Site) -> None:
    other = Site(site.home, site.owner, site.works.replace(f"//{site.role}:", f"//{site.role}_other:"), site.superuser)
    with psycopg.connect(site.superuser, autocommit=True) as connection:
        connection.execute(f"ALTER ROLE {site.owner_role} NOCREATEROLE")
        try:
            ran = other.run(*MIGRATE, as_owner=True)
        finally:
            connection.execute(f"ALTER ROLE {site.owner_role} CREATEROLE")
    assert ran.returncode == 2
    assert "Remedy: give the owner CREATEROLE" in ran.stderr
