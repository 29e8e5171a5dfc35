"""An alert from its first appearance to its end, by the people who work on it."""

from collections.abc import Callable

from played_browser import PHONE, sign_in
from played_world import World
from playwright.sync_api import Page, expect

Person = Callable[..., Page]


def test_an_alert_appears_live_is_accepted_and_resolved_and_others_see_it(person: Person, world: World) -> None:
    guard, dispatcher = person("property_guard"), person("dispatcher")
    for page in (guard, dispatcher):
        page.goto("/")
        expect(page.get_by_role("status")).to_have_text("实时")

    alert = world.tell("raise", model="ebike_in_building", zone="lift-12-1-1", ago_s=8)["alert"]

    for page in (guard, dispatcher):
        expect(page.locator(f'button[data-alert="{alert}"]')).to_contain_text("12号楼1单元电梯")
    guard.locator(f'button[data-alert="{alert}"]').click()
    guard.locator('[data-action="accept"]').click()
    expect(dispatcher.locator(f'button[data-alert="{alert}"]')).to_contain_text("已签收 · 王建")

    guard.locator('[data-action="arrive"]').click()
    guard.locator('[data-action="resolve"]').first.click()
    guard.get_by_text("属实", exact=True).click()
    guard.get_by_role("textbox").fill("已劝离，电动车推出楼外。")
    guard.get_by_role("button", name="反馈结果").click()
    expect(dispatcher.locator(f'button[data-alert="{alert}"]')).to_contain_text("待核查")
    expect(guard.get_by_text("结果已反馈，等别人核查，您无需操作。")).to_be_visible()

    dispatcher.goto(f"/alerts/{alert}")
    expect(dispatcher.get_by_text("已劝离，电动车推出楼外。")).to_be_visible()
    dispatcher.locator('[data-action="verify"]').click()
    dispatcher.get_by_role("button", name="核查通过").click()
    expect(dispatcher.get_by_text("已办结，无需操作。")).to_be_visible()
    expect(guard.locator(f'button[data-alert="{alert}"]')).to_have_count(0)


def test_whoever_opens_an_alert_has_received_what_was_said_of_it(person: Person, world: World) -> None:
    alert = int(world.tell("raise", model="access_anomaly", zone="door-05-1")["alert"])
    world.tell("page_people")
    guard = person("property_guard")

    def notice() -> dict[str, object]:
        notices = guard.request.get("/api/notices").json()
        return next(one for one in notices if alert in one["alerts"])

    assert (notice()["is_shown"], notice()["is_received"]) == (False, False)
    with guard.expect_response("**/api/notices/shown"):
        guard.goto("/queue")
    assert (notice()["is_shown"], notice()["is_received"]) == (True, False)
    with guard.expect_response("**/api/notices/*/receipt"):
        guard.goto(f"/alerts/{alert}")
    assert notice()["is_received"]


def test_a_report_without_an_outcome_is_not_sent(person: Person, world: World) -> None:
    guard = person("property_guard")
    alert = world.tell("raise", model="access_anomaly", zone="door-03-1")["alert"]
    guard.goto(f"/?alert={alert}")
    guard.locator('[data-action="arrive"]').click()
    guard.locator('[data-action="resolve"]').first.click()
    guard.get_by_role("button", name="反馈结果").click()
    expect(guard.get_by_text("这一项必填")).to_be_visible()
    expect(guard.locator("article")).to_contain_text("处置中")


def test_two_who_accept_at_once_are_told_who_was_first(person: Person, world: World) -> None:
    guard, officer = person("property_guard"), person("community_officer")
    alert = world.tell("raise", model="ebike_in_building", zone="lift-13-1-1")["alert"]
    for page in (guard, officer):
        page.goto(f"/?alert={alert}")
        expect(page.locator('[data-action="accept"]')).to_be_visible()
    # The officer's page hears nothing for a moment: as when both press in the same second.
    officer.route(
        "**/api/alerts/*", lambda route: route.abort() if route.request.method == "GET" else route.continue_()
    )
    officer.route("**/api/stream*", lambda route: route.abort())
    guard.locator('[data-action="accept"]').click()
    expect(guard.locator('[data-action="arrive"]')).to_be_visible()
    officer.evaluate(
        """async (id) => {
          const token = /csrftoken=([^;]+)/.exec(document.cookie)[1];
          const answer = await fetch(`/api/alerts/${id}/accept`, {
            method: 'POST',
            headers: { 'Content-Type': 'application/json', 'X-CSRFToken': token },
            body: '{}',
          });
          if (answer.status !== 409) throw new Error(`expected 409, got ${answer.status}`);
        }""",
        alert,
    )


def test_the_whole_work_goes_by_keyboard(person: Person, world: World) -> None:
    guard = person("property_guard")
    alert = world.tell("raise", model="fire_hazard", zone="lobby-11-1", ago_s=70)["alert"]
    guard.goto("/")
    expect(guard.locator(f'button[data-alert="{alert}"]')).to_be_visible()

    guard.keyboard.press("?")
    expect(guard.get_by_role("dialog")).to_contain_text("去「待办」")
    guard.keyboard.press("Escape")
    expect(guard.get_by_role("dialog")).to_have_count(0)

    guard.keyboard.press("j")
    guard.keyboard.press("Enter")
    opened = guard.locator("article[data-alert-open]")
    expect(opened).to_have_attribute("data-alert-open", str(alert))
    expect(guard.locator('[data-action="accept"]')).to_be_visible()
    guard.keyboard.press("a")
    expect(guard.locator('[data-action="arrive"]')).to_be_visible()
    guard.keyboard.press("r")
    expect(guard.locator('[data-action="resolve"]').first).to_be_visible()
    guard.keyboard.press("f")
    expect(guard.get_by_role("radio", name="误报")).to_be_checked()
    guard.get_by_role("textbox").fill("住户做饭。")
    guard.keyboard.press("Control+Enter")
    expect(opened).to_contain_text("待核查")
    guard.keyboard.press("Escape")
    expect(opened).to_have_count(0)

    guard.keyboard.press("2")
    guard.wait_for_url("**/queue")
    expect(guard.get_by_placeholder("搜地点、设备、编号")).to_be_visible()
    guard.keyboard.press("/")
    expect(guard.get_by_placeholder("搜地点、设备、编号")).to_be_focused()
    guard.keyboard.type("11号楼")
    guard.wait_for_url("**q=11*")


def test_a_guard_works_with_a_phone(person: Person, world: World) -> None:
    guard = person("property_guard", size=PHONE)
    alert = world.tell("raise", model="ebike_in_building", zone="lift-14-2-1")["alert"]
    guard.goto("/")
    guard.locator(f'button[data-alert="{alert}"]').tap()
    accept = guard.locator('[data-action="accept"]')
    expect(accept).to_be_visible()
    box = accept.bounding_box()
    assert box is not None
    assert box["height"] >= 48
    assert box["width"] >= 300
    assert box["y"] > PHONE["height"] / 2  # Within reach of a thumb.
    accept.tap()
    expect(guard.locator('[data-action="arrive"]')).to_be_visible()
    width = guard.evaluate("document.documentElement.scrollWidth")
    assert width <= PHONE["width"]


def test_what_was_begun_is_still_there_after_the_form_was_left(person: Person, world: World) -> None:
    guard = person("property_guard")
    alert = world.tell("raise", model="ebike_in_building", zone="lift-12-2-1")["alert"]
    guard.goto(f"/?alert={alert}")
    guard.locator('[data-action="arrive"]').click()
    guard.locator('[data-action="resolve"]').first.click()
    guard.get_by_text("属实", exact=True).click()
    guard.get_by_role("textbox").last.fill("已劝离，电动车推出楼外。")
    guard.keyboard.press("Escape")
    guard.keyboard.press("Escape")
    expect(guard.locator("article[data-alert-open]")).to_have_count(0)
    guard.locator(f'button[data-alert="{alert}"]').click()
    guard.locator('[data-action="resolve"]').first.click()
    expect(guard.get_by_role("radio", name="属实")).to_be_checked()
    expect(guard.locator("article").get_by_role("textbox")).to_have_value("已劝离，电动车推出楼外。")
    guard.get_by_role("button", name="反馈结果").click()
    expect(guard.get_by_text("结果已反馈，等别人核查，您无需操作。")).to_be_visible()


def test_who_signs_out_without_a_network_reads_that_they_are_still_signed_in(person: Person) -> None:
    guard = person("property_guard")
    guard.goto("/queue")
    expect(guard.get_by_role("status")).to_have_text("实时")
    guard.context.set_offline(True)
    guard.get_by_role("button", name="我的账号").click()
    guard.get_by_text("退出登录").click()
    expect(guard.get_by_role("alert")).to_contain_text("还没有退出")
    guard.context.set_offline(False)
    guard.get_by_role("alert").get_by_role("button", name="退出登录").click()
    guard.wait_for_url("**/sign-in")


def test_a_part_of_the_bar_that_cannot_be_loaded_takes_nothing_else_away(person: Person) -> None:
    guard = person("property_guard")
    guard.route("**/assets/Asked*", lambda route: route.abort())
    with guard.expect_event("requestfailed"):
        guard.goto("/queue")
    expect(guard.get_by_role("status")).to_have_text("实时")
    guard.get_by_role("button", name="我的账号").click()
    expect(guard.get_by_text("退出登录")).to_be_visible()


def test_another_persons_sign_in_in_the_next_tab_is_everybodys_there(person: Person) -> None:
    guard = person("property_guard")
    guard.goto("/queue")
    expect(guard.get_by_role("button", name="王建 · 我的账号")).to_be_visible()
    other = guard.context.new_page()
    assert sign_in(other, "dispatcher") == 200
    other.goto("/queue")
    expect(guard.get_by_role("button", name="周敏 · 我的账号")).to_be_visible()


def test_who_is_signed_in_already_goes_in_from_the_sign_in(person: Person) -> None:
    guard = person("property_guard")
    guard.goto("/sign-in?next=%2Fqueue")
    guard.wait_for_url("**/queue")
    expect(guard.get_by_role("button", name="王建 · 我的账号")).to_be_visible()
