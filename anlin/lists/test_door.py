"""From a list in the database to a candidate at the door, and what is left of everybody else. Real door, real files."""

import logging
from pathlib import Path
from typing import Any

import pytest

from anlin.archive import ArchiveWriter, open_manifest
from anlin.evidence import EvidenceStore
from anlin.gateway import FixedDirectory, Picture, Seen, Subject
from anlin.gateway.conftest import accept, journalled
from anlin.gateway.directory import Directory
from anlin.gateway.matching import list_tokens
from anlin.gateway.sessions import Session
from anlin.journal import open_journal
from anlin.lists.at_the_door import entries_in_force
from anlin.lists.conftest import PLATE, in_force
from anlin.lists.entries import suspend, withdraw
from anlin.observations import kind_code
from anlin.observations.instants import DAY, MINUTE, SECOND
from anlin.places.directory import DatabaseDirectory, current_directory

pytestmark = [pytest.mark.usefixtures("demo")]
OTHER = "鲁L5T8K3"
NOW = 1_767_573_000_000_000  # As the clock of the door's tests.
READ, CANDIDATE = kind_code("plate_read"), kind_code("match_candidate")


@pytest.fixture
def files(tmp_path: Path) -> Any:
    journal = open_journal(f"sqlite:///{tmp_path / 'journal.sqlite3'}")
    yield journal, EvidenceStore(tmp_path / "evidence", bytes(32)), tmp_path
    journal.close()


class Looking:
    """The door's directory, read anew whenever asked."""

    def current(self) -> Directory:
        return current_directory(lambda: NOW, entries_in_force)


@pytest.fixture
def door(town: Any) -> Looking:
    return Looking()


def at_the_gate(town: Any, files: Any, door: Looking, *reads: tuple[str, int]) -> list[dict[str, Any]]:
    """What stands in the journal after reads of (plate, observed at) at the compound's camera."""
    journal, evidence, _ = files
    code = town.device.code
    items = [
        Seen(str(n), code, f"event {n}", READ, observed_at=at, subject=Subject("plate", plate),
             pictures=(Picture("full", f"picture of {plate}".encode()),))
        for n, (plate, at) in enumerate(reads)
    ]  # fmt: skip
    session = Session("gat1400", code, "camera", "10.0.0.1", NOW)
    accept(journal, items, session=session, source=FixedDirectory(door.current()), evidence=evidence)
    return [row for row in journalled(journal) if row["kind"] in (READ, CANDIDATE)]


def kinds(rows: list[dict[str, Any]]) -> list[int]:
    return sorted(row["kind"] for row in rows)


def test_an_approved_entry_makes_a_candidate_at_the_door(town, officers, files, door):
    entry = in_force(town.community, officers, NOW - DAY)
    rows = at_the_gate(town, files, door, (PLATE, NOW - SECOND), ("鲁L7Q4W8", NOW - SECOND), (OTHER, NOW - SECOND))
    found = [row for row in rows if row["kind"] == CANDIDATE]
    assert [(row["subject"], row["confidence"]) for row in found] == [(entry.pk, 1.0), (entry.pk, 0.5)]


def test_an_entry_of_another_area_makes_none(town, officers, files, door):
    in_force(town.neighbour, officers, NOW - DAY)
    assert kinds(at_the_gate(town, files, door, (PLATE, NOW - SECOND))) == [READ]


@pytest.mark.django_db(transaction=True)
def test_lu_23_a_withdrawal_or_suspension_is_at_the_door_with_its_next_look(town, officers, files):
    """The door looks once a second; it reads everything anew when the version rose."""
    door = DatabaseDirectory(lambda: NOW, entries_in_force)
    one = in_force(town.community, officers, NOW - DAY)
    assert len(door.current().entries) == 1
    withdraw(one, NOW)
    assert door.current().entries == ()
    other = in_force(town.community, officers, NOW - DAY)
    assert len(door.current().entries) == 1
    suspend(other, "auditor", NOW)
    assert door.current().entries == ()


def test_lu_23_a_read_one_second_after_the_expiry_is_no_hit(town, officers, files, door):
    in_force(town.community, officers, NOW - DAY, until_at=NOW - 30 * SECOND)
    rows = at_the_gate(town, files, door, (PLATE, NOW - 31 * SECOND), (PLATE, NOW - 30 * SECOND))
    assert kinds(rows) == sorted([READ, READ, CANDIDATE])


def test_lu_27_a_read_that_matches_nothing_leaves_nothing_that_finds_it_again(town, officers, files, door, caplog):
    caplog.set_level(logging.DEBUG)
    in_force(town.community, officers, NOW - DAY)
    rows = at_the_gate(town, files, door, (OTHER, NOW - SECOND), (PLATE, NOW - SECOND))
    assert [(row["subject"], row["track"], row["evidence"]) for row in rows if row["kind"] == READ] == [
        (0, 0, None)
    ] * 2
    journal, evidence, folder = files
    archive = ArchiveWriter(folder / "archive", open_manifest(f"sqlite:///{folder / 'manifest.sqlite3'}"), 1)
    archive.archive(journal)
    # Three minutes later the candidate's picture is gone too, unless an alert holds it.
    assert evidence.sweep(NOW + 3 * MINUTE) == 1
    stored = b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())
    assert len(stored) > 1000
    for plate in (OTHER, PLATE):
        for written in (plate.encode(), plate[2:].encode(), f"picture of {plate}".encode(), plate.encode("utf-16-le")):
            assert written not in stored
    # Nor does the same read leave a token by which it could be found again.
    key = door.current().list_key
    for token in (list_tokens(key, Subject("plate", OTHER))[0], *list_tokens(key, Subject("plate", OTHER))[1]):
        assert token.to_bytes(8, "little") not in stored
    assert OTHER[2:] not in caplog.text


def test_lu_28_a_stolen_door_holds_no_plate_and_its_tokens_are_useless_without_the_key(town, officers, files, door):
    in_force(town.community, officers, NOW - DAY, remarks=(("fact", "王强名下"),))
    at_the_gate(town, files, door, (PLATE, NOW - SECOND))
    directory = door.current()
    (listed,) = directory.entries
    dump = repr([directory, listed, directory.registry]).encode()
    dump += b"".join(path.read_bytes() for path in files[2].rglob("*") if path.is_file())
    for value in (PLATE, PLATE[2:], "王强", "立字", "东港分局"):
        assert value.encode() not in dump
    # Whoever has the tokens but not the key finds nothing by trying.
    guesses = {list_tokens(bytes([n] * 16), Subject("plate", PLATE))[0] for n in range(256)}
    assert listed.exact not in guesses
    assert listed.exact == list_tokens(directory.list_key, Subject("plate", PLATE))[0]
