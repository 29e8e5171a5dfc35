"""Places and devices one by one through the console: added, refused beside the field, changed, switched off."""

from collections.abc import Callable

from played_browser import PHONE, violations
from playwright.sync_api import Page, expect

Person = Callable[..., Page]


def test_a_device_is_added_refused_where_it_does_not_fit_changed_and_switched_off(person: Person) -> None:
    page = person("system_manager")
    page.goto("/places?tab=rows")
    expect(page.locator("tbody tr").first).to_be_visible()
    page.get_by_role("button", name="新增一项").click()
    panel = page.get_by_role("complementary", name="新增设备")
    panel.get_by_label("编码", exact=True).fill("nvr-by-hand")
    panel.get_by_label("区域编码").fill("nowhere")
    panel.get_by_label("名称", exact=True).fill("东门录像机")
    panel.get_by_label("类型").fill("recorder")
    panel.get_by_role("button", name="保存").click()
    expect(panel.get_by_text("没有登记 nowhere")).to_be_visible()
    assert violations(page) == []
    area = page.evaluate("async () => (await (await fetch('/api/areas')).json()).at(-1).code")
    panel.get_by_label("区域编码").fill(area)
    panel.get_by_role("button", name="保存").click()
    # Saved: the panel is that row's by now.
    row = page.get_by_role("complementary", name="东门录像机")
    expect(row.get_by_label("编码", exact=True)).to_be_disabled()
    row.get_by_label("名称", exact=True).fill("东门一号录像机")
    row.get_by_role("button", name="保存").click()
    renamed = page.get_by_role("complementary", name="东门一号录像机")
    expect(renamed).to_be_visible()
    renamed.get_by_role("button", name="停用").click()
    page.locator(".ant-popconfirm").get_by_role("button", name="停用").click()
    expect(renamed).to_be_hidden()

    phone = person("system_manager", language="en", theme="light", size=PHONE)
    phone.goto("/places?tab=rows&q=nvr-by-hand")
    expect(phone.get_by_text("Switched off")).to_be_visible()
    assert violations(phone) == []
    phone.get_by_text("东门一号录像机").click()
    form = phone.get_by_role("complementary", name="东门一号录像机")
    expect(form.get_by_label("In use (1 or 0)")).to_have_value("0")
    assert violations(phone) == []


def test_a_place_on_which_something_hangs_is_not_removed_and_says_what(person: Person) -> None:
    page = person("system_manager")
    page.goto("/places?tab=rows&kind=areas")
    page.locator("tbody tr").first.click()
    panel = page.get_by_role("complementary").last
    panel.get_by_role("button", name="删除").click()
    page.locator(".ant-popconfirm").get_by_role("button", name="删除").click()
    expect(panel.get_by_role("alert")).to_contain_text("挂在这里")
