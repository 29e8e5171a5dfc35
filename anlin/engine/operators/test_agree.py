from typing import Any, NamedTuple

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from anlin.engine.rehearsal import ENGINES, PLACE, PLAIN, Rehearsal, specimen
from anlin.engine.spec import ModelSpec
from anlin.engine.steps import Kernels
from anlin.observations import DeviceRow, Quality

SMOKE, WELL = "smoke/alarm", "smoke/normal"
KEY = "dwelling:3-201"
DEVICES = tuple(DeviceRow(20 + i, f"smoke-{i}", 4, 2, kind="smoke", heartbeat_s=0) for i in range(1, 11))
FLAT = msgspec.structs.replace(PLACE, devices=(*PLACE.devices, *DEVICES))


def model(**others: Any) -> ModelSpec:
    usual = {"sensors": 2, "window_s": 30, "lasting_s": 60, "clear_s": 20}
    return specimen("agree", "dwelling", {SMOKE: "holds", WELL: "ends"}, **usual | others)


def flat(by: Kernels = PLAIN, **parameters: Any) -> Rehearsal:
    return Rehearsal([model(**parameters)], FLAT, by=by)


def told(place: Rehearsal, until: float = 1000) -> list[tuple[str, float]]:
    return [(what, second) for _, _, what, second in place.told(until)]


def test_two_sensors_of_one_home_open_it_at_the_second() -> None:
    place = flat().says("smoke-1", SMOKE, 10).says("smoke-2", SMOKE, 25)
    assert place.told(40) == [("rule", KEY, "OPENED", 25)]


@pytest.mark.parametrize(("second", "opens"), [(39.9, True), (40, False), (40.1, False)])
def test_a_word_exactly_one_window_old_does_not_count(second: float, opens: bool) -> None:
    place = flat().says("smoke-1", SMOKE, 10).says("smoke-1", WELL, 12).says("smoke-2", SMOKE, second)
    assert bool(told(place, 60)) is opens


def test_a_sensor_that_still_says_so_counts_however_old_its_word_is() -> None:
    place = flat(lasting_s=10**9).says("smoke-1", SMOKE, 10).says("smoke-2", SMOKE, 500)
    assert told(place) == [("OPENED", 500)]


def test_the_same_sensor_twice_is_one_sensor() -> None:
    assert told(flat().says("smoke-1", SMOKE, 10, 20, 30), 60) == []


def test_one_sensor_that_persists_opens_it_without_a_further_row() -> None:
    assert told(flat().says("smoke-1", SMOKE, 10)) == [("OPENED", 70)]


def test_a_test_button_of_one_sensor_is_not_enough() -> None:
    assert told(flat().says("smoke-1", SMOKE, 10).says("smoke-1", WELL, 69)) == []


def test_it_clears_when_every_sensor_has_been_well_long_enough() -> None:
    place = flat().says("smoke-1", SMOKE, 10).says("smoke-2", SMOKE, 15)
    place.says("smoke-1", WELL, 50).says("smoke-2", WELL, 100)
    assert told(place) == [("OPENED", 15), ("CLEARED", 120)]


def test_smoke_again_before_it_has_cleared_goes_on_with_the_same_condition() -> None:
    place = flat().says("smoke-1", SMOKE, 10, 115).says("smoke-2", SMOKE, 15)
    place.says("smoke-1", WELL, 50, 130).says("smoke-2", WELL, 100)
    assert told(place) == [("OPENED", 15), ("CLEARED", 150)]


def test_a_camera_that_does_not_repeat_it_has_ended() -> None:
    place = flat(expire_s=40).says("smoke-1", SMOKE, 10, 30).says("smoke-2", SMOKE, 25)
    assert told(place) == [("OPENED", 25), ("CLEARED", 90)]


def test_it_escalates_while_one_sensor_says_so() -> None:
    assert told(flat(escalate_s=100).says("smoke-1", SMOKE, 10)) == [("OPENED", 70), ("ESCALATED1", 110)]


def test_the_condition_says_how_many_sensors_and_since_when() -> None:
    place = flat(sensors=3).says("smoke-1", SMOKE, 10).says("smoke-2", SMOKE, 12).says("smoke-3", SMOKE, 14)
    opened = place.until(20)[0]
    assert (opened.value, opened.count, (opened.at - opened.start) / 1_000_000) == (3, 3, 4)


def test_doubtful_sensors_open_it_as_suspected_until_enough_are_firm() -> None:
    place = flat(lasting_s=10**9).says("smoke-1", SMOKE, 10, quality=int(Quality.UNHEALTHY_DEVICE))
    place.says("smoke-2", SMOKE, 15).says("smoke-3", SMOKE, 20)
    assert told(place) == [("OPENED?", 15), ("OPENED", 20)]


@pytest.mark.parametrize("quality", [Quality.REPLAYED, Quality.TEST, Quality.LATE, Quality.UNREGISTERED_DEVICE])
def test_replayed_and_test_rows_never_count(quality: Quality) -> None:
    place = flat().says("smoke-1", SMOKE, 10, quality=int(quality)).says("smoke-2", SMOKE, 12, quality=int(quality))
    assert told(place) == []


def test_a_late_word_that_all_is_well_ends_it() -> None:
    place = flat().says("smoke-1", SMOKE, 10).says("smoke-2", SMOKE, 15)
    place.says("smoke-1", WELL, 50).says("smoke-2", WELL, 60, received=200)
    assert told(place) == [("OPENED", 15), ("CLEARED", 80)]


def test_it_is_unknown_while_nothing_watches_and_told_again_by_the_next_row() -> None:
    only_two = msgspec.structs.replace(PLACE, devices=(*PLACE.devices, *DEVICES[:2]))
    place = Rehearsal([model()], only_two, by=PLAIN)
    place.says("smoke-1", SMOKE, 10, 310).says("smoke-2", SMOKE, 15)
    for device in ("smoke-1", "smoke-2"):
        place.says(device, "device_fault/stuck", 100).says(device, "device_fault/normal", 300)
    assert told(place, 320) == [("OPENED", 15), ("UNKNOWN", 100), ("OPENED", 310)]


def test_sensors_that_agree_before_the_hours_begin_open_it_when_they_do() -> None:
    # Second 0 is 08:00 in Shanghai.
    place = flat(lasting_s=10**9, schedule=(("08:10", "09:00"),)).says("smoke-1", SMOKE, 10).says("smoke-2", SMOKE, 15)
    assert told(place) == [("OPENED", 600)]


def test_what_ended_before_the_hours_begin_is_forgotten_when_they_do() -> None:
    place = flat(window_s=60, schedule=(("08:01", "09:00"),)).says("smoke-1", SMOKE, 1).says("smoke-1", WELL, 2)
    assert told(place) == []


def test_of_more_than_eight_sensors_it_follows_those_that_still_say_so() -> None:
    place = flat(sensors=8, lasting_s=10**9).says("smoke-1", SMOKE, 1).says("smoke-1", WELL, 2)
    for i in range(2, 10):
        place.says(f"smoke-{i}", SMOKE, 40 + i)
    assert told(place) == [("OPENED", 49)]


class Word(NamedTuple):
    second: float
    device: int
    holds: bool
    delay: float


@st.composite
def nights(draw: st.DrawFn) -> list[Word]:
    words, now = [], 0.0
    for _ in range(draw(st.integers(0, 16))):
        now += draw(st.sampled_from([0.5, 1, 5, 9.5, 10, 10.5, 20, 40, 60]))
        late = draw(st.sampled_from([0, 0, 0, 1.5, 2, 90]))
        words.append(Word(now, draw(st.integers(1, 3)), draw(st.booleans()), late))
    return words


def defined(
    words: list[Word], sensors: int, window: float, lasting: float, clear: float, expire: float, until: float
) -> list[tuple[str, float]]:
    """The sentences of `agree_row`, slowly: half a second at a time, from the whole past."""
    found: list[tuple[str, float]] = []
    opened, over = False, 0.0
    since: dict[int, float] = {}
    last: dict[int, float] = {}
    for now in (half / 2 for half in range(int(until * 2))):
        for word in (w for w in words if w.second == now):
            if word.holds and word.delay <= 2:
                since.setdefault(word.device, now)
                last[word.device] = now
            elif not word.holds and since.pop(word.device, None) is not None:
                over = now
            said = {device for device, at in last.items() if device in since or now - at < window}
            if word.holds and word.delay <= 2 and not opened and len(said) >= sensors:
                opened = True
                found.append(("OPENED", now))
        for device in [d for d in since if now - last[d] >= expire]:
            del since[device]
            over = now
        if not opened and any(now - begun >= lasting for begun in since.values()):
            opened = True
            found.append(("OPENED", now))
        if opened and not since and now - over >= clear:
            opened = False
            last.clear()
            found.append(("CLEARED", now))
    return found


@pytest.mark.parametrize("by", ENGINES.values(), ids=ENGINES.keys())
@settings(max_examples=100, deadline=None)
@given(
    nights(), st.integers(1, 3), st.sampled_from([5.0, 10.0]), st.sampled_from([0.0, 15.0, 60.0]),
    st.sampled_from([0.0, 10.0]), st.sampled_from([20.0, 10.0**9]),
)  # fmt: skip
def test_it_says_what_its_sentences_say(
    by: Kernels, words: list[Word], sensors: int, window: float, lasting: float, clear: float, expire: float
) -> None:
    # A late word that all is well takes effect late: it is left to the tests above.
    words = [word for word in words if word.holds or word.delay <= 2]
    place = flat(by, sensors=sensors, window_s=window, lasting_s=lasting, clear_s=clear, expire_s=expire)
    for word in words:
        what = SMOKE if word.holds else WELL
        place.says(f"smoke-{word.device}", what, word.second, received=word.second + word.delay)
    assert told(place, 1500) == defined(words, sensors, window, lasting, clear, expire, 1500)
