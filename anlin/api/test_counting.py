"""How full places are, by the journal's end."""

from anlin.api.counting import Counts
from anlin.journal import Commit, open_journal
from anlin.observations.columns import batch_of
from anlin.observations.instants import SECOND
from anlin.observations.kinds import kind_code

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
