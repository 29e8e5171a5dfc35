"""The map: from the whole city to one door in two moves, found as people write and as they type."""

from collections.abc import Callable

import pytest
from played_world import World
from playwright.sync_api import Page, expect

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
