"""An officer's passkey in a real browser, with Chromium's own virtual authenticator (LU-06); a newcomer without."""

import base64
import subprocess
import sys
import time
from collections.abc import Callable, Iterator

import pytest
from django_otp.oath import TOTP
from played_browser import PHONE, violations
from played_world import ROOT, World
from playwright.sync_api import Page, expect

Person = Callable[..., Page]
Picture = Callable[[Page, str], None]
PASSWORD = "quiet harbour lantern 7"
PEOPLE = f"""
import django
django.setup()
from anlin.people.models import RoleGrant, User
from anlin.places.models import Area
area = Area.objects.create(code="furong", kind="compound", name_zh="芙蓉花园", center_lon=119.5, center_lat=35.4)
officer = User.objects.create_user("lin", "林岚", {PASSWORD!r})
RoleGrant.objects.create(user=officer, role="community_officer", area=area)
User.objects.create_user("bai", "白露", {PASSWORD!r}, must_change_password=True)
"""


@pytest.fixture(scope="module")
def station(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """`anlin serve` with an officer and somebody without a post, who never signed in.

    Browsers offer no passkeys at a number, so by name.
    """
    with World(tmp_path_factory.mktemp("station"), is_demo=False, settled=False) as platform:
        environment = {**platform.environment, "DJANGO_SETTINGS_MODULE": "anlin.site.settings"}
        subprocess.run([sys.executable, "-c", PEOPLE], env=environment, cwd=ROOT, check=True)
        platform.address = platform.address.replace("127.0.0.1", "localhost")
        yield platform


def with_authenticator(page: Page) -> Page:
    """As if the machine had a fingerprint reader, and the finger lay on it."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
        "isUserVerified": True, "automaticPresenceSimulation": True,
    }  # fmt: skip
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return page


def give_password(page: Page, name: str = "lin") -> None:
    page.get_by_label("用户名").fill(name)
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="下一步").click()


def give_code(page: Page, secret: str, steps_on: int = 0) -> None:
    totp = TOTP(base64.b32decode(secret))
    totp.time = time.time() + 30 * steps_on
    page.locator("input").first.click()
    page.keyboard.type(f"{totp.token():06d}")


def test_lu_06_an_officer_makes_a_passkey_works_with_it_and_learns_of_a_stolen_sign_in(
    person: Person, station: World, picture: Picture
) -> None:
    page = with_authenticator(person(None, address=station.address))
    give_password(page)
    secret = page.locator("code").inner_text().replace(" ", "")
    give_code(page, secret)

    # The code was right, and yet nothing opens but the making of a passkey.
    expect(page.get_by_role("heading", name="先设置通行密钥")).to_be_visible()
    page.goto("/queue")
    expect(page.get_by_role("heading", name="先设置通行密钥")).to_be_visible()
    assert violations(page) == []
    picture(page, "passkey-needed")
    page.get_by_role("button", name="添加通行密钥").click()
    expect(page.get_by_role("heading", name="我的通行密钥")).to_be_visible()
    expect(page.get_by_text("设备自带")).to_be_visible()
    assert violations(page) == []
    picture(page, "passkey")
    page.get_by_role("button", name="进入平台").click()
    expect(page.get_by_role("link", name="待办")).to_be_visible()

    page.get_by_role("link", name="待办").click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.get_by_role("button", name="林岚").click()
    page.get_by_text("退出登录").click()
    give_password(page)
    expect(page.get_by_role("heading", name="通行密钥")).to_be_visible()
    assert violations(page) == []
    picture(page, "sign-in-passkey")
    page.get_by_role("button", name="用通行密钥登录").click()
    expect(page.get_by_role("link", name="待办")).to_be_visible()

    # Somewhere else without the key: the way round by a code ends at a closed door.
    elsewhere = with_authenticator(person(None, address=station.address, size=PHONE))
    give_password(elsewhere)
    elsewhere.get_by_role("button", name="用通行密钥登录").click()
    expect(elsewhere.get_by_role("alert")).to_contain_text("没有完成")
    assert violations(elsewhere) == []
    elsewhere.get_by_role("button", name="用动态口令").click()
    give_code(elsewhere, secret, steps_on=1)
    expect(elsewhere.get_by_role("heading", name="请用通行密钥登录")).to_be_visible()

    # The session's cookie alone, on another device.
    thief = person(None, address=station.address)
    stolen = next(cookie for cookie in page.context.cookies() if cookie["name"] == "anlin_session")
    thief.context.clear_cookies()
    thief.context.add_cookies([stolen])
    thief.goto("/queue")
    expect(thief.get_by_label("用户名")).to_be_visible()

    page.goto("/queue")
    give_password(page)
    page.get_by_role("button", name="用通行密钥登录").click()
    alarm = page.get_by_role("alert").filter(has_text="另一台设备")
    expect(alarm).to_be_visible()
    assert violations(page) == []
    alarm.get_by_role("button", name="知道了").click()
    expect(alarm).to_be_hidden()


def test_a_newcomer_chooses_a_password_and_is_told_that_no_page_is_theirs_yet(
    person: Person, station: World, picture: Picture
) -> None:
    page = person(None, address=station.address)
    give_password(page, "bai")
    give_code(page, page.locator("code").inner_text().replace(" ", ""))

    expect(page.get_by_role("heading", name="换成自己的密码")).to_be_visible()
    assert violations(page) == []
    picture(page, "password")
    page.goto("/queue")
    expect(page.get_by_role("heading", name="换成自己的密码")).to_be_visible()
    page.get_by_label("现在的密码").fill(PASSWORD)
    page.get_by_label("新密码").fill(PASSWORD)
    page.get_by_role("button", name="下一步").click()
    expect(page.get_by_role("alert")).to_have_text("新密码与原密码相同")
    page.get_by_label("新密码").fill("slow river granite 4")
    page.get_by_role("button", name="下一步").click()

    expect(page.get_by_role("heading", level=1)).to_contain_text("白露")
    assert page.url.endswith("/welcome")
    expect(page.get_by_text("您还没有岗位")).to_be_visible()
    assert violations(page) == []
    picture(page, "welcome")
