"""Pages of the law: an isolation order and its proof, landlords, matches that were wrong."""

from collections.abc import Callable

from played_browser import PHONE, violations
from playwright.sync_api import Page, expect

Person = Callable[..., Page]

SEND = """async ([method, path, body]) => {
  const token = (document.cookie.match(/csrftoken=([^;]+)/) || [])[1] || '';
  const answer = await fetch(path, { method, headers: { 'Content-Type': 'application/json', 'X-CSRFToken': token },
                                     body: JSON.stringify(body) });
  return answer.status;
}"""


def test_an_isolation_order_is_entered_for_a_magnet_and_ended_with_a_certificate(person: Person) -> None:
    nurse = person("health_worker")
    area = nurse.evaluate("async () => (await (await fetch('/api/areas')).json())[0]")
    manager = person("system_manager")
    magnet = {"code": "magnet-of-order", "area": area["code"], "name_zh": "门磁", "kind": "door"}
    assert manager.evaluate(SEND, ["PUT", "/api/registers/devices", {"values": magnet, "is_new": True}]) == 200
    response = {
        "number": "卫健〔2026〕9 号",
        "area": area["id"],
        "issued_by": "区卫健局",
        "until": "2099-01-01T00:00:00Z",
    }
    assert nurse.evaluate(SEND, ["POST", "/api/lists/orders", response]) == 200

    nurse.goto("/isolations")
    nurse.get_by_role("button", name="登记隔离文书").click()
    form = nurse.get_by_role("dialog")
    form.get_by_label("文书编号", exact=True).fill("隔〔2026〕1 号")
    form.get_by_label("应急响应文书编号").fill("卫健〔2026〕9 号")
    form.get_by_label("区域").click()
    nurse.locator(".ant-select-item-option").first.click()
    form.get_by_label("门磁编码").fill("magnet-of-order")
    form.get_by_label("到期").fill("2099-01-31")
    assert violations(nurse) == []
    form.get_by_role("button", name="登记隔离文书").click()
    # Longer than a fortnight: refused, and what was typed stays.
    expect(form.get_by_role("alert")).to_contain_text("14 天")
    form.get_by_label("到期").fill(nurse.evaluate("new Date(Date.now() + 3 * 86400000).toISOString().slice(0, 10)"))
    form.get_by_role("button", name="登记隔离文书").click()
    panel = nurse.get_by_role("complementary", name="隔离文书")
    expect(panel.get_by_text("magnet-of-order")).to_be_visible()
    expect(nurse.get_by_role("heading", level=1, name="1 份隔离文书正在执行")).to_be_visible()
    assert violations(nurse) == []

    phone = person("health_worker", language="en", theme="light", size=PHONE)
    phone.goto("/isolations")
    expect(phone.get_by_text("隔〔2026〕1 号")).to_be_visible()
    assert violations(phone) == []

    panel.get_by_role("button", name="结束并删除").click()
    nurse.locator(".ant-popconfirm").get_by_role("button", name="结束并删除").click()
    expect(panel.locator("pre")).to_contain_text('"signature"')
    # The world is shared: what was declared here is over for the tests that follow.
    orders = nurse.evaluate("async () => (await (await fetch('/api/lists/orders')).json())")
    (mine,) = [order["id"] for order in orders if order["number"] == response["number"]]
    assert nurse.evaluate(SEND, ["POST", f"/api/lists/orders/{mine}/close", {}]) == 200


def test_a_grid_worker_names_a_landlord_and_is_told_when_the_home_or_account_is_not_there(person: Person) -> None:
    page = person("grid_worker")
    page.goto("/residents?tab=landlords")
    page.get_by_role("button", name="登记房东").click()
    form = page.get_by_role("dialog")
    form.get_by_label("住房编码").fill("nowhere")
    form.get_by_label("房东的账号").fill("nobody")
    form.get_by_label("租赁备案编号").fill("租备〔2026〕1 号")
    form.get_by_role("button", name="登记房东").click()
    expect(form.get_by_role("alert")).to_contain_text("没有这一项")
    assert violations(page) == []
    phone = person("grid_worker", language="en", theme="light", size=PHONE)
    phone.goto("/residents?tab=landlords")
    expect(phone.get_by_role("button", name="Name a landlord")).to_be_visible()
    assert violations(phone) == []


def test_an_officer_is_told_that_an_alert_bears_no_confirmed_match(person: Person) -> None:
    page = person("community_officer")
    page.goto("/lists?tab=wrong")
    expect(page.get_by_role("heading", level=1, name="没有待告知的错误命中")).to_be_visible()
    page.get_by_role("button", name="更正一起").click()
    form = page.get_by_role("dialog")
    form.get_by_label("预警编号").fill("987654")
    form.get_by_label("为什么是错的").fill("同型套牌车")
    form.get_by_role("button", name="更正一起").click()
    expect(form.get_by_role("alert")).to_contain_text("没有这一项")
    assert violations(page) == []
