"""The system's Chromium, the two sizes pages are looked at, and how one plays a role."""

import json
import shutil

from played_world import ROOT
from playwright.sync_api import Page

FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--use-gl=angle", "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
)  # fmt: skip
DESKTOP = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}
WAIT_MS = 60_000
"""Longest wait for anything on a page; software drawing on two busy cores is slow, not wrong."""

PLAY_ROLE = """async (role) => {
  const answer = await fetch('/api/demo/sign-in', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'X-CSRFToken': /csrftoken=([^;]+)/.exec(document.cookie)[1] },
    body: JSON.stringify({ role }),
  });
  return answer.status;
}"""


def sign_in(page: Page, role: str) -> int:
    """Play the role; gives the answer's status.

    Not from a page of the console: what it asks for on its own while it starts would be answered after the sign-in,
    with a token from before it.
    """
    page.goto("/api/session")
    status: int = page.evaluate(PLAY_ROLE, role)
    return status


def chromium_path() -> str | None:
    return shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


AXE = ROOT / "console/node_modules/axe-core/axe.min.js"


def violations(page: Page) -> list[str]:
    """What axe finds on the page as it stands: rule and element."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("axe.run(document, { resultTypes: ['violations'] })")
    return [
        f"{rule['id']}: {node['html'][:160]} {json.dumps(node['any'][:1], ensure_ascii=False)[:300]}"
        for rule in found["violations"]
        for node in rule["nodes"]
    ]
