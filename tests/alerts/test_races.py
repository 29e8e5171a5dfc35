"""P3 under real races: several processes with several threads each, on SQLite and on PostgreSQL."""

import json
from pathlib import Path

import pytest

RACE = str(Path(__file__).with_name("race.py"))
CUT_OFF = str(Path(__file__).with_name("cut_off.py"))
THREADS, KEYS, EACH = 4, 3, 12


def test_however_many_writers_open_a_key_at_once_there_is_one_alert_and_every_repeat_is_counted(home):
    home.run(RACE, "prepare")
    processes = [home.start(RACE, "open", str(number)) for number in (1, 2)]
    assert [process.wait(120) for process in processes] == [0, 0]
    found = json.loads(home.run(RACE, "report"))["alerts"]
    assert found == [[f"zone:{key}", 2 * THREADS * EACH - 1] for key in range(KEYS)]


def test_of_people_who_press_at_once_exactly_one_wins_and_the_others_are_told(home):
    came = json.loads(home.run(RACE, "accept"))
    assert came == {"won": EACH, "conflict": EACH * (THREADS - 1), "steps": EACH}


@pytest.mark.load
def test_a_flood_of_conditions_is_stored_faster_than_it_can_come(home):
    home.run(RACE, "prepare")
    came = json.loads(home.run(RACE, "flood", "10000"))
    print(f"\n{home.store}: {came}")
    assert came["alerts"] == 10_000
    assert came["opened_per_s"] >= 1000
    assert came["repeats_per_s"] >= 1000


@pytest.mark.parametrize("home", ["postgres"], indirect=True)
def test_an_engine_whose_connection_was_cut_has_a_new_one_at_its_next_try(home):
    came = json.loads(home.run(CUT_OFF))
    assert set(came) == {"renew", "applied", "apply", "acquire"}
    assert {name: second for name, (_, second) in came.items()} == dict.fromkeys(came, True)
