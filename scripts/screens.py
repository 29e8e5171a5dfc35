"""Takes the pictures of docs/screens from a running demo: `python scripts/screens.py http://127.0.0.1:8400/`.

Every page in both languages, light and dark, desktop and phone; PNG, named `<page>-<language>-<theme>-<size>`.
"""

import sys
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

SCREENS = Path(__file__).resolve().parent.parent / "docs" / "screens"
SIZES = {"desktop": (1440, 900), "phone": (390, 844)}
# Page, the demo role who looks at it, address, and a pause in ms for what moves in (the map).
PAGES = (
    ("situation", "dispatcher", "/", 7000),
    ("queue", "dispatcher", "/queue", 1500),
    ("alert", "dispatcher", "/alerts/{alert}", 5000),
    ("devices", "dispatcher", "/devices", 1500),
    ("balance", "system_manager", "/devices?tab=balance", 1500),
    ("models", "dispatcher", "/models", 1500),
    ("trial", "dispatcher", "/models/fire_lane_occupied/trial", 1500),
    ("shift", "dispatcher", "/shift", 1500),
    ("modes", "dispatcher", "/shift?tab=modes", 1500),
    ("places", "system_manager", "/places", 1500),
    ("lists", "community_officer", "/lists", 1500),
    ("residents", "grid_worker", "/residents", 1500),
    ("duty", "property_manager", "/duty", 1500),
    ("accounts", "security_manager", "/accounts", 1500),
    ("audit", "auditor", "/audit", 1500),
    ("sign-in", None, "/sign-in", 800),
)
# Pictures a README needs in every look; the others are kept in two looks, so that the repository stays small.
EVERYWHERE = {"situation", "alert"}
LOOKS = (("zh", "light", "desktop"), ("en", "dark", "phone"))
FLAGS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--enable-unsafe-swiftshader",
]  # fmt: skip


def main(address: str) -> int:
    SCREENS.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        for language in ("zh", "en"):
            for theme in ("light", "dark"):
                for size in SIZES:
                    look(browser, address.rstrip("/"), language, theme, size)
        browser.close()
    return 0


def look(browser: Browser, address: str, language: str, theme: str, size: str) -> None:
    """All pages of one look; each role is signed in once."""
    pages: dict[str | None, Page] = {}
    for name, role, path, pause_ms in PAGES:
        if name not in EVERYWHERE and (language, theme, size) not in LOOKS:
            continue
        if role not in pages:
            pages[role] = signed_in(browser, address, role, language, theme, size)
        page = pages[role]
        alert = newest_alert(page, address) if "{alert}" in path else 0
        page.goto(address + path.format(alert=alert))
        page.wait_for_timeout(pause_ms)
        page.screenshot(path=str(SCREENS / f"{name}-{language}-{theme}-{size}.png"))
        sys.stdout.write(f"{name} {language} {theme} {size}\n")
    for page in pages.values():
        page.context.close()


def signed_in(browser: Browser, address: str, role: str | None, language: str, theme: str, size: str) -> Page:
    width, height = SIZES[size]
    context = browser.new_context(viewport={"width": width, "height": height})
    context.add_init_script(
        f"localStorage.setItem('anlin.language', '{language}'); localStorage.setItem('anlin.theme', '{theme}');"
    )
    page = context.new_page()
    page.set_default_timeout(60_000)
    page.goto(address + "/sign-in")
    if role is not None:
        # The demo's own one-click door, asked from the page so that cookie and token are the browser's.
        status = page.evaluate(
            """async (role) => {
                await fetch('/api/session');
                const token = (document.cookie.match(/csrftoken=([^;]+)/) || [])[1] || '';
                const answer = await fetch('/api/demo/sign-in', {
                    method: 'POST', headers: {'Content-Type': 'application/json', 'X-CSRFToken': token},
                    body: JSON.stringify({role}) });
                return answer.status;
            }""",
            role,
        )
        if status != 200:
            raise SystemExit(f"signing in as {role} was answered {status}: is this a demo?")
    return page


def newest_alert(page: Page, address: str) -> int:
    """A fire lane if there is one (it escalates), else whatever is open."""
    found = page.evaluate("async () => (await (await fetch('/api/alerts')).json()).items")
    if not found:
        raise SystemExit(f"{address}: no alert yet; wait a minute after the demo has opened")
    lanes = [alert for alert in found if alert["model"] == "fire_lane_occupied"]
    return int((lanes or found)[0]["id"])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
