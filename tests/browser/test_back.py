"""What the browser's Back does: on a phone it is the way out of what covers the page."""

import re
from collections.abc import Callable

from played_browser import PHONE
from played_world import World
from playwright.sync_api import Page, expect

Person = Callable[..., Page]


def test_back_closes_what_was_opened_and_closing_leaves_nothing_to_go_back_to(person: Person, world: World) -> None:
    guard = person("property_guard", size=PHONE)
    first = world.tell("raise", model="ebike_in_building", zone="lift-15-1-1")["alert"]
    second = world.tell("raise", model="access_anomaly", zone="door-07-1")["alert"]
    opened = guard.locator("article[data-alert-open]")
    guard.goto("/queue")
    guard.goto("/")
    guard.locator(f'button[data-alert="{first}"]').tap()
    expect(opened).to_be_visible()
    guard.go_back()
    expect(opened).to_have_count(0)
    guard.wait_for_url(lambda url: url.endswith("/"))

    guard.locator(f'button[data-alert="{second}"]').tap()
    expect(opened).to_have_attribute("data-alert-open", str(second))
    guard.get_by_role("button", name="关闭").tap()
    expect(opened).to_have_count(0)
    guard.go_back()
    guard.wait_for_url("**/queue")


def test_back_on_an_alert_that_was_the_first_page_leads_to_the_queue(person: Person, world: World) -> None:
    alert = world.tell("raise", model="ebike_in_building", zone="lift-15-2-1")["alert"]
    signed_in = person("property_guard")
    link = signed_in.context.new_page()
    link.goto(f"/alerts/{alert}")
    link.get_by_role("button", name="返回").click()
    expect(link).to_have_url(re.compile("/queue$"))
