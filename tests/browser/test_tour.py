"""The tour as a visitor of `anlin demo` meets it: the real demo, a real browser."""

from collections.abc import Callable

from played_browser import PHONE, violations
from playwright.sync_api import Page, expect

Person = Callable[..., Page]


def test_the_tour_tells_pauses_jumps_and_leads_there_in_the_right_role(person: Person, demo: str) -> None:
    page = person("dispatcher", address=demo)
    page.goto("/queue")  # A page without the map, which the processor would draw all the while.
    clock, said = page.locator('[data-tour="clock"]'), page.locator('[data-tour="said"]')
    chapter = page.locator('[data-tour="chapter"] [aria-hidden]')
    expect(clock).to_contain_text("10:4")

    page.keyboard.press("p")
    # A busy demo heeds the pause after the step it is in; the page asks it every two seconds.
    expect(said).to_contain_text("已暂停", timeout=120_000)
    stood = clock.inner_text()
    page.wait_for_timeout(6_000)
    assert clock.inner_text() == stood

    told: set[str] = set()
    look = page.locator('[data-tour="look"]').filter(has_text="网格员")
    for _ in range(7):
        if look.count():
            break
        before = chapter.inner_text()
        page.keyboard.press("n")
        # A busy machine takes its time to play what lies between; a second jump before that would pass the event by.
        expect(chapter).not_to_have_text(before, timeout=240_000)
        told.add(said.inner_text())
    assert len(told) >= 2
    # Or the story goes on before a busy machine has clicked.
    page.keyboard.press("p")
    expect(said).to_contain_text("已暂停", timeout=120_000)
    look.click()
    page.wait_for_url("**/alerts/*")
    expect(page.locator("article[data-alert-open]")).to_contain_text("没有动静")
    expect(page.get_by_text("孙梅").first).to_be_visible()


def test_on_a_phone_the_tour_fits_can_be_folded_and_axe_finds_nothing(person: Person, demo: str) -> None:
    page = person("scenic_operator", language="en", theme="light", size=PHONE, address=demo)
    page.goto("/crowd")
    expect(page.get_by_role("heading", level=1)).to_contain_text("of capacity")
    expect(page.locator('[data-tour="said"]')).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert violations(page) == []
    page.get_by_role("button", name="Hide the story").click()
    expect(page.locator('[data-tour="said"]')).to_have_count(0)
    expect(page.locator('[data-tour="clock"]')).to_be_visible()


def test_a_platform_that_nobody_plays_shows_no_tour(person: Person) -> None:
    page = person("dispatcher")
    page.goto("/queue")
    expect(page.get_by_role("status").first).to_be_visible()
    expect(page.locator('[data-tour="clock"]')).to_have_count(0)
