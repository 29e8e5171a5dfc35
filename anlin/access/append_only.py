"""The audit log's tables in SQL: rows can be added at the end, and nothing else can be done to them (LU-53)."""

from typing import Any

GENESIS = "0" * 64
"""The hash before the first record."""

_TABLES = """
CREATE TABLE access_auditrecord (
    position bigint PRIMARY KEY, at bigint NOT NULL, who bigint, operation text NOT NULL, result text NOT NULL,
    body text NOT NULL, hash text NOT NULL
);
CREATE INDEX access_auditrecord_at ON access_auditrecord (at);
CREATE INDEX access_auditrecord_who ON access_auditrecord (who, at);
CREATE TABLE access_audittip (
    id bigint PRIMARY KEY CHECK (id = 1), position bigint NOT NULL, hash text NOT NULL, at bigint NOT NULL
);
"""

# The insert rule also stops INSERT OR REPLACE, which on SQLite deletes without asking the delete rule.
_SQLITE = f"""
{_TABLES}
CREATE TRIGGER audit_no_update BEFORE UPDATE ON access_auditrecord
    BEGIN SELECT RAISE(ABORT, 'audit records cannot be changed'); END;
CREATE TRIGGER audit_no_delete BEFORE DELETE ON access_auditrecord
    BEGIN SELECT RAISE(ABORT, 'audit records cannot be deleted'); END;
CREATE TRIGGER audit_in_order BEFORE INSERT ON access_auditrecord
    WHEN NEW.position IS NOT (SELECT position + 1 FROM access_audittip WHERE id = 1)
    BEGIN SELECT RAISE(ABORT, 'audit records are added at the end only'); END;
INSERT INTO access_audittip VALUES (1, 0, '{GENESIS}', 0);
CREATE TRIGGER audit_tip_goes_on BEFORE UPDATE ON access_audittip
    WHEN NEW.id <> 1 OR NEW.position <> OLD.position + 1
        OR NEW.hash IS NOT (SELECT hash FROM access_auditrecord WHERE position = NEW.position)
    BEGIN SELECT RAISE(ABORT, 'the tip of the audit log follows its newest record'); END;
CREATE TRIGGER audit_tip_stays BEFORE DELETE ON access_audittip
    BEGIN SELECT RAISE(ABORT, 'the tip of the audit log cannot be deleted'); END;
CREATE TRIGGER audit_tip_is_one BEFORE INSERT ON access_audittip
    BEGIN SELECT RAISE(ABORT, 'the audit log has one tip'); END;
"""

_POSTGRESQL = f"""
{_TABLES}
INSERT INTO access_audittip VALUES (1, 0, '{GENESIS}', 0);
CREATE FUNCTION access_audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION 'audit records cannot be changed or deleted'; END $$;
CREATE FUNCTION access_audit_in_order() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF NEW.position IS DISTINCT FROM (SELECT position + 1 FROM access_audittip WHERE id = 1) THEN
            RAISE EXCEPTION 'audit records are added at the end only';
        END IF;
        RETURN NEW;
    END $$;
CREATE FUNCTION access_audit_tip_goes_on() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF NEW.id <> 1 OR NEW.position <> OLD.position + 1 OR NEW.hash IS DISTINCT FROM
            (SELECT hash FROM access_auditrecord WHERE position = NEW.position) THEN
            RAISE EXCEPTION 'the tip of the audit log follows its newest record';
        END IF;
        RETURN NEW;
    END $$;
CREATE TRIGGER audit_no_change BEFORE UPDATE OR DELETE ON access_auditrecord
    FOR EACH ROW EXECUTE FUNCTION access_audit_refuse();
CREATE TRIGGER audit_no_truncate BEFORE TRUNCATE ON access_auditrecord
    FOR EACH STATEMENT EXECUTE FUNCTION access_audit_refuse();
CREATE TRIGGER audit_in_order BEFORE INSERT ON access_auditrecord
    FOR EACH ROW EXECUTE FUNCTION access_audit_in_order();
CREATE TRIGGER audit_tip_goes_on BEFORE UPDATE ON access_audittip
    FOR EACH ROW EXECUTE FUNCTION access_audit_tip_goes_on();
CREATE TRIGGER audit_tip_stays BEFORE DELETE OR INSERT ON access_audittip
    FOR EACH ROW EXECUTE FUNCTION access_audit_refuse();
CREATE TRIGGER audit_tip_no_truncate BEFORE TRUNCATE ON access_audittip
    FOR EACH STATEMENT EXECUTE FUNCTION access_audit_refuse();
REVOKE UPDATE, DELETE, TRUNCATE ON access_auditrecord FROM PUBLIC;
"""

_SQLITE_FOLLOWING = """
CREATE TRIGGER audit_tip_follows AFTER INSERT ON access_auditrecord
    BEGIN UPDATE access_audittip SET position = NEW.position, hash = NEW.hash, at = NEW.at WHERE id = 1; END;
"""

# These two act with the rights of whoever owns the log. With their own search path nobody can slip a table of the same
# name before the log's; the two rules of before, which look at the tables too, get it as well.
_POSTGRESQL_FOLLOWING = """
CREATE FUNCTION access_audit_follow() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = {schema}, pg_temp AS $$
    BEGIN
        UPDATE access_audittip SET position = NEW.position, hash = NEW.hash, at = NEW.at WHERE id = 1;
        RETURN NULL;
    END $$;
CREATE FUNCTION access_audit_newest(OUT "position" bigint, OUT hash text, OUT at bigint) RETURNS SETOF record
    LANGUAGE sql SECURITY DEFINER SET search_path = {schema}, pg_temp AS $$
    SELECT tip.position, tip.hash, tip.at FROM access_audittip tip WHERE tip.id = 1 FOR UPDATE
    $$;
REVOKE ALL ON FUNCTION access_audit_newest() FROM PUBLIC;
REVOKE ALL ON FUNCTION access_audit_follow() FROM PUBLIC;
CREATE TRIGGER audit_tip_follows AFTER INSERT ON access_auditrecord
    FOR EACH ROW EXECUTE FUNCTION access_audit_follow();
ALTER FUNCTION access_audit_in_order() SET search_path = {schema}, pg_temp;
ALTER FUNCTION access_audit_tip_goes_on() SET search_path = {schema}, pg_temp;
"""


def statements(vendor: str) -> list[str]:
    """The statements that make the log on `sqlite` or `postgresql`."""
    return _single(_SQLITE if vendor == "sqlite" else _POSTGRESQL)


def following(connection: Any) -> list[str]:
    """The statements by which the tip follows each record on the database of `connection`."""
    if connection.vendor == "sqlite":
        return _single(_SQLITE_FOLLOWING)
    with connection.cursor() as cursor:
        cursor.execute("SELECT quote_ident(current_schema())")
        return _single(_POSTGRESQL_FOLLOWING.format(schema=cursor.fetchone()[0]))


def _single(text: str) -> list[str]:
    found: list[str] = []
    part = ""
    for line in text.strip().splitlines():
        part += line + "\n"
        # A statement ends with a semicolon at its line's end, unless it lies inside a function or trigger body.
        if not line.rstrip().endswith(";") or part.count("$$") % 2 or _inside_trigger(part):
            continue
        found.append(part.strip())
        part = ""
    return found


def _inside_trigger(part: str) -> bool:
    return part.lstrip().startswith("CREATE TRIGGER") and "BEGIN" in part and not part.rstrip().endswith("END;")
