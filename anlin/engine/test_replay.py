from itertools import count

import pytest

from anlin.engine import load_models
from anlin.engine.rehearsal import PLACE, T0
from anlin.engine.replay import BadTape, Played, play
from anlin.engine.rows import no_rows
from anlin.models import folders
from anlin.observations.instants import HOUR


def test_rows_before_a_registry_are_refused():
    with pytest.raises(BadTape, match="before any registry"):
        list(play([T0, no_rows()], []))


def test_what_is_wrong_with_the_tape_reaches_who_reads_the_conditions():
    def torn():
        yield PLACE
        raise BadTape("the file is torn")

    with pytest.raises(BadTape, match="torn"):
        list(play(torn(), []))


def test_who_stops_reading_closes_the_tape():
    closed = []

    def silence():
        try:
            yield PLACE
            yield from (T0 + hour * HOUR for hour in count())
        finally:
            closed.append(True)

    played = Played()
    conditions = play(silence(), load_models(folders()), played=played)
    assert next(conditions).rule == "offline"
    conditions.close()
    assert closed
    assert played.registry == PLACE
