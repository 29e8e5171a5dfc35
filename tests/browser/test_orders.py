"""A declared response through the console: declared, in force, ended, and what proves its destruction."""

from collections.abc import Callable

from played_browser import PHONE, violations
from playwright.sync_api import Page, expect

Person = Callable[..., Page]


def test_a_health_worker_declares_an_order_and_ends_it_with_a_certificate(person: Person) -> None:
    page = person("health_worker")
    page.goto("/lists?tab=orders")
    page.get_by_role("button", name="宣布文书").click()
    form = page.get_by_role("dialog")
    form.get_by_label("文书编号").fill("卫健〔2026〕7 号")
    form.get_by_label("签发机关").fill("东港区卫生健康局")
    form.get_by_label("区域").click()
    page.locator(".ant-select-item-option").first.click()
    form.get_by_label("到期").fill("2099-01-31")
    assert violations(page) == []
    form.get_by_role("button", name="宣布文书").click()
    expect(page.get_by_role("heading", name="1 份卫生文书正在执行")).to_be_visible()
    expect(page.get_by_role("heading", name="卫健〔2026〕7 号")).to_be_visible()
    assert violations(page) == []

    phone = person("health_worker", language="en", theme="light", size=PHONE)
    phone.goto("/lists?tab=orders")
    expect(phone.get_by_text("卫健〔2026〕7 号")).to_be_visible()
    assert violations(phone) == []

    page.get_by_role("button", name="结束并销毁").click()
    page.locator(".ant-popconfirm").get_by_role("button", name="结束并销毁").click()
    expect(page.get_by_role("heading", name="销毁证明")).to_be_visible()
    expect(page.locator("pre")).to_contain_text('"signature"')
    expect(page.get_by_role("heading", name="没有正在执行的卫生文书")).to_be_visible()


def test_whoever_keeps_no_health_list_is_shown_no_orders(person: Person) -> None:
    page = person("community_officer")
    page.goto("/lists")
    expect(page.get_by_text("准不准")).to_be_visible()
    expect(page.get_by_text("卫生文书", exact=True)).to_be_hidden()
