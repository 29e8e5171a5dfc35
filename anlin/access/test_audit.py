import base64
import json
import random
import sqlite3
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from django.db import DatabaseError, connection, transaction

from anlin.access import verify
from anlin.access.audit import AuditBroken, Entry, Notes, record, verify_chain
from anlin.access.heads import Heads
from anlin.access.models import AuditRecord, AuditTip

POSITIONS = 1000


def entry(number=0, **fields):
    return Entry(
        operation="GET /api/alerts",
        permission="alerts.read",
        purpose="alert_handling",
        result="allowed",
        status=200,
        who=number,
        notes=Notes(subjects=[f"alert:{number}"]),
        **fields,
    )


def tip():
    return AuditTip.objects.get(pk=1)


def stored():
    rows = AuditRecord.objects.order_by("position")
    return [{column: getattr(row, column) for column in verify.COLUMNS} for row in rows]


def test_records_follow_one_another_without_gaps(db):
    first = tip().position
    assert [record(entry(n)) for n in range(3)] == [first + 1, first + 2, first + 3]
    assert verify_chain() == []


def test_a_clock_that_goes_back_does_not_date_a_record_before_the_one_it_follows(db):
    now = tip().at + 10
    record(entry(), clock=lambda: now)
    record(entry(), clock=lambda: now - 5)
    assert tip().at == now
    assert verify_chain() == []


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE access_auditrecord SET body = '{}'",
        "UPDATE access_auditrecord SET who = NULL WHERE position = 1",
        "DELETE FROM access_auditrecord",
        "INSERT INTO access_auditrecord VALUES (1000000, 0, NULL, '', '', '', '')",
        "UPDATE access_audittip SET position = 0",
        "UPDATE access_audittip SET hash = ''",
        "DELETE FROM access_audittip",
        "INSERT INTO access_audittip VALUES (2, 0, '', 0)",
    ],
)
def test_lu_53_the_application_cannot_change_or_delete_a_record(db, statement):
    record(entry())
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert verify_chain() == []


def test_lu_53_the_log_cannot_be_emptied_or_replaced(db):
    record(entry())
    if connection.vendor == "postgresql":
        statement = "TRUNCATE access_auditrecord"
    else:
        statement = "INSERT OR REPLACE INTO access_auditrecord SELECT * FROM access_auditrecord"
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_a_record_of_work_that_is_undone_is_undone_with_it(db):
    before = tip().position
    with transaction.atomic():
        record(entry())
        transaction.set_rollback(True)
    assert tip().position == before


@pytest.mark.django_db(transaction=True)
def test_writers_at_once_keep_one_chain():
    before = tip().position
    failures = []

    def write(number):
        try:
            for n in range(10):
                record(entry(number * 100 + n))
        except AuditBroken as error:
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=write, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert tip().position == before + 40
    assert verify_chain() == []


# --- the verifier: each kind of tampering, at 1,000 random positions each, is found and located -----------------------


@pytest.fixture(scope="module")
def log():
    """A log of 60 records, as the table would hold it."""
    rows, before = [], verify.GENESIS
    for position in range(1, 61):
        body = json.dumps({"position": position, "at": position * 10, "who": 1, "operation": "x", "result": "allowed"})
        before = verify.link(before, body)
        rows.append({**json.loads(body), "body": body, "hash": before})
    return rows


def rechained(rows):
    """The rest of the log written again by someone who can compute hashes, from the first record that was changed."""
    made, before = [], verify.GENESIS
    for row in rows:
        before = verify.link(before, row["body"])
        made.append({**row, "hash": before})
    return made


def edited(row, **fields):
    body = json.dumps({**json.loads(row["body"]), **fields})
    return {**row, **fields, "body": body}


def positions(findings):
    return {finding.position for finding in findings}


def places(count=POSITIONS, low=1, high=60):
    rng = random.Random(7)
    return [rng.randint(low, high) for _ in range(count)]


def test_lu_52_an_edited_record_is_found_where_it_is(log):
    for at in places():
        rows = list(log)
        rows[at - 1] = edited(rows[at - 1], who=2)
        assert positions(verify.check(rows)) == {at}


def test_lu_52_a_column_that_no_longer_says_what_was_sealed_is_found(log):
    for at in places():
        rows = list(log)
        rows[at - 1] = {**rows[at - 1], "who": 2}
        assert positions(verify.check(rows)) == {at}


def test_lu_52_a_deleted_record_is_found_where_it_was(log):
    for at in places(high=59):
        rows = log[: at - 1] + log[at:]
        assert at in positions(verify.check(rows))


def test_lu_52_an_inserted_record_is_found_where_it_is(log):
    for at in places():
        rows = [*log[: at - 1], edited(log[at - 1], who=9), *log[at - 1 :]]
        assert positions(verify.check(rows)) & {at, at + 1}


def test_lu_52_exchanged_records_are_found(log):
    for at in places(high=59):
        rows = list(log)
        rows[at - 1], rows[at] = rows[at], rows[at - 1]
        assert at in positions(verify.check(rows))


def test_lu_52_a_back_dated_record_is_found_even_with_hashes_that_fit(log):
    for at in places(low=2):
        rows = rechained([*log[: at - 1], edited(log[at - 1], at=1), *log[at:]])
        assert positions(verify.check(rows)) == {at}


@pytest.fixture(scope="module")
def signed(log, tmp_path_factory):
    """A head over every tenth record, with the key that signed them."""
    heads = Heads(tmp_path_factory.mktemp("keys"), tmp_path_factory.mktemp("witness"))
    made = []
    for row in log[9::10]:
        signature = heads._key().sign(verify.head_text(row["position"], row["hash"], row["at"]))
        made.append(
            {
                "position": row["position"],
                "hash": row["hash"],
                "at": row["at"],
                "signature": base64.b64encode(signature).decode(),
            }
        )
    return made, heads.public_key_pem()


def test_lu_52_a_sound_log_agrees_with_its_signed_heads(log, signed):
    assert verify.check(log, *signed) == []


def test_lu_52_a_cut_tail_is_found_by_a_head_beyond_it(log, signed):
    for at in places():
        findings = verify.check(log[: at - 1], *signed)
        assert positions(findings) == {head["position"] for head in signed[0] if head["position"] >= at}


def test_lu_52_a_forked_history_is_found_by_the_heads_after_the_fork(log, signed):
    for at in places():
        forked = rechained([*log[: at - 1], edited(log[at - 1], who=5), *log[at:]])
        findings = verify.check(forked, *signed)
        assert positions(findings) == {head["position"] for head in signed[0] if head["position"] >= at}


def test_lu_52_a_head_that_was_made_up_is_found(log, signed):
    heads = [{**signed[0][0], "hash": "f" * 64}]
    assert [finding.what for finding in verify.check(log, heads, signed[1])] == [
        "this head is not signed by the given key"
    ]


def test_a_head_is_added_once_while_the_log_stands_still(db, tmp_path):
    heads = Heads(tmp_path / "keys", tmp_path / "witness")
    record(entry())
    assert heads.sign() == heads.sign()
    record(entry())
    heads.sign()
    assert len(heads.all()) == 2
    assert verify_chain(heads.all(), heads.public_key_pem()) == []


def test_lu_52_the_verifier_needs_nothing_of_the_platform(tmp_path, log, signed):
    """It runs as a copied file, without this project on its path."""
    heads, key = signed
    program = tmp_path / "verify.py"
    program.write_text(Path(verify.__file__).read_text(encoding="utf-8"), encoding="utf-8")
    (tmp_path / "heads.jsonl").write_text("".join(json.dumps(head) + "\n" for head in heads))
    (tmp_path / "key.pem").write_bytes(key)
    database = sqlite3.connect(tmp_path / "log.sqlite3")
    database.execute("CREATE TABLE access_auditrecord (position, at, who, operation, result, body, hash)")
    database.executemany(
        "INSERT INTO access_auditrecord VALUES (?, ?, ?, ?, ?, ?, ?)",
        [[row[column] for column in verify.COLUMNS] for row in log],
    )
    database.commit()

    def run():
        return subprocess.run(
            [sys.executable, "verify.py", "log.sqlite3", "--heads", "heads.jsonl", "--key", "key.pem"],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
        )

    sound = run()
    assert (sound.returncode, sound.stdout) == (0, "sound\n"), sound.stderr
    database.execute("DELETE FROM access_auditrecord WHERE position > 57")
    database.commit()
    database.close()
    cut = run()
    assert cut.returncode == 1
    assert "60: signed, but no longer in the log: its end was cut off" in cut.stdout


def test_the_verifier_says_what_it_cannot_read(tmp_path, capsys):
    (tmp_path / "log").write_text("not a log")
    assert verify.main([str(tmp_path / "log")]) == 2
    assert verify.main([str(tmp_path / "missing")]) == 2
