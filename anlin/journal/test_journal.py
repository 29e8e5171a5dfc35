"""What the journal promises, on SQLite and on PostgreSQL alike."""

import threading
from collections import Counter

import pytest

from anlin.journal import (
    Commit,
    Control,
    Journal,
    JournalMoved,
    Liveness,
    Parked,
    Quarantined,
    SessionRow,
    Tally,
    control_of,
    open_journal,
    registry_of,
)
from anlin.observations import Registry, batch_of, from_bytes


def rows(*ids: int, received_at: int = 1000):
    return batch_of({"id": ids, "observed_at": [received_at] * len(ids), "received_at": [received_at] * len(ids)})


def test_positions_begin_at_one_and_have_no_gaps(journal: Journal) -> None:
    assert journal.last_position(1) == 0
    assert journal.append(Commit(batches={1: rows(1, 2)}, controls=[Control(1, "tick", 5)])) == {1: 2}
    assert journal.append_control(Control(1, "tick", 6)) == 3
    assert [(entry.position, entry.kind, entry.rows) for entry in journal.read(1, 0)] == [
        (1, "control", 0),
        (2, "rows", 2),
        (3, "control", 0),
    ]


def test_shards_count_positions_apart(journal: Journal) -> None:
    journal.append(Commit(batches={1: rows(1), 7: rows(2)}))
    assert journal.append(Commit(batches={7: rows(3)})) == {7: 2}
    assert journal.shards() == [1, 7]
    assert journal.last_position(1) == 1


def test_a_commit_that_came_too_late_writes_nothing(journal: Journal) -> None:
    journal.append(Commit(batches={1: rows(1)}))
    late = Commit(batches={1: rows(2)}, tallies=Counter({("d", "received", ""): 1}), seen={1: 0})
    with pytest.raises(JournalMoved):
        journal.append(late)
    assert journal.last_position(1) == 1
    assert journal.tallies() == []


def test_appenders_at_once_leave_neither_gaps_nor_doubles(journal_url: str) -> None:
    def append_twenty(first: int) -> None:
        own = open_journal(journal_url)
        for nth in range(20):
            own.append(Commit(batches={1: rows(first + nth)}, tallies=Counter({("d", "received", ""): 1})))
        own.close()

    threads = [threading.Thread(target=append_twenty, args=(1 + 20 * nth,)) for nth in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    journal = open_journal(journal_url)
    entries = journal.read(1, 0)
    assert [entry.position for entry in entries] == list(range(1, 81))
    assert sorted(from_bytes(entry.payload).column("id")[0].as_py() for entry in entries) == list(range(1, 81))
    assert journal.totals() == {"received": 80}
    journal.close()


def test_reading_pages_by_rows_and_gives_at_least_one_entry(journal: Journal) -> None:
    for first in (1, 4, 7):
        journal.append(Commit(batches={1: rows(first, first + 1, first + 2)}))
    assert [entry.position for entry in journal.read(1, 0, limit_rows=1)] == [1]
    assert [entry.position for entry in journal.read(1, 0, limit_rows=4)] == [1, 2]
    assert [entry.position for entry in journal.read(1, 2)] == [3]
    assert journal.read(1, 3) == []


def test_rows_are_found_by_their_places_in_the_order_asked(journal: Journal) -> None:
    journal.append(Commit(batches={1: rows(10, 11)}))
    journal.append(Commit(batches={1: rows(20, 21)}))
    assert journal.rows_at(1, [(2, 1), (1, 0), (2, 1)]).column("id").to_pylist() == [21, 10, 21]
    assert journal.rows_at(1, []).num_rows == 0
    with pytest.raises(KeyError, match="position 3"):
        journal.rows_at(1, [(3, 0)])


def test_the_latest_control_is_found_after_everything_is_pruned(journal: Journal) -> None:
    journal.append_control(Control(1, "registry", 5, Registry(version=3)))
    journal.append_control(Control(1, "registry", 6, Registry(version=4)))
    journal.append_control(Control(1, "arming", 7, {"model": "x"}))
    assert journal.prune(1, 4) == 3
    assert journal.read(1, 0) == []
    assert journal.first_position(1) == 4
    assert journal.last_position(1) == 3
    latest = journal.latest_control(1, "registry")
    assert latest is not None
    assert latest.position == 2
    assert registry_of(latest).version == 4
    arming = journal.latest_control(1, "arming")
    assert arming is not None
    assert control_of(arming) == Control(1, "arming", 7, {"model": "x"})
    assert journal.latest_control(1, "consent") is None


def test_pruning_keeps_the_position_itself_and_all_after_it(journal: Journal) -> None:
    for at in range(1, 6):
        journal.append_control(Control(1, "tick", at))
    assert journal.prune(1, 3) == 2
    assert [entry.position for entry in journal.read(1, 0)] == [3, 4, 5]
    assert journal.append_control(Control(1, "tick", 6)) == 6


def test_ids_of_the_last_days_come_back_with_their_instants(journal: Journal) -> None:
    journal.append(Commit(batches={1: rows(1, received_at=10)}))
    journal.append(Commit(batches={1: rows(2, 3, received_at=20), 2: rows(4, received_at=30)}))
    found = [(at, ids.tolist()) for at, ids in journal.ids_since(20)]
    assert found == [(20, [2, 3]), (30, [4])]


def test_tallies_add_up_per_device_outcome_and_reason(journal: Journal) -> None:
    journal.append(Commit(tallies=Counter({("a", "received", ""): 3, ("b", "refused", "by_law"): 1})))
    journal.append(Commit(tallies=Counter({("a", "received", ""): 2, ("a", "journalled", ""): 5})))
    assert journal.tallies() == [
        Tally("a", "journalled", "", 5),
        Tally("a", "received", "", 5),
        Tally("b", "refused", "by_law", 1),
    ]
    assert journal.tallies(device="b") == [Tally("b", "refused", "by_law", 1)]
    assert journal.tallies(after=("a", "journalled", ""), limit=1) == [Tally("a", "received", "", 5)]
    assert journal.totals() == {"journalled": 5, "received": 5, "refused": 1}


def test_quarantine_is_newest_first_and_forgotten_in_time(journal: Journal) -> None:
    kept = [Quarantined(at, "gat1400", "d", "malformed", "no JSON", b"\x00\xff") for at in (10, 20, 30)]
    journal.append(Commit(quarantined=kept))
    newest = journal.quarantine(limit=2)
    assert [row.at for row in newest] == [30, 20]
    assert newest[0].sealed == b"\x00\xff"
    assert [row.at for row in journal.quarantine(before_id=newest[-1].id)] == [10]
    assert journal.forget_quarantine(20) == 1
    assert [row.at for row in journal.quarantine()] == [30, 20]


def test_a_parked_device_keeps_its_first_instant_and_what_is_known_of_it(journal: Journal) -> None:
    journal.append(Commit(parked=[Parked("x", "gat1400", "gw", "10.0.0.1", 5, 5, name="门口", lon=120.5)]))
    journal.append(
        Commit(parked=[Parked("x", "gat1400", "gw", "10.0.0.2", 9, 9), Parked("x", "gat1400", "gw", "", 11, 11)])
    )
    assert journal.parked() == [Parked("x", "gat1400", "gw", "", 5, 11, 3, name="门口", lon=120.5)]
    assert journal.unpark("x")
    assert not journal.unpark("x")


def test_liveness_of_session_and_channel_are_merged_apart(journal: Journal) -> None:
    journal.append(Commit(liveness={"d": Liveness("d", session_at=5, online=True)}))
    journal.append(Commit(liveness={"d": Liveness("d", channel_at=7, via="gw", clock_offset_us=-3)}))
    assert journal.liveness(["d", "nobody"]) == {"d": Liveness("d", 5, 7, "gw", True, -3)}
    assert journal.liveness() == journal.liveness(["d"])


def test_sessions_and_secrets_survive_a_restart(journal: Journal, journal_url: str) -> None:
    journal.put_session(SessionRow("gat1400", "d", "user", "10.0.0.1", 5))
    journal.put_session(SessionRow("gat1400", "d", "user", "10.0.0.2", 6))
    secret = journal.secret("nonce")
    again = open_journal(journal_url)
    assert again.sessions() == [SessionRow("gat1400", "d", "user", "10.0.0.2", 6)]
    assert again.secret("nonce") == secret
    assert again.secret("other") != secret
    assert again.end_session("gat1400", "d")
    assert not again.end_session("gat1400", "d")
    again.close()
