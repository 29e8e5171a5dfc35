"""LU-101: in a flood of 100,000 observations every critical alert is on the screen within five seconds."""

import subprocess
from pathlib import Path

import pytest
from browsers import Browser, free_port, wait_until_it_answers

WRITER = str(Path(__file__).with_name("writer.py"))
CONDITIONS, EACH_OF, CRITICAL = 20_000, 5, 20
"""20,000 conditions for which 5 observations speak each."""


@pytest.mark.load
@pytest.mark.parametrize("home", ["sqlite"], indirect=True)
def test_lu_101_in_a_flood_of_100_000_every_critical_alert_is_shown_within_five_seconds(home):
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    web = home.start("-m", "uvicorn", "anlin.site.asgi:application", "--port", str(port), "--log-level", "warning")
    writer = home.start(WRITER, "flood", str(CONDITIONS), str(EACH_OF), stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    try:
        session = writer.stdout.readline().split()[1]
        wait_until_it_answers(url)
        browser = Browser(url, session, CRITICAL, "critical")
        browser.start()
        assert browser.greeted.wait(60)
        writer.stdin.write("go\n")
        writer.stdin.flush()
        committed = dict(map(int, line.split()) for line in writer.stdout)
        browser.join(20)
    finally:
        for process in (writer, web):
            process.kill()
            process.communicate()
    assert set(browser.came) == set(committed)
    slowest = max(browser.came[alert] - at for alert, at in committed.items()) / 1_000_000
    print(f"\nflood of {CONDITIONS * EACH_OF}: the slowest of {len(committed)} critical alerts took {slowest:.2f} s")
    assert slowest <= 5
