"""How full places are, by the journal's end."""

from anlin.api.counting import Counts
from anlin.journal import Commit, open_journal
from anlin.observations.columns import batch_of
from anlin.observations.instants import SECOND
from anlin.observations.kinds import kind_code, label_code

NOON = 1_780_000_000 * SECOND
PEOPLE = kind_code("people_count")


def say(journal, *words):
    """One entry of (seconds after noon, zone, people)."""
    columns = {
        "id": [1 + index + at * 100 for index, (at, _, _) in enumerate(words)],
        "observed_at": [NOON + at * SECOND for at, _, _ in words],
        "zone": [zone for _, zone, _ in words],
        "value": [value for _, _, value in words],
        "kind": [PEOPLE] * len(words),
    }
    journal.append(Commit(batches={1: batch_of(columns)}))


def test_the_newest_word_of_each_place_counts_and_a_late_one_changes_nothing(tmp_path):
    journal = open_journal(f"sqlite:///{tmp_path / 'journal.sqlite3'}")
    counts = Counts(journal, 1)
    assert counts.now() == {}
    say(journal, (60, 7, 100.0), (60, 8, 5.0))
    say(journal, (0, 7, 900.0))
    assert {zone: place.last for zone, place in counts.now().items()} == {
        7: (NOON + 60 * SECOND, 100.0), 8: (NOON + 60 * SECOND, 5.0)
    }  # fmt: skip
    journal.close()


def test_the_trend_is_that_of_the_last_five_minutes(tmp_path):
    journal = open_journal(f"sqlite:///{tmp_path / 'journal.sqlite3'}")
    counts = Counts(journal, 1)
    say(journal, (0, 7, 0.0))
    assert counts.now()[7].per_minute is None
    say(journal, (300, 7, 500.0))
    say(journal, (600, 7, 700.0))
    assert counts.now()[7].per_minute == 40.0
    journal.close()


def cross(journal, *words):
    """One entry of (seconds after noon, zone, "in" or "out", people)."""
    columns = {
        "id": [1 + index + 100 * (at + (label == "out")) for index, (at, _, label, _) in enumerate(words)],
        "observed_at": [NOON + at * SECOND for at, _, _, _ in words],
        "zone": [zone for _, zone, _, _ in words],
        "label": [label_code(label) for _, _, label, _ in words],
        "value": [value for _, _, _, value in words],
        "kind": [kind_code("line_count")] * len(words),
    }
    journal.append(Commit(batches={1: batch_of(columns)}))


def test_who_comes_and_who_goes_over_a_line_is_told_per_minute_of_the_last_five(tmp_path):
    journal = open_journal(f"sqlite:///{tmp_path / 'journal.sqlite3'}")
    counts = Counts(journal, 1)
    cross(journal, (0, 7, "in", 900.0), (60, 7, "in", 50.0), (120, 7, "out", 10.0))
    cross(journal, (360, 7, "in", 100.0), (60, 8, "out", 5.0))
    counts.now()
    lines = counts.lines()
    # The first word is as old as what is looked at, so it no longer counts; so is the second.
    assert lines[7].per_minute() == (20.0, 2.0)
    assert (lines[8].per_minute(), lines[8].last) == ((0.0, 1.0), NOON + 60 * SECOND)
    journal.close()
