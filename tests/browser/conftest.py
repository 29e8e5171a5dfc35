"""What the browser tests share: one played platform, the system's Chromium, and people in it."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from played_browser import DESKTOP, FLAGS, PHONE, WAIT_MS, chromium_path, sign_in
from played_demo import running_demo
from played_screens import ON_THE_WAY, take_in_passing
from played_world import ROOT, World
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--screens", type=Path, metavar="FOLDER", help="run what takes pictures, and put them there")


def screens_of(config: pytest.Config) -> Path | None:
    # Without a default it would be unknown to a run that met this folder only after it had read its options.
    folder: Path | None = config.getoption("--screens", None)
    return folder


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Every test of this folder drives the browser; pictures of the demo are taken only when somebody wants them."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)

    def is_wanted(item: pytest.Item) -> bool:
        if screens_of(config):
            return "screens" in getattr(item, "fixturenames", ()) or "picture" in getattr(item, "fixturenames", ())
        return item.get_closest_marker("screens") is None

    config.hook.pytest_deselected(items=[item for item in items if not is_wanted(item)])
    items[:] = [item for item in items if is_wanted(item)]


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
        if role is None:
            page.goto("/sign-in")
        else:
            assert sign_in(page, role) == 200
        return page

    yield enter
    for context in contexts:
        context.close()
    assert failures == []


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a running demo that has reached its present."""
    with running_demo(tmp_path_factory.mktemp("demo")) as address:
        yield address


@pytest.fixture(scope="session")
def screens(request: pytest.FixtureRequest) -> Path | None:
    """The folder for pictures, if they are wanted."""
    folder = screens_of(request.config)
    if folder is not None:
        folder.mkdir(parents=True, exist_ok=True)
    return folder


@pytest.fixture
def picture(screens: Path | None) -> Callable[[Page, str], None]:
    """`picture(page, "setup")` keeps the page in each of its looks where pictures are wanted, else nothing happens."""

    def keep(page: Page, name: str) -> None:
        assert name in ON_THE_WAY
        if screens is not None:
            take_in_passing(page, screens, name)

    return keep
