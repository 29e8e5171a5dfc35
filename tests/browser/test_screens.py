"""The pictures of docs/screens: each page of the demo answers the role it is for, and no page is without pictures.

`make screens` takes them all, `make screens ONLY=queue` those whose page or test has that in its name.
"""

import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from played_browser import WAIT_MS, sign_in
from played_demo import ask, settle
from played_screens import (
    ALL_LOOKS,
    DEMO,
    ON_THE_WAY,
    ROUTES,
    SCREENS,
    SIZES,
    UNDER_WAY,
    WITH_MAP,
    Look,
    file_of,
    looks_of,
    take,
)
from playwright.sync_api import Browser, Page, expect

TO_TAKE = [(name, look) for look in ALL_LOOKS for name in DEMO if look in looks_of(name)]
"""By look, so that each role signs in once for each."""
DRAWN_WITHIN_S = 60
"""Software draws a map slowly on a busy machine."""


class Visitors:
    """Whoever looks at the demo in one look, a browser context for each role; the next look has others."""

    def __init__(self, chromium: Browser, address: str) -> None:
        self._chromium, self._address = chromium, address
        self._look: Look | None = None
        self._pages: dict[str | None, Page] = {}
        self.failures: list[str] = []

    def page(self, role: str | None, look: Look) -> Page:
        if look != self._look:
            self.leave()
            self._look = look
        if role not in self._pages:
            self._pages[role] = self._enter(role, look)
        return self._pages[role]

    def leave(self) -> None:
        for page in self._pages.values():
            page.context.close()
        self._pages.clear()

    def _enter(self, role: str | None, look: Look) -> Page:
        context = self._chromium.new_context(
            viewport=SIZES[look.size],  # type: ignore[arg-type]
            base_url=self._address,
            service_workers="block",
            has_touch=look.size == "phone",
            timezone_id="Asia/Shanghai",
        )
        context.set_default_timeout(WAIT_MS)
        context.add_init_script(
            f"localStorage.setItem('anlin.language', '{look.language}');"
            f"localStorage.setItem('anlin.theme', '{look.theme}'); localStorage.setItem('anlin.tour.follow', 'no');"
        )
        page = context.new_page()
        page.on("pageerror", lambda error: self.failures.append(str(error)))
        if role is None:
            page.goto("/sign-in")
        else:
            assert sign_in(page, role) == 200
        return page


@pytest.fixture(scope="module")
def visitors(chromium: Browser, demo: str) -> Iterator[Visitors]:
    those = Visitors(chromium, demo)
    yield those
    those.leave()


@pytest.fixture(scope="module")
def story(visitors: Visitors) -> dict[str, object]:
    """What the addresses name, once the demo's story stands still."""
    # The audit page is about looks at people: somebody has looked, whichever pictures are taken.
    assert ask(visitors.page("grid_worker", ALL_LOOKS[0]), "/api/residents")
    return settle(visitors.page("dispatcher", ALL_LOOKS[0]))


@pytest.mark.screens
@pytest.mark.parametrize(("name", "look"), TO_TAKE, ids=[file_of(*each) for each in TO_TAKE])
def test_a_page_of_the_demo_answers_its_role_and_is_pictured(
    visitors: Visitors, story: dict[str, object], screens: Path, name: str, look: Look
) -> None:
    shown = DEMO[name]
    page = visitors.page(shown.role, look)
    address = shown.address.format(**story)
    page.goto(address)
    # On a phone a panel under the map takes the place of the map's own sentence.
    expect(page.locator("h1:visible").first).to_have_text(re.compile(r"\S"))
    expect(page.locator(shown.subject).locator("visible=true").first).to_be_visible()
    if name in WITH_MAP:
        drawn(page)
    page.wait_for_timeout(shown.moves_in_ms)
    expect(page.locator(UNDER_WAY)).to_have_count(0)
    # Whoever may not open a page is led to another.
    assert page.url.endswith(address)
    assert visitors.failures == []
    take(page, screens, name, look)


def test_a_page_that_is_refused_or_not_there_is_not_pictured(person: Callable[..., Page], tmp_path: Path) -> None:
    page = person("property_guard")
    for address, says in (("/devices", "权限"), ("/nowhere", "没有这个页面")):
        page.goto(address)
        expect(page.locator("#content").get_by_text(says).first).to_be_visible()
        with pytest.raises(AssertionError, match=says):
            take(page, tmp_path, "devices", ALL_LOOKS[0])
    assert list(tmp_path.iterdir()) == []


def drawn(page: Page) -> None:
    """Once the map shows what it has. The page's policy lets no script wait inside it."""
    deadline = time.monotonic() + DRAWN_WITHIN_S
    while not page.evaluate("performance.getEntriesByName('anlin.map').length"):
        assert time.monotonic() < deadline, "the map was not drawn"
        page.wait_for_timeout(500)


def test_every_page_of_the_console_has_its_pictures_in_docs_screens() -> None:
    """A new route needs a line in `played_screens.py`, then `make screens ONLY=<its name>`."""
    addresses = [shown.address.partition("?")[0] for shown in DEMO.values()] + list(ON_THE_WAY.values())
    routes = re.findall(r"\bpath: '(.+?)'", ROUTES.read_text(encoding="utf-8"))
    assert len(routes) > 20
    patterns = {route: re.compile(re.sub(r"\\\$\w+", "[^/]+", re.escape(route))) for route in routes}
    assert [route for route in routes if not any(map(patterns[route].fullmatch, addresses))] == []
    wanted = {file_of(name, look) for name in (*DEMO, *ON_THE_WAY) for look in looks_of(name)}
    assert wanted == {file.name for file in SCREENS.iterdir()}
