"""What the journal does when its store is full, held, gone or not its own."""

import sqlite3
import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest

from anlin.journal import Commit, Control, JournalDamaged, JournalUnavailable, open_journal
from anlin.journal.sqlite import SqliteJournal


def test_a_full_disk_writes_nothing_and_later_everything(tmp_path: Path) -> None:
    path = tmp_path / "journal.sqlite3"
    journal = SqliteJournal(path)
    pages = journal._writer.execute("PRAGMA page_count").fetchone()[0]
    journal._writer.execute(f"PRAGMA max_page_count = {pages}")
    big = Commit(controls=[Control(1, "arming", 5, {"x": "y" * 100_000})], tallies=Counter({("d", "received", ""): 1}))
    with pytest.raises(JournalUnavailable, match="full"):
        journal.append(big)
    assert (journal.last_position(1), journal.tallies()) == (0, [])
    journal._writer.execute("PRAGMA max_page_count = 100000")
    assert journal.append(big) == {1: 1}
    journal.close()


def test_a_file_held_by_another_is_unavailable_until_let_go(tmp_path: Path) -> None:
    journal = SqliteJournal(tmp_path / "journal.sqlite3", wait_s=0.05)
    other = sqlite3.connect(journal.path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(JournalUnavailable, match="locked"):
        journal.append_control(Control(1, "tick", 5))
    assert journal.last_position(1) == 0
    other.execute("ROLLBACK")
    other.close()
    assert journal.append_control(Control(1, "tick", 5)) == 1
    journal.close()


def test_a_file_that_is_no_journal_is_named(tmp_path: Path) -> None:
    path = tmp_path / "journal.sqlite3"
    path.write_text("this is not a database, however long one looks at it" * 10)
    with pytest.raises(JournalDamaged, match="is not a journal"):
        open_journal(f"sqlite:///{path}")


def test_a_folder_that_cannot_be_made_is_unavailable(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(JournalUnavailable):
        open_journal(f"sqlite:///{tmp_path / 'file' / 'journal.sqlite3'}")


def test_a_journal_of_a_newer_version_is_not_touched(journal_url: str) -> None:
    journal = open_journal(journal_url)
    with journal._appending([]) as execute:  # type: ignore[attr-defined]
        execute("UPDATE journal_meta SET value = ? WHERE name = 'version'", (b"99",))
    journal.close()
    with pytest.raises(JournalDamaged, match="version 99"):
        open_journal(journal_url)


def test_another_kind_of_address_is_refused() -> None:
    with pytest.raises(ValueError, match="sqlite:///<path> or postgresql://"):
        open_journal("mysql://x")


def test_a_broken_connection_is_unavailable_once_and_then_replaced(new_postgres: Callable[[], str]) -> None:
    url = new_postgres()
    journal = open_journal(url)
    journal.append_control(Control(1, "tick", 5))
    assert journal.last_position(1) == 1
    with psycopg.connect(url, autocommit=True) as other:
        other.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE application_name = 'anlin journal' AND datname = current_database()"
        )
    assert journal.last_position(1) == 1
    with pytest.raises(JournalUnavailable):
        journal.append_control(Control(1, "tick", 6))
    assert journal.append_control(Control(1, "tick", 6)) == 2
    assert journal.last_position(1) == 2
    journal.close()


def test_a_server_that_is_not_there_is_unavailable() -> None:
    with pytest.raises(JournalUnavailable, match="no answer"):
        open_journal("postgresql://anlin@127.0.0.1:1/anlin")


def test_postgres_says_when_a_commit_is_on_disk(new_postgres: Callable[[], str]) -> None:
    journal = open_journal(new_postgres())
    assert journal._query("SHOW synchronous_commit") == [("on",)]  # type: ignore[attr-defined]
    journal.close()


def test_sqlite_syncs_its_log_at_every_commit(tmp_path: Path) -> None:
    journal = SqliteJournal(tmp_path / "journal.sqlite3")
    assert journal._writer.execute("PRAGMA synchronous").fetchone() == (2,)
    assert journal._writer.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    journal.close()


def test_a_new_file_can_be_opened_by_many_at_once(tmp_path: Path) -> None:
    # At a first start door and engine make the same file; SQLite let one of them fail at once, one time in ten.
    def open_and_close(path: Path, together: threading.Barrier) -> str:
        together.wait()
        journal = SqliteJournal(path)
        (mode,) = journal._writer.execute("PRAGMA journal_mode").fetchone()
        journal.close()
        return str(mode)

    with ThreadPoolExecutor(8) as pool:
        for nth in range(40):
            together = threading.Barrier(8)
            opened = [pool.submit(open_and_close, tmp_path / f"{nth}.sqlite3", together) for _ in range(8)]
            assert [each.result() for each in opened] == ["wal"] * 8


def test_a_new_file_that_stays_held_is_unavailable_after_the_wait(tmp_path: Path) -> None:
    path = tmp_path / "journal.sqlite3"
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("CREATE TABLE something (x)")
    other.execute("BEGIN")
    other.execute("SELECT * FROM something").fetchall()
    with pytest.raises(JournalUnavailable, match="locked"):
        SqliteJournal(path, wait_s=0.05)
    other.close()
