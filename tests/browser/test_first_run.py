"""From an empty platform to a device that can sign in, as its first administrator meets it."""

import base64
import re
import struct
import zlib
from collections.abc import Callable, Iterator

import pytest
from django_otp.oath import TOTP
from played_browser import PHONE, violations
from played_world import World
from playwright.sync_api import Page, expect

Person = Callable[..., Page]
Picture = Callable[[Page, str], None]


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """`anlin serve` as it is on the first day: nobody, nothing, no roles to play."""
    with World(tmp_path_factory.mktemp("empty"), is_demo=False, settled=False) as platform:
        yield platform


def a_picture() -> bytes:
    """A white PNG of one pixel."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)
    rows = zlib.compress(b"\0\xff\xff\xff")
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def code_of(secret: str) -> str:
    """What an authenticator app shows now."""
    return f"{TOTP(base64.b32decode(secret)).token():06d}"


def test_the_first_run_leads_to_a_device_that_can_sign_in(person: Person, empty: World, picture: Picture) -> None:
    page = person(None, address=empty.address)
    page.wait_for_url("**/setup")
    expect(page.get_by_role("heading", name="建立管理员")).to_be_visible()
    assert violations(page) == []
    picture(page, "setup")
    page.get_by_label("姓名").fill("田野")
    page.get_by_label("用户名").fill("tianye")
    page.get_by_label("密码").fill("short")
    page.get_by_role("button", name="下一步").click()
    expect(page.get_by_text("至少 10 个字符")).to_be_visible()
    page.get_by_label("密码").fill("quiet harbour lantern 7")
    page.get_by_role("button", name="下一步").click()

    secret = page.locator("code").inner_text().replace(" ", "")
    drawn = "document.querySelector('img[alt^=二维码]').naturalWidth > 0"
    page.wait_for_function(drawn)  # A picture that cannot be read has no width.
    assert violations(page) == []
    picture(page, "setup-authenticator")
    page.locator("input").first.click()
    page.keyboard.type(code_of(secret))

    expect(page.get_by_role("heading", name="第一个区域")).to_be_visible()
    assert violations(page) == []
    picture(page, "setup-area")
    page.get_by_label("中文名称").fill("芙蓉花园")
    page.get_by_label("经度").fill("119.562")
    page.get_by_label("纬度").fill("35.385")
    page.get_by_role("button", name="下一步").click()

    expect(page.get_by_role("heading", name="第一台设备")).to_be_visible()
    assert page.evaluate("scrollY") == 0  # The button of the step before was further down.
    assert violations(page) == []
    picture(page, "setup-device")
    page.get_by_label("中文名称").fill("3 号楼电梯摄像机")
    page.get_by_label("设备编号").fill("37990201001320000001")
    page.get_by_label("地方名称").fill("3 号楼 1 单元电梯")
    page.get_by_label("看哪里").fill("轿厢内，俯视，全部轿厢")
    page.get_by_label("备案号").fill("望公视备 000001")
    page.locator("input[type=file]").set_input_files(
        {"name": "sign.png", "mimeType": "image/png", "buffer": a_picture()}
    )
    page.get_by_role("checkbox").check()
    page.get_by_role("button", name="下一步").click()

    expect(page.get_by_role("heading", name="填进设备")).to_be_visible()
    assert violations(page) == []
    picture(page, "setup-credential")
    expect(page.get_by_text(re.compile(r"/VIID/System/Register"))).to_be_visible()
    page.get_by_role("button", name="已抄好").click()

    expect(page.get_by_role("heading", name="另外两员")).to_be_visible()
    assert violations(page) == []
    picture(page, "setup-officers")
    for place, (name, username) in enumerate((("宋薇", "songwei"), ("陆遥", "luyao"))):
        page.get_by_label("姓名").nth(place).fill(name)
        page.get_by_label("用户名").nth(place).fill(username)
    page.get_by_role("button", name="下一步").click()
    expect(page.get_by_role("heading", name="当面交给他们")).to_be_visible()
    assert violations(page) == []
    picture(page, "setup-invited")
    page.get_by_role("button", name="已抄好").click()
    expect(page.get_by_role("heading", name="准备好了")).to_be_visible()
    picture(page, "setup-done")
    page.get_by_role("button", name="进入平台").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("1 台设备")

    returning = person(None, address=empty.address, size=PHONE)
    expect(returning.get_by_label("用户名")).to_be_visible()
    picture(returning, "sign-in-password")
    returning.get_by_label("用户名").fill("tianye")
    returning.get_by_label("密码").fill("wrong password here")
    returning.get_by_role("button", name="下一步").click()
    expect(returning.get_by_role("alert")).to_have_text("用户名或密码不正确")
    returning.get_by_label("密码").fill("quiet harbour lantern 7")
    returning.get_by_role("button", name="下一步").click()
    expect(returning.get_by_role("heading", name="动态口令")).to_be_visible()
    assert violations(returning) == []
    picture(returning, "sign-in-code")
    returning.locator("input").first.click()
    returning.keyboard.type("000000")
    expect(returning.get_by_role("alert")).to_contain_text("不正确")
