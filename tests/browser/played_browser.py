"""The system's Chromium, the two sizes pages are looked at, and how one plays a role."""

import shutil

FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--use-gl=angle", "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
)  # fmt: skip
DESKTOP = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}
WAIT_MS = 20_000
"""Longest wait for anything on a page; software drawing on two busy cores is slow, not wrong."""

PLAY_ROLE = """async (role) => {
  await fetch('/api/session');
  const token = /csrftoken=([^;]+)/.exec(document.cookie)[1];
  const answer = await fetch('/api/demo/sign-in', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'X-CSRFToken': token },
    body: JSON.stringify({ role }),
  });
  return answer.status;
}"""


def chromium_path() -> str | None:
    return shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
