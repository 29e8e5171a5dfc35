"""P1 and P4 for any traffic: acknowledged is kept once, and every item received is accounted for."""

import asyncio
import tempfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from anlin.gateway import DeviceNews, Item, Picture, RegisterRow, Rejected, Seen, Subject
from anlin.gateway.conftest import (
    BEHIND,
    CAMERA,
    NEIGHBOUR,
    NOW,
    OF_AREA,
    OF_CAMERA,
    PLATFORM,
    journalled,
    listing,
    with_intake,
)
from anlin.gateway.intake import Intake
from anlin.gateway.sessions import Session
from anlin.journal import Journal, open_journal
from anlin.observations import kind_code, observation_id
from anlin.observations.instants import HOUR

DEVICES = (CAMERA, BEHIND, "motion-1", "motion-2", NEIGHBOUR, "off-1", "unknown-1", "")
SESSIONS = (OF_CAMERA, OF_AREA, Session("gat1400", PLATFORM, "platform", "10.0.0.1", NOW))

seens = st.builds(
    Seen,
    item=st.sampled_from("abc"),
    device=st.sampled_from(DEVICES),
    event=st.sampled_from("12345678"),
    kind=st.sampled_from([kind_code(name) for name in ("person_detected", "plate_read", "ir_motion", "smoke")]),
    observed_at=st.sampled_from([None, 0, NOW, NOW - HOUR, NOW + HOUR]),
    value=st.sampled_from([0.0, 1.5, 1e300]),
    zone=st.sampled_from(["", "", "", "lift-1", "lift-2", "nowhere"]),
    subject=st.sampled_from([None, Subject("plate", "鲁L12345"), Subject("plate", "鲁L1234S"), Subject("card", "7")]),
    pictures=st.sampled_from([(), (Picture("scene", b"jpeg"),)]),
    dropped=st.sampled_from([(), ("Age",), ("Age", "Age")]),
)
others = st.one_of(
    st.builds(
        Rejected, st.just("r"), st.just("malformed"), st.just("words"), st.sampled_from([None, *DEVICES]), st.booleans()
    ),
    st.builds(RegisterRow, st.just("p"), st.just("resident"), st.sampled_from(DEVICES)),
    st.builds(DeviceNews, st.just("d"), st.sampled_from(DEVICES), online=st.sampled_from([None, True, False])),
)
requests = st.tuples(st.sampled_from(SESSIONS), st.lists(st.one_of(seens, seens, others), max_size=6))
# Runs of a gateway; between two of them it is started anew. Requests of one run are in flight together.
runs_of_requests = st.lists(st.lists(requests, max_size=6), min_size=1, max_size=3)

Answered = list[tuple[Session, Item, Any]]


def play(journal: Journal, run: Sequence[tuple[Session, list[Item]]]) -> Answered:
    """(session, item, outcome) of every item of a run."""

    async def work(intake: Intake) -> Any:
        return await asyncio.gather(*(intake.accept(items, session, NOW) for session, items in run))

    answers = with_intake(journal, work, source=listing("鲁L12345"))
    return [
        (session, item, outcome)
        for (session, items), outcomes in zip(run, answers, strict=True)
        for item, outcome in zip(items, outcomes, strict=True)
    ]


@settings(max_examples=40, deadline=None)
@given(runs_of_requests)
def test_nothing_vanishes_and_nothing_acknowledged_is_lost_or_doubled(runs: list[list[Any]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        journal = open_journal(f"sqlite:///{Path(folder) / 'journal.sqlite3'}")
        try:
            answered = [answer for run in runs for answer in play(journal, run)]
            assert_acknowledged_is_kept_once(journal, answered)
            assert_balance(journal, answered)
        finally:
            journal.close()


def assert_acknowledged_is_kept_once(journal: Journal, answered: Answered) -> None:
    ids = Counter(row["id"] for row in journalled(journal))
    assert set(ids.values()) <= {1}
    expected = {
        observation_id(item.device or session.device, item.event, item.kind, item.label)
        for session, item, outcome in answered
        if isinstance(item, Seen) and outcome.outcome in ("journalled", "duplicate")
    }
    assert expected <= set(ids)
    # Each was called new exactly once.
    assert sum(outcome.outcome == "journalled" for _, _, outcome in answered) == len(expected)


def assert_balance(journal: Journal, answered: Answered) -> None:
    by_device: dict[str, Counter[str]] = {}
    for tally in journal.tallies():
        by_device.setdefault(tally.device, Counter())[tally.outcome] += tally.count
    for counts in by_device.values():
        ends = ("journalled", "duplicate", "quarantined", "refused", "parked")
        assert counts["received"] == sum(counts[end] for end in ends)
    totals = journal.totals()
    told = Counter(outcome.outcome for _, item, outcome in answered if not isinstance(item, DeviceNews))
    assert {end: totals.get(end, 0) for end in told} == dict(told)
    news = sum(isinstance(item, DeviceNews) for _, item, _ in answered)
    assert (totals.get("received", 0), totals.get("noted", 0)) == (len(answered) - news, news)
    assert totals.get("dropped", 0) == sum(len(item.dropped) for _, item, _ in answered)
    assert len(journalled(journal)) == totals.get("journalled", 0) + totals.get("derived", 0)
