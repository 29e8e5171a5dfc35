"""What docs/screens shows: which pages, as whom, in which looks; and how a picture is taken.

A file is `<page>-<language>-<theme>-<size>.webp`. Pages that people live in are kept in every look, the others in two,
so that the repository stays small.
"""

import base64
from itertools import product
from pathlib import Path
from typing import NamedTuple

from played_browser import DESKTOP, PHONE
from played_world import ROOT
from playwright.sync_api import Page

SCREENS = ROOT / "docs" / "screens"
ROUTES = ROOT / "console/src/app/router.tsx"
SIZES = {"desktop": DESKTOP, "phone": PHONE}
QUALITY = 72
UNDER_WAY = ".bones:visible, .ant-spin:visible"
FADED_MS = 400
"""What fades in or grows is there by then."""


class Look(NamedTuple):
    language: str
    theme: str
    size: str


class Shown(NamedTuple):
    """A page of the demo: the role who looks at it, its address, and a selector of what it is about."""

    role: str | None
    address: str
    subject: str
    moves_in_ms: int = 1500
    """What comes after the page itself: the map's tiles, a chart's lines."""


ALL_LOOKS = [Look(*each) for each in product(("zh", "en"), ("light", "dark"), SIZES)]
TWO_LOOKS = [Look("zh", "light", "desktop"), Look("en", "dark", "phone")]

# Without its subject a page is empty, refused or broken, and no picture is taken.
DEMO = {
    "situation": Shown("dispatcher", "/?alert={told}", "[data-alert-open]", 8000),
    "city": Shown("dispatcher", "/", ".maplibregl-canvas", 8000),
    "alert": Shown("dispatcher", "/alerts/{alert}", "[data-alert-open]", 5000),
    "queue": Shown("dispatcher", "/queue", "tbody tr"),
    "crowd": Shown("dispatcher", "/crowd", "main strong[data-state]", 4000),
    "cases": Shown("dispatcher", "/cases", "tbody tr"),
    "forces": Shown("dispatcher", "/?area={beach}", ".maplibregl-canvas", 12_000),
    "dispatch": Shown("dispatcher", "/dispatch", "main article li"),
    "tasks": Shown("volunteer", "/tasks", "main .empty"),
    "upkeep": Shown("ops_engineer", "/upkeep?device={broken}", "main aside dl"),
    "models": Shown("dispatcher", "/models?model=fire_lane_occupied", "main aside ul", 2000),
    "shift": Shown("dispatcher", "/shift", "main form"),
    "modes": Shown("dispatcher", "/shift?tab=modes", "main form"),
    "devices": Shown("dispatcher", "/devices", "tbody tr"),
    "balance": Shown("system_manager", "/devices?tab=balance", "main dl"),
    "trial": Shown("dispatcher", "/models/fire_lane_occupied/trial?sweep={sweep}", "main table", 2500),
    "places": Shown("system_manager", "/places", "tbody tr"),
    "lists": Shown("community_officer", "/lists", "tbody tr"),
    "orders": Shown("health_worker", "/lists?tab=orders", "main .empty"),
    "residents": Shown("grid_worker", "/residents", "tbody tr"),
    "isolations": Shown("health_worker", "/isolations", "main .empty"),
    "duty": Shown("property_manager", "/duty", "tbody tr"),
    "accounts": Shown("security_manager", "/accounts", "tbody tr"),
    "audit": Shown("auditor", "/audit", "tbody tr"),
    "home": Shown("resident", "/home", "[data-purpose]"),
    "family": Shown("family_contact", "/family", "main section[data-state]"),
    "emergency": Shown("community_officer", "/emergency", "main .empty"),
    "looks": Shown("resident", "/looks", "tbody tr"),
    "list-figures": Shown(None, "/list-figures", "main .empty"),
    "sign-in": Shown(None, "/sign-in", "[data-role]", 800),
}
WITH_MAP = {"situation", "city", "alert", "forces"}
LIVED_IN = {"situation", "alert", "crowd"}

# Pages that a test comes by on its way through a platform that is no demo, each with its route.
ON_THE_WAY = {
    "setup": "/setup",
    "setup-authenticator": "/setup",
    "setup-area": "/setup",
    "setup-device": "/setup",
    "setup-credential": "/setup",
    "setup-officers": "/setup",
    "setup-invited": "/setup",
    "setup-done": "/setup",
    "sign-in-password": "/sign-in",
    "sign-in-code": "/sign-in",
    "sign-in-passkey": "/sign-in",
    "passkey-needed": "/passkey",
    "passkey": "/passkey",
    "password": "/password",
    "welcome": "/welcome",
}


def looks_of(name: str) -> list[Look]:
    return ALL_LOOKS if name in LIVED_IN else TWO_LOOKS


def file_of(name: str, look: Look) -> str:
    return f"{'-'.join((name, *look))}.webp"


def take(page: Page, folder: Path, name: str, look: Look) -> None:
    """Keep what is on the screen; a page that says it failed, or is only on its way, fails the test instead."""
    assert page.locator("[data-problem]").count() == 0, page.locator("[data-problem]").first.inner_text()
    assert page.locator(UNDER_WAY).count() == 0, f"{name} is still loading"
    told = page.context.new_cdp_session(page).send("Page.captureScreenshot", {"format": "webp", "quality": QUALITY})
    (folder / file_of(name, look)).write_bytes(base64.b64decode(told["data"]))


def take_in_passing(page: Page, folder: Path, name: str) -> None:
    """The page as it stands, with what was typed, in each of its looks; afterwards it is as it was."""
    before = page.evaluate("[document.documentElement.lang.slice(0, 2), document.documentElement.dataset.theme]")
    width = page.viewport_size
    assert width is not None
    devtools = page.context.new_cdp_session(page)
    for look in looks_of(name):
        _turn(page, look.language, look.theme)
        devtools.send("Emulation.setTouchEmulationEnabled", {"enabled": look.size == "phone"})
        page.set_viewport_size(SIZES[look.size])  # type: ignore[arg-type]
        page.wait_for_timeout(FADED_MS)
        take(page, folder, name, look)
    devtools.send("Emulation.setTouchEmulationEnabled", {"enabled": width == PHONE})
    _turn(page, *before)
    page.set_viewport_size(width)


def _turn(page: Page, language: str, theme: str) -> None:
    """By the page's own buttons, since what a step shows once would not survive a reload."""
    page.set_viewport_size(DESKTOP)  # type: ignore[arg-type]
    if not page.evaluate("document.documentElement.lang").startswith(language):
        page.locator("button[lang]").click()
    if page.evaluate("document.documentElement.dataset.theme") != theme:
        page.locator("button:has(.anticon-sun, .anticon-moon)").click()
    page.mouse.move(0, 0)
