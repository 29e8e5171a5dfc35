"""Every page in both languages, both themes, wide and narrow: it answers, and axe finds nothing."""

import re
from collections.abc import Callable

import pytest
from played_browser import DESKTOP, PHONE, sign_in, violations
from played_world import World
from playwright.sync_api import CDPSession, Page, expect

Person = Callable[..., Page]
Looks = tuple[tuple[str, dict[str, int]], ...]
"""Theme and size of the screen."""

PAGES = {
    "situation": ("dispatcher", "/", "未办结", "Unfinished"),
    "alert": ("dispatcher", "/alerts/{alert}", "为什么有这条预警", "Why there is this alert"),
    "queue": ("dispatcher", "/queue?alert={alert}", "条未办结的预警", "unfinished"),
    "devices": ("dispatcher", "/devices?device=20", "台设备", "devices"),
    "balance": ("system_manager", "/devices?tab=balance", "收支平衡", "It balances"),
    "quarantine": ("system_manager", "/devices?tab=quarantine", "is not a time", "is not a time"),
    "parked": ("system_manager", "/devices?tab=parked", "新车棚摄像机", "Register"),
    "crowd": ("dispatcher", "/crowd", "没有要看人流的地方", "No place here may fill up"),
    "cases": ("dispatcher", "/cases", "这里还没有案件数据", "No cases are known here"),
    "upkeep": ("dispatcher", "/upkeep", "没有坏的设备", "Nothing is broken"),
    "models": ("dispatcher", "/models", "模型", "Model"),
    "model": ("dispatcher", "/models?model=fire_lane_occupied", "容易看错的情况", "What it can mistake"),
    "nowhere": ("dispatcher", "/nowhere", "没有这个页面", "There is no such page"),
    "concerned": ("grid_worker", "/alerts/{home}", "涉及的人", "Whom it concerns"),
    "entry": ("community_officer", "/lists?entry={entry}", "等待批准", "Waits for approval"),
    "dispatch": ("dispatcher", "/dispatch", "联动派出", "Send jointly"),
    "tasks": ("volunteer", "/tasks", "现在没有请您帮忙的事", "Nothing is asked of you now"),
    "rows": ("system_manager", "/places?tab=rows", "新增一项", "Add one"),
    "isolations": ("health_worker", "/isolations", "登记隔离文书", "Enter an order"),
    "landlords": ("grid_worker", "/residents?tab=landlords", "登记房东", "Name a landlord"),
    "wrong": ("community_officer", "/lists?tab=wrong", "更正一起", "Put one right"),
    "orders": ("health_worker", "/lists?tab=orders", "卫生文书", "health order"),
    "figures": ("auditor", "/lists?tab=figures", "还没有公布的季度", "No quarter is published yet"),
    "list-figures": (None, "/list-figures", "还没有公布的季度", "No quarter is published yet"),
    "resident": ("grid_worker", "/residents?resident={resident}", "138****0077", "138****0077"),
    "shift": ("dispatcher", "/shift", "本班发生了什么", "What happened this shift"),
    "modes": ("dispatcher", "/shift?tab=modes", "所有新预警都会提醒", "Every new alert pages somebody"),
    "trial": ("dispatcher", "/models/fire_lane_occupied/trial", "返回模型", "Back to the models"),
    "places": ("system_manager", "/places", "个区域", "areas are registered"),
    "roster": ("property_manager", "/duty", "人在岗", "people on duty"),
    "accounts": ("security_manager", "/accounts", "个账号", "accounts"),
    "audit": ("auditor", "/audit", "链条完好", "the chain is sound"),
    "stops": ("auditor", "/audit?tab=stops", "没有账号被自动停用", "No account was stopped"),
    "looks": ("resident", "/looks", "没有人查看过您的信息", "Nobody has looked at your data"),
    "sign-in": (None, "/sign-in", "选一个角色进入", "Choose whom to play"),
}
LOOKS: dict[str, Looks] = {
    "zh": (("dark", DESKTOP), ("light", PHONE)),
    "en": (("light", DESKTOP), ("dark", PHONE)),
}
"""Each page is opened once in each language, and turned into its other look while it is open."""


@pytest.fixture(scope="module")
def alert(world: World) -> int:
    world.tell("blind", zone="lane-8")
    world.tell("raise", model="access_anomaly", zone="door-15-1", ago_s=130)
    world.tell("raise", model="ebike_in_building", zone="lift-18-1-2", ago_s=1400, suspected=True)
    return int(world.tell("raise", model="fire_lane_occupied", zone="lane-3", ago_s=400)["alert"])


@pytest.fixture(scope="module")
def registers(world: World) -> dict[str, int]:
    found = world.tell("registers")
    return {"home": found["alert"], "entry": found["entry"], "resident": found["resident"]}


def looked_at(page: Page, devtools: CDPSession, address: str, words: str, looks: Looks) -> dict[str, list[str]]:
    """What is wrong with the page at that address in each look."""
    wrong: dict[str, list[str]] = {}
    for place, (theme, size) in enumerate(looks):
        # A screen of that size, touched with a finger if it is a phone's, on a machine with that theme.
        devtools.send("Emulation.setTouchEmulationEnabled", {"enabled": size is PHONE})
        page.set_viewport_size(size)  # type: ignore[arg-type]
        page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
        if place == 0:
            page.goto(address)
            page.locator("h1").first.wait_for(state="attached")  # The menu may have the page's words before the page.
        expect(page.get_by_text(words).first).to_be_visible()
        expect(page.locator("html")).to_have_attribute("data-theme", theme)
        page.wait_for_timeout(300)  # What fades in has no contrast worth judging on its way.
        found = wrong[f"{theme}, {size['width']}"] = violations(page)
        if page.evaluate("document.documentElement.scrollWidth") > size["width"]:
            found.append("wider than the screen")
    return wrong


@pytest.mark.parametrize("language", LOOKS)
def test_every_page_answers_fits_and_axe_finds_nothing(
    person: Person, alert: int, registers: dict[str, int], language: str
) -> None:
    wrong: dict[str, object] = {}
    # One browser for everybody: what it has read and compiled once it need not load again.
    page = person(None, language=language, theme="system")
    devtools = page.context.new_cdp_session(page)
    for who in dict.fromkeys(role for role, *_ in PAGES.values()):
        page.context.clear_cookies()
        if who is not None:
            assert sign_in(page, who) == 200
        for name, (role, address, zh, en) in PAGES.items():
            if role == who:
                words = zh if language == "zh" else en
                found = looked_at(page, devtools, address.format(alert=alert, **registers), words, LOOKS[language])
                wrong |= {f"{name}, {look}": what for look, what in found.items() if what}
    assert wrong == {}


def test_the_language_is_switched_and_remembered(person: Person) -> None:
    page = person("dispatcher")
    page.add_init_script("window.__kept = true")  # The first script would set Chinese again.
    page.goto("/queue")
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("link", name="Queue")).to_be_visible()
    assert page.evaluate("localStorage.getItem('anlin.language')") == "en"
    assert page.evaluate("document.documentElement.lang") == "en"


def test_a_role_of_the_demo_is_one_click_away(person: Person) -> None:
    page = person(None)
    page.locator('[data-role="dispatcher"]').click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("待处置")
    expect(page.get_by_text("演示 · 数据为虚构")).to_be_visible()


def test_without_the_right_a_page_says_so(person: Person) -> None:
    page = person("property_guard")
    page.goto("/devices")
    expect(page.get_by_role("alert")).to_contain_text("权限")


def test_an_address_behind_the_sign_in_is_kept_for_afterwards(person: Person) -> None:
    page = person(None)
    page.goto("/queue?state=mine")
    expect(page).to_have_url(re.compile(r"/sign-in\?next="))
    page.locator('[data-role="dispatcher"]').click()
    expect(page).to_have_url(re.compile(r"/queue\?state=mine$"))


def test_a_lost_connection_is_said_in_words_and_heals(person: Person, alert: int) -> None:
    page = person("dispatcher")
    page.goto("/queue")
    expect(page.get_by_role("status")).to_have_text("实时")
    expect(page.locator("tbody tr").first).to_be_visible()
    page.context.set_offline(True)
    expect(page.get_by_role("status")).to_contain_text("没有网络")
    expect(page.locator("tbody tr").first).to_be_visible()  # What was known stays.
    page.context.set_offline(False)
    expect(page.get_by_role("status")).to_have_text("实时")


@pytest.mark.parametrize("width", [720, 1024, 1440])
def test_the_bar_fits_the_screen_and_bad_news_is_read_whole(person: Person, width: int) -> None:
    officer = person("community_officer", language="en", size={"width": width, "height": 450})
    officer.goto("/queue")
    expect(officer.get_by_role("status")).to_have_text("Live")
    assert officer.evaluate("document.documentElement.scrollWidth") <= width
    officer.context.set_offline(True)
    expect(officer.get_by_role("status")).to_contain_text("You see how it was before")
    news, bar = officer.get_by_role("status").bounding_box(), officer.locator("header").first.bounding_box()
    assert news is not None
    assert bar is not None
    assert 0 <= news["y"] <= news["y"] + news["height"] <= bar["height"] <= 130
    officer.context.set_offline(False)
