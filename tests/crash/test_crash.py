"""P1 to P4 over the whole pipe, with real processes that are killed at random while devices send and people work."""

import json
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from crash.senders import Acknowledged, Guard, Sender
from homes import Home
from platform_process import Platform, kill_at_random, no_process_is_left, wait_for

from anlin.observations import kind_code, label_code, observation_id

pytestmark = [pytest.mark.crash, pytest.mark.long]

KILLS = 30
"""Of each process, on each store: 240 in all."""

NAMES = ["gateway", "engine", "web", "notify"]
HERE = Path(__file__).parent


@pytest.fixture
def platform(home: Home) -> Iterator[Platform]:
    made = Platform(home, ANLIN_DEMO="1", ANLIN_ARCHIVE_EVERY_S="1")
    yield made
    made.end()


def test_nothing_acknowledged_is_lost_and_nothing_is_done_twice(platform: Platform) -> None:
    home = platform.home
    town = json.loads(home.run(str(HERE / "town.py")))
    platform.start(tuple(NAMES))
    said, stop = Acknowledged(), threading.Event()
    senders = [Sender(platform.gateway, town, number, said, stop) for number in range(2)]
    guard = Guard(platform.web, stop)
    for thread in (*senders, guard):
        thread.start()
    # The first start of a new version compiles the engine's loop; killed before it ends, it would begin again.
    wait_for(lambda: len(guard.confirmed) > 0, 480, "the first alert to be accepted", platform.tail)

    killed = kill_at_random(platform, NAMES, KILLS, seed=len(home.store))
    assert all(count >= 30 for count in killed.values()), killed
    # On a busy machine processes are killed again before the guard gets through: work goes on until enough is done.
    wait_for(
        lambda: len(guard.confirmed) >= 8, 180, "the guard to work on", lambda: f"{guard.answers}\n{platform.tail()}"
    )

    stop.set()
    for thread in (*senders, guard):
        thread.join(90)
    assert [sender.trouble for sender in senders] == [[], []]
    time.sleep(3)  # The engine's lateness budget, and a round of the archive.
    assert platform.stop() < 5
    wait_for(lambda: no_process_is_left(home.path), 30, "all processes to end", platform.tail)

    facts = json.loads(home.run(str(HERE / "verify.py")))
    # The door puts "#" before an event id, so that none can be taken for a time.
    ids = {
        observation_id(device, f"#{event}", kind_code(kind), label_code(label))
        for device, event, kind, label in said.journalled
    }
    assert len(ids) > 500
    assert {kind for _, _, kind, _ in said.journalled} == {"ebike_detected", "door_state"}
    assert ids - set(facts["ids"]) == set(), "acknowledged observations are lost (P1)"
    assert facts["repeated"] == []
    assert facts["received"] == facts["balanced"], "the counts do not balance (P4)"
    assert facts["second_open_alerts"] == [], "a second open alert for one key (P3)"
    assert facts["alerts"] >= 8
    assert (facts["conditions_missing"], facts["conditions_extra"]) == (0, 0), "a replay says otherwise (P2)"
    assert [step for step in guard.confirmed if step not in facts["steps"]] == [], "confirmed work is lost"
    assert len(guard.confirmed) >= 8
    assert facts["archived_ids"] == facts["ids"][: len(facts["archived_ids"])], "the archive is not the journal"
    assert len(facts["archived_ids"]) > 500
