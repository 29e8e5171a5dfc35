"""What the browser tests share: one played platform, the system's Chromium, and people in it."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from played_browser import DESKTOP, FLAGS, PHONE, PLAY_ROLE, WAIT_MS, chromium_path
from played_world import ROOT, World
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every test of this folder drives the browser."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    path = chromium_path()
    if path is None:
        pytest.skip("chromium is not installed; apt-get install chromium fonts-noto-cjk")
    expect.set_options(timeout=WAIT_MS)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    if not (ROOT / "anlin/site/console/index.html").is_file():
        pytest.fail("the console is not built: make console")
    with World(tmp_path_factory.mktemp("played")) as played:
        yield played


@pytest.fixture
def person(chromium: Browser, world: World) -> Iterator[Callable[..., Page]]:
    """`person("dispatcher", language="en", …)`: a browser of its own, signed in; None is not signed in.

    A script that fails on the page fails the test.
    """
    contexts: list[BrowserContext] = []
    failures: list[str] = []

    def enter(
        role: str | None = "dispatcher",
        *,
        language: str = "zh",
        theme: str = "dark",
        size: dict[str, int] = DESKTOP,
        address: str = world.address,
    ) -> Page:
        context = chromium.new_context(
            viewport=size,  # type: ignore[arg-type]
            base_url=address,
            service_workers="block",
            has_touch=size is PHONE,
            timezone_id="Asia/Shanghai",
            reduced_motion="reduce",  # Nobody waits for an animation that the processor draws.
        )
        contexts.append(context)
        context.set_default_timeout(WAIT_MS)
        page = context.new_page()
        page.on("pageerror", lambda error: failures.append(str(error)))
        page.add_init_script(
            f"localStorage.setItem('anlin.language', '{language}'); localStorage.setItem('anlin.theme', '{theme}')"
        )
        page.goto("/sign-in")
        if role is not None:
            assert page.evaluate(PLAY_ROLE, role) == 200
        return page

    yield enter
    for context in contexts:
        context.close()
    assert failures == []
