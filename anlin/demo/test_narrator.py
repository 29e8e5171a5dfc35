"""The tour tells what the world and the platform really reached, one sentence at a time."""

import pytest

from anlin.demo.chapters import AT, CHAPTERS, END, chapters_of
from anlin.demo.narrator import LEAD_S, LINGERS_S, Happening, Narrator
from anlin.demo.staff import VISITOR
from anlin.demo.town import tour
from anlin.demo.world.kernel import SECOND
from anlin.demo.world.story import EBIKE_AT_S, LANE_AT_S

PRESENT = 1_000_000 * SECOND
EBIKE, LANE = CHAPTERS[1], CHAPTERS[2]


def at(seconds: float) -> int:
    return PRESENT + round(seconds * SECOND)


@pytest.fixture
def narrator() -> Narrator:
    return Narrator(PRESENT)


def step(action: str, alert: int = 4, key: str = "zone:x/lift-18-1-1") -> Happening:
    return Happening("ebike_in_building", key, action, alert)


def said(narrator: Narrator, real_s: float) -> str:
    return narrator.turn(real_s, 1.0).sentence.zh


def test_it_begins_with_the_morning(narrator: Narrator) -> None:
    narrator.hear(at(0), [])
    assert said(narrator, 0) == CHAPTERS[0].beats[AT].zh


def test_a_step_of_the_work_is_told_once_with_its_alert(narrator: Narrator) -> None:
    narrator.hear(at(0), [])
    said(narrator, 0)
    narrator.hear(at(EBIKE_AT_S), [step("open")])
    assert said(narrator, 10) == EBIKE.beats[AT].zh
    told = narrator.turn(20, 1.0)
    assert (told.sentence, told.alert) == (EBIKE.beats["open"], 4)
    narrator.hear(at(EBIKE_AT_S + 5), [step("open")])
    assert said(narrator, 30) == EBIKE.beats["open"].zh


def test_another_alert_of_the_same_place_is_not_the_storys(narrator: Narrator) -> None:
    narrator.hear(at(EBIKE_AT_S), [step("open", alert=4)])
    narrator.hear(at(EBIKE_AT_S + 300), [step("accept", alert=9)])
    heard = {said(narrator, 10.0 * nth) for nth in range(6)}
    assert EBIKE.beats["accept"].zh not in heard


def test_a_sentence_stays_long_enough_to_be_read(narrator: Narrator) -> None:
    narrator.hear(at(0), [])
    said(narrator, 0)
    narrator.hear(at(EBIKE_AT_S), [])
    assert said(narrator, LINGERS_S - 0.1) == CHAPTERS[0].beats[AT].zh
    assert said(narrator, LINGERS_S) == EBIKE.beats[AT].zh


def test_who_leaps_ahead_hears_of_the_chapter_as_soon_as_it_begins(narrator: Narrator) -> None:
    narrator.hear(at(0), [])
    assert said(narrator, 0) == CHAPTERS[0].beats[AT].zh
    narrator.leap(at(EBIKE_AT_S))
    narrator.hear(at(LANE_AT_S - LEAD_S), [step("open"), step("accept")])
    assert said(narrator, 0.1) == CHAPTERS[0].beats[AT].zh
    narrator.hear(at(LANE_AT_S), [step("arrive")])
    assert said(narrator, 0.2) == LANE.beats[AT].zh
    narrator.hear(at(LANE_AT_S), [Happening(LANE.model, f"zone:x/{LANE.key}", "level1", 7)])
    assert said(narrator, 0.3) == LANE.beats[AT].zh
    assert said(narrator, 0.2 + LINGERS_S) == LANE.beats["level1"].zh


def test_a_leap_beyond_the_last_chapter_leaves_nothing_out(narrator: Narrator) -> None:
    narrator.hear(at(0), [])
    said(narrator, 0)
    narrator.leap(at(10_000))
    narrator.hear(at(EBIKE_AT_S), [])
    assert said(narrator, 1) == CHAPTERS[0].beats[AT].zh
    assert said(narrator, 10) == EBIKE.beats[AT].zh


def test_what_was_overtaken_by_events_is_left_out(narrator: Narrator) -> None:
    narrator.hear(at(EBIKE_AT_S), [step(action) for action in ("open", "accept", "arrive", "resolve", "verify")])
    assert said(narrator, 0) == EBIKE.beats["resolve"].zh
    assert said(narrator, 10) == EBIKE.beats["verify"].zh


def test_the_story_does_not_go_back_to_a_chapter_once_a_later_one_is_told(narrator: Narrator) -> None:
    narrator.hear(at(EBIKE_AT_S), [step("open")])
    said(narrator, 0)
    narrator.hear(at(LANE_AT_S), [])
    assert [said(narrator, real_s) for real_s in (10, 20)] == [EBIKE.beats["open"].zh, LANE.beats[AT].zh]
    narrator.hear(at(LANE_AT_S + 1), [step("verify")])
    assert said(narrator, 30) == LANE.beats[AT].zh


def test_the_story_leaves_each_chapter_the_time_its_people_take() -> None:
    kitchen, crowd, car = CHAPTERS[4], CHAPTERS[5], CHAPTERS[6]
    visit_s = sum(habit.after_s for habit in VISITOR)
    assert kitchen.at_s + visit_s + LINGERS_S < crowd.at_s
    assert crowd.at_s + LINGERS_S < car.at_s


def test_what_came_before_its_chapter_keeps_its_alert_and_is_not_told_early(narrator: Narrator) -> None:
    narrator.hear(at(-100), [Happening(LANE.model, f"zone:x/{LANE.key}", "open", 7)])
    narrator.hear(at(LANE_AT_S), [])
    heard = [narrator.turn(10.0 * nth, 1.0) for nth in range(4)]
    assert heard[-1].sentence == LANE.beats[AT]
    assert heard[-1].alert == 7


def test_the_next_event_is_the_next_chapter_and_then_what_chance_brings(narrator: Narrator) -> None:
    assert narrator.coming(at(0)).at == at(EBIKE_AT_S - LEAD_S)
    assert narrator.coming(at(EBIKE_AT_S)).title == LANE.title
    assert narrator.coming(at(10_000)).at == 0


def test_after_the_last_chapter_it_says_so_and_then_what_happens(narrator: Narrator) -> None:
    narrator.chance(END)
    assert not narrator.is_over
    narrator.hear(at(10_000), [])
    assert narrator.is_over
    narrator.chance(CHAPTERS[2].title)
    said(narrator, 0)
    assert narrator.turn(10, 1.0).sentence == CHAPTERS[2].title


def test_every_chapter_has_its_beginning_and_its_words_in_both_languages() -> None:
    times = [chapter.at_s for chapter in CHAPTERS]
    assert times == sorted(times)
    for chapter in CHAPTERS:
        assert AT in chapter.beats
        assert all(words.zh and words.en for words in chapter.beats.values())


def test_the_recorder_of_the_story_is_one_of_the_towns() -> None:
    town = tour(1)
    keys = {chapter.key for chapter in chapters_of(town)}
    assert keys & {platform.code for platform in town.platforms}
