"""Joint dispatch in the console: sent from an alert, worked on by its organisations, helped by a volunteer."""

from collections.abc import Callable

from played_browser import PHONE, violations
from played_world import World
from playwright.sync_api import Page, expect

Person = Callable[..., Page]


def test_several_organisations_are_sent_and_each_works_on_its_own_part(person: Person, world: World) -> None:
    alert = int(world.tell("raise", model="ebike_in_building", zone="lift-03-1-1", ago_s=20)["alert"])
    desk = person("dispatcher")
    desk.goto(f"/alerts/{alert}")
    desk.get_by_role("link", name="联动派出").click()
    form = desk.get_by_role("dialog")
    form.get_by_label("单位").first.click()
    desk.locator(".ant-select-item-option:visible").first.click()
    form.get_by_label("做什么").first.fill("到 1 层劝离")
    assert violations(desk) == []
    form.get_by_role("button", name="联动派出").click()
    expect(desk.get_by_role("heading", level=1)).to_contain_text("1 个单位等签收")
    expect(desk.get_by_text("到 1 层劝离")).to_be_visible()
    assert violations(desk) == []

    desk.get_by_role("button", name="请志愿者").click()
    asking = desk.get_by_role("dialog")
    asking.get_by_label("志愿者").click()
    desk.locator(".ant-select-item-option:visible").first.click()
    asking.get_by_label("做什么").fill("打电话 13800138000")
    asking.get_by_role("button", name="请志愿者").click()
    expect(asking.get_by_role("alert")).to_contain_text("不要写电话")
    asking.get_by_label("做什么").fill("在 1 层请邻居绕行")
    asking.get_by_role("button", name="请志愿者").click()
    expect(desk.get_by_text("等回复")).to_be_visible()

    helper = person("volunteer", size=PHONE, theme="light")
    helper.goto("/")
    expect(helper.get_by_role("heading", level=1)).to_contain_text("1 件事请您帮忙")
    helper.get_by_role("button", name="我去").click()
    expect(helper.get_by_text("任务中共享我的位置")).to_be_visible()
    assert violations(helper) == []
    helper.get_by_role("button", name="做完了").click()
    expect(helper.get_by_text("谢谢您")).to_be_visible()

    expect(desk.get_by_text("做完了")).to_be_visible()
    guard = person("property_guard", language="en", theme="light", size=PHONE)
    guard.goto("/dispatch")
    expect(guard.get_by_role("heading", level=1)).to_be_visible()
    assert violations(guard) == []


def test_the_key_of_the_search_leads_nobody_to_a_page_that_is_closed_to_them(person: Person) -> None:
    volunteer = person("volunteer")
    volunteer.goto("/tasks")
    expect(volunteer.get_by_text("现在没有请您帮忙的事").first).to_be_visible()
    volunteer.keyboard.press("/")
    volunteer.keyboard.press("?")
    expect(volunteer.get_by_role("dialog")).to_be_visible()
    assert volunteer.url.endswith("/tasks")
