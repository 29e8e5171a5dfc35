"""One field shown for one alert: gone after five minutes and on leaving, and kept nowhere in the browser (LU-13)."""

from collections.abc import Callable

import pytest
from played_world import World
from playwright.sync_api import Page, expect

PHONE, MASKED = "13812340077", "138****0077"

# Everything of a page that outlives what one sees.
KEPT = """async () => {
  const dump = store => JSON.stringify(Object.entries(store));
  const names = 'databases' in indexedDB ? (await indexedDB.databases()).map(({ name }) => name) : [];
  const cached = [];
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) cached.push(request.url, await (await cache.match(request)).text());
  }
  return [dump(localStorage), dump(sessionStorage), JSON.stringify(history.state), location.href, document.cookie,
    names.join(), cached.join()].join('\\n');
}"""


@pytest.fixture
def shown(person: Callable[..., Page], world: World) -> Page:
    """The grid worker's page of an alert about a home, with the resident's telephone shown once the work is claimed."""
    alert = world.tell("registers")["alert"]
    page = person("grid_worker", language="en")
    page.clock.install()
    headers: list[dict[str, str]] = []
    page.on("response", lambda got: headers.append(got.headers) if got.url.endswith("/reveal") else None)
    page.goto(f"/alerts/{alert}")
    expect(page.get_by_text(MASKED)).to_be_visible()
    page.get_by_role("button", name="Show Phone").first.click()
    expect(page.get_by_text("claim it first")).to_be_visible()
    page.locator("[data-action=claim]").click()
    expect(page.get_by_text("claim it first")).to_have_count(0)
    page.get_by_role("button", name="Show Phone").first.click()
    expect(page.get_by_text(PHONE)).to_be_visible()
    assert [found["cache-control"] for found in headers] == ["no-store", "no-store"]
    return page


def test_lu_13_lu_12_a_field_is_masked_again_after_five_minutes_and_kept_nowhere(shown: Page) -> None:
    assert PHONE not in shown.evaluate(KEPT)
    shown.clock.fast_forward("04:50")
    expect(shown.get_by_text(PHONE)).to_be_visible()
    shown.clock.fast_forward("00:12")
    expect(shown.get_by_text(PHONE)).to_have_count(0)
    expect(shown.get_by_text(MASKED)).to_be_visible()
    # On leaving it goes too, and coming back does not bring it.
    shown.get_by_role("button", name="Show Phone").first.click()
    expect(shown.get_by_text(PHONE)).to_be_visible()
    shown.get_by_role("link", name="Queue").click()
    expect(shown.get_by_text(PHONE)).to_have_count(0)
    shown.go_back()
    expect(shown.get_by_text(MASKED)).to_be_visible()
    expect(shown.get_by_text(PHONE)).to_have_count(0)
    assert PHONE not in shown.evaluate(KEPT)


def test_lu_13_a_field_is_masked_again_when_the_work_is_passed_on(shown: Page) -> None:
    status = shown.evaluate(
        """async () => {
          const token = /csrftoken=([^;]+)/.exec(document.cookie)[1];
          const answer = await fetch(`/api/alerts/${location.pathname.split('/').pop()}/hand_over`, {
            method: 'POST',
            headers: { 'Content-Type': 'application/json', 'X-CSRFToken': token },
            body: JSON.stringify({ to: 'grid_leader' }),
          });
          return answer.status;
        }"""
    )
    assert status == 200
    expect(shown.get_by_text(PHONE)).to_have_count(0)
    expect(shown.get_by_text(MASKED)).to_be_visible()
