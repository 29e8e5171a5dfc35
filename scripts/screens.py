"""Takes the pictures of docs/screens from a running demo: `python scripts/screens.py http://127.0.0.1:8400/`.

First it goes on in the demo's story to where most is to be seen, and pauses it there, so that all pictures show one
minute. WebP (the browser's own), named `<page>-<language>-<theme>-<size>`; a page that a role may not open is an error.
"""

import base64
import sys
import time
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

SCREENS = Path(__file__).resolve().parent.parent / "docs" / "screens"
SIZES = {"desktop": (1440, 900), "phone": (390, 844)}
QUALITY = 72
CHAPTER = 5
"""The silent kitchen: lane, recorder and crowd are under way by then."""
JUMPS_WITHIN_S = 120
SWEPT_WITHIN_S = 60
SETTLES_S = 4
"""What the chapter begins with is on the pages, and the next is far."""
# Page, the demo role who looks at it, address, and a pause in ms for what moves in (the map, a chart).
PAGES = (
    ("situation", "dispatcher", "/?alert={told}", 8000),
    ("city", "dispatcher", "/", 8000),
    ("alert", "dispatcher", "/alerts/{alert}", 5000),
    ("queue", "dispatcher", "/queue", 1500),
    ("crowd", "dispatcher", "/crowd", 4000),
    ("cases", "dispatcher", "/cases", 1500),
    ("forces", "dispatcher", "/?area={beach}", 12_000),
    ("dispatch", "dispatcher", "/dispatch", 1500),
    ("tasks", "volunteer", "/tasks", 1500),
    ("upkeep", "ops_engineer", "/upkeep?device={broken}", 1500),
    ("models", "dispatcher", "/models?model=fire_lane_occupied", 2000),
    ("shift", "dispatcher", "/shift", 1500),
    ("modes", "dispatcher", "/shift?tab=modes", 1500),
    ("devices", "dispatcher", "/devices", 1500),
    ("balance", "system_manager", "/devices?tab=balance", 1500),
    ("trial", "dispatcher", "/models/fire_lane_occupied/trial?sweep={sweep}", 2500),
    ("places", "system_manager", "/places", 1500),
    ("lists", "community_officer", "/lists", 1500),
    ("orders", "health_worker", "/lists?tab=orders", 1500),
    ("residents", "grid_worker", "/residents", 1500),
    ("isolations", "health_worker", "/isolations", 1500),
    ("duty", "property_manager", "/duty", 1500),
    ("accounts", "security_manager", "/accounts", 1500),
    ("audit", "auditor", "/audit", 1500),
    ("home", "resident", "/home", 1500),
    ("family", "family_contact", "/family", 1500),
    ("emergency", "community_officer", "/emergency", 1500),
    ("looks", "resident", "/looks", 1500),
    ("list-figures", None, "/list-figures", 1500),
    ("sign-in", None, "/sign-in", 800),
)
# Pictures of the pages people live in are kept in every look, the others in two, so that the repository stays small.
EVERYWHERE = {"situation", "alert", "crowd"}
LOOKS = (("zh", "light", "desktop"), ("en", "dark", "phone"))
WITH_MAP = {"situation", "city", "alert", "forces"}
DRAWN_WITHIN_S = 60
FLAGS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--enable-unsafe-swiftshader",
]  # fmt: skip
ASK = """async ([path, body]) => {
    const token = (document.cookie.match(/csrftoken=([^;]+)/) || [])[1] || '';
    const answer = await fetch(path, body === null ? {} : {
        method: 'POST', headers: {'Content-Type': 'application/json', 'X-CSRFToken': token},
        body: JSON.stringify(body) });
    return answer.ok ? await answer.json() : null;
}"""


def main(address: str, wanted: set[str]) -> int:
    SCREENS.mkdir(parents=True, exist_ok=True)
    address = address.rstrip("/")
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        found = settle(browser, address)
        for language in ("zh", "en"):
            for theme in ("light", "dark"):
                for size in SIZES:
                    look(browser, address, found, (language, theme, size), wanted)
        browser.close()
    return 0


def settle(browser: Browser, address: str) -> dict[str, object]:
    """Go on to the chapter and pause; what the addresses of the pages name."""
    page = signed_in(browser, address, "dispatcher", ("zh", "light", "desktop"))
    ask(page, "/api/demo/tour", {"is_paused": False})
    while (tour := ask(page, "/api/demo/tour")) is not None and tour["chapter"] < CHAPTER:
        jump(page, tour["chapter"])
    time.sleep(SETTLES_S)
    ask(page, "/api/demo/tour", {"is_paused": True})
    for _ in range(JUMPS_WITHIN_S * 2):
        if (ask(page, "/api/demo/tour") or {"is_paused": True})["is_paused"]:
            break
        time.sleep(0.5)
    alerts = ask(page, "/api/alerts")
    broken = ask(page, "/api/upkeep")
    if not alerts or not alerts["items"]:
        raise SystemExit(f"{address}: no alert yet; is this a demo?")
    lanes = [alert for alert in alerts["items"] if alert["model"] == "fire_lane_occupied"]
    alert = int((lanes or alerts["items"])[0]["id"])
    first = next((each["device"]["id"] for each in (broken or {}).get("broken", []) if each["device"]), 0)
    crowd = ask(page, "/api/crowd")
    beach = crowd["places"][0]["area"]["id"] if crowd and crowd["places"] else ""
    send_jointly(page, alerts["items"])
    told = (ask(page, "/api/demo/tour") or {}).get("alert") or alert
    found = {"told": told, "alert": alert, "broken": f"d{first}", "beach": beach, "sweep": sweep(page)}
    page.context.close()
    return found


def send_jointly(page: Page, alerts: list[dict[str, Any]]) -> None:
    """Two organisations to one alert, so that there is a dispatch to look at."""
    for alert in alerts:
        choices = ask(page, f"/api/dispatches/choices?alert={alert['id']}")
        units = [unit["id"] for unit in (choices or {}).get("units", [])][:2]
        if len(units) < 2:
            continue
        parts = [
            {"unit": units[0], "what": "到场处置 Deal with it there", "is_lead": True},
            {"unit": units[1], "what": "引导群众绕行 Lead people another way"},
        ]
        if ask(page, "/api/dispatches", {"alert": alert["id"], "parts": parts}) is not None:
            return


def sweep(page: Page) -> object:
    """A finished look for better limits, over the days that are archived; "" where there is none."""
    today = (ask(page, "/api/demo/tour") or {}).get("now", "")[:10]
    body = {"model": "fire_lane_occupied", "first_day": today, "last_day": today}
    asked = ask(page, "/api/trials/sweeps", body)
    for _ in range(SWEPT_WITHIN_S):
        if asked is None or asked["state"] in ("done", "failed"):
            break
        time.sleep(1)
        asked = ask(page, f"/api/trials/sweeps/{asked['id']}")
    return "" if asked is None else asked["id"]


def jump(page: Page, chapter: int) -> None:
    """On to the next chapter, and no further: a jump is wished once, and its end seen before anything else is."""
    ask(page, "/api/demo/tour", {"jump": True})
    for _ in range(JUMPS_WITHIN_S * 2):
        time.sleep(0.5)
        tour = ask(page, "/api/demo/tour")
        if tour is None or tour["chapter"] != chapter:
            return


def look(
    browser: Browser, address: str, found: dict[str, object], chosen: tuple[str, str, str], wanted: set[str]
) -> None:
    """All pages of one look; each role is signed in once."""
    pages: dict[str | None, Page] = {}
    for name, role, path, pause_ms in PAGES:
        if (wanted and name not in wanted) or (name not in EVERYWHERE and chosen not in LOOKS):
            continue
        if role not in pages:
            pages[role] = signed_in(browser, address, role, chosen)
        page = pages[role]
        page.goto(address + path.format(**found))
        # On a phone a panel under the map takes the place of the map's own sentence.
        page.locator("h1:visible").first.wait_for()
        if name in WITH_MAP:
            drawn(page)
        page.wait_for_timeout(pause_ms)
        for _ in range(DRAWN_WITHIN_S * 2):
            if page.locator(".bones, .ant-spin").count() == 0:
                break
            page.wait_for_timeout(500)
        save(page, SCREENS / f"{name}-{'-'.join(chosen)}.webp")
        sys.stdout.write(f"{name} {' '.join(chosen)}\n")
        sys.stdout.flush()
    for page in pages.values():
        page.context.close()


def drawn(page: Page) -> None:
    """Once the map shows what it has; software draws it slowly on a busy machine."""
    for _ in range(DRAWN_WITHIN_S * 2):
        if page.evaluate("performance.getEntriesByName('anlin.map').length") > 0:
            return
        page.wait_for_timeout(500)


def save(page: Page, file: Path) -> None:
    told = page.context.new_cdp_session(page).send("Page.captureScreenshot", {"format": "webp", "quality": QUALITY})
    file.write_bytes(base64.b64decode(told["data"]))


def signed_in(browser: Browser, address: str, role: str | None, look: tuple[str, str, str]) -> Page:
    language, theme, size = look
    width, height = SIZES[size]
    context = browser.new_context(viewport={"width": width, "height": height}, service_workers="block")
    context.add_init_script(
        f"localStorage.setItem('anlin.language', '{language}'); localStorage.setItem('anlin.theme', '{theme}');"
        "localStorage.setItem('anlin.tour.follow', 'no');"
    )
    page = context.new_page()
    page.set_default_timeout(90_000)
    page.goto(address + "/sign-in")
    if role is not None:
        # The demo's own one-click door, asked from the page so that cookie and token are the browser's.
        # The page asks for the same things meanwhile: a token read just before its answer arrives is an old one.
        for _ in range(5):
            ask(page, "/api/session")
            if ask(page, "/api/demo/sign-in", {"role": role}) is not None:
                return page
        raise SystemExit(f"signing in as {role} was refused: is this a demo?")
    return page


def ask(page: Page, path: str, body: object = None) -> Any:
    """An answer of the platform to this page, None if it refuses; with a body it is a POST."""
    return page.evaluate(ASK, [path, body])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], set(sys.argv[2:])))
