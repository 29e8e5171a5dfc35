"""Forms that are longer than the screen: nothing typed is lost, and what does not fit is shown."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

Person = Callable[..., Page]


def test_a_long_form_keeps_what_was_typed_and_leads_to_what_is_missing(person: Person) -> None:
    manager = person("system_manager", size={"width": 1024, "height": 600})
    manager.goto("/devices")
    manager.get_by_role("button", name="登记新设备").click()
    form = manager.get_by_role("dialog")
    code = form.get_by_label("设备编号")
    code.fill("3799020100132000001")
    expect(form.get_by_text("现在是 19 位。GA/T 1400 的编号是 20 位数字，请再核对一遍。")).to_be_visible()

    manager.mouse.click(20, 300)
    expect(code).to_have_value("3799020100132000001")

    send = form.get_by_role("button", name="登记", exact=True)
    send.scroll_into_view_if_needed()
    send.click()
    first = form.get_by_label("中文名称")
    expect(first).to_be_focused()
    expect(first).to_be_in_viewport()
