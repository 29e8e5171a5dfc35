"""The map: from the whole city to one door in two moves, found as people write and type; and what it costs to drag."""

from collections.abc import Callable
from pathlib import Path

import pytest
from map_speed import measure, prefecture
from played_world import World
from playwright.sync_api import Browser, Page, expect

Person = Callable[..., Page]
MOST_YARDSTICKS = 8
"""Script of a slow frame beside a fixed piece of script of the same page and minute: two to three times it, see
docs/speed.md; points laid anew while one drags, or a marker each, are twenty times it and more."""
MOST_GROWTH_MIB = 16
"""Measured: less than one over the rounds, twice that of the next collection; what is kept of each round shows."""


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


def test_dragging_the_whole_prefecture_costs_little_script_and_keeps_nothing(chromium: Browser, tmp_path: Path) -> None:
    with prefecture(tmp_path / "home") as city:
        found = measure(chromium, city.address)
    slow = {zoom: found[zoom]["script_p95_ms"] / found["yardstick_ms"] for zoom in ("city", "district", "compound")}
    assert max(slow.values()) <= MOST_YARDSTICKS, found
    assert found["heap_growth_mib"] <= MOST_GROWTH_MIB, found
