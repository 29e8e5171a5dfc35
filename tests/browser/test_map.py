"""The map: from the whole city to one door in two moves, found as people write and as they type."""

from collections.abc import Callable

import pytest
from played_browser import PHONE
from played_world import World
from playwright.sync_api import Page, expect

from anlin.demo.board import TOLD, Board, Sentence, Telling
from anlin.observations.clock import system_clock

Person = Callable[..., Page]


@pytest.mark.parametrize("words", ["18号楼单元门", "18haoloudanyuanmen"])
def test_two_moves_lead_from_the_whole_city_to_a_doors_devices_and_alerts(
    person: Person, world: World, words: str
) -> None:
    alert = world.tell("raise", model="access_anomaly", zone="door-18-1")["alert"]
    page = person("dispatcher")
    page.goto("/")
    search = page.get_by_role("combobox", name="名称或拼音")
    search.fill(words)
    expect(page.locator(".ant-select-item-option-active")).to_contain_text("18号楼单元门")
    search.press("Enter")
    panel = page.get_by_role("complementary")
    expect(panel.get_by_role("heading", level=1)).to_have_text("18号楼")
    expect(panel.locator(f'[data-alert="{alert}"]')).to_be_visible()
    expect(panel.get_by_role("link", name="18号楼单元门门磁")).to_be_visible()
    world.tell("clear", alert=alert)


@pytest.mark.parametrize(
    ("words", "name", "kind"),
    [
        ("观澜街道", "观澜街道", "区域"),
        ("guanlan", "观澜街道", "区域"),
        ("furonghuayuan", "芙蓉花园", "区域"),
        ("单元门门磁", "单元门门磁", "设备"),
        ("danyuanmenmenci", "单元门门磁", "设备"),
    ],
)
def test_a_street_a_compound_and_a_device_are_found_in_chinese_and_in_pinyin(
    person: Person, words: str, name: str, kind: str
) -> None:
    page = person("dispatcher")
    page.goto("/")
    page.get_by_role("combobox", name="名称或拼音").fill(words)
    expect(page.locator(".ant-select-item-option-active")).to_contain_text(name)
    expect(page.locator(".ant-select-item-option-active")).to_contain_text(kind)


def test_the_map_goes_where_a_demos_story_is_until_one_says_no(person: Person, world: World) -> None:
    alerts = [
        int(world.tell("raise", model="ebike_in_building", zone=zone)["alert"])
        for zone in ("lift-17-1-1", "lift-19-1-1")
    ]
    board = Board(world.home)
    try:
        board.tell(told_of(alerts[0]))
        page = person("dispatcher")
        page.goto("/")
        page.wait_for_url(f"**/?*alert={alerts[0]}*")
        expect(page.locator(f'article[data-alert-open="{alerts[0]}"]')).to_be_visible()
        page.keyboard.press("Escape")
        expect(page.locator("article[data-alert-open]")).to_have_count(0)
        follow = page.locator('[data-tour="follow"]')
        follow.click()
        expect(follow).to_have_attribute("aria-pressed", "false")
        board.tell(told_of(alerts[1]))
        expect(page.locator('[data-tour="said"]')).to_contain_text(str(alerts[1]))
        expect(page.locator("article[data-alert-open]")).to_have_count(0)
    finally:
        (world.home / TOLD).unlink()
        for alert in alerts:
            world.tell("clear", alert=alert)


def test_on_a_phone_a_chosen_alert_lies_under_the_map_and_the_whole_of_it_is_a_touch_away(
    person: Person, world: World
) -> None:
    alert = int(world.tell("raise", model="ebike_in_building", zone="lift-17-1-1")["alert"])
    page = person("dispatcher", size=PHONE)
    page.goto(f"/?alert={alert}")
    said = page.locator(f'article[data-alert-open="{alert}"]')
    expect(said).to_be_visible()
    expect(page.locator(".maplibregl-canvas")).to_be_visible()
    page.wait_for_timeout(500)  # The panel moves in.
    drawn, below = page.locator(".maplibregl-canvas").bounding_box(), said.bounding_box()
    assert drawn is not None
    assert below is not None
    assert drawn["height"] >= 200
    assert drawn["y"] + drawn["height"] <= below["y"] + 1
    page.get_by_role("complementary").get_by_role("link", name="整页").click()
    page.wait_for_url(f"**/alerts/{alert}")
    world.tell("clear", alert=alert)


def told_of(alert: int) -> Telling:
    said = Sentence(f"第 {alert} 条", f"Alert {alert}")
    return Telling(
        now=system_clock(), speed=1.0, is_paused=False, is_jumping=False, said=said, chapter=2, chapters=7, alert=alert
    )
