"""How long it takes from the commit of an alert to a listening browser, through a real uvicorn."""

import subprocess
from pathlib import Path

import pytest
from browsers import Browser, free_port, wait_until_it_answers

WRITER = str(Path(__file__).with_name("writer.py"))
LISTENERS, ALERTS = 8, 60


@pytest.mark.load
def test_an_alert_reaches_every_browser_within_150_ms_of_its_commit(home):
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    web = home.start("-m", "uvicorn", "anlin.site.asgi:application", "--port", str(port), "--log-level", "warning")
    writer = home.start(WRITER, "one-by-one", str(ALERTS), "0.05", stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    try:
        session = writer.stdout.readline().split()[1]
        wait_until_it_answers(url)
        browsers = [Browser(url, session, ALERTS) for _ in range(LISTENERS)]
        for browser in browsers:
            browser.start()
        assert all(browser.greeted.wait(60) for browser in browsers)
        writer.stdin.write("go\n")
        writer.stdin.flush()
        committed = dict(map(int, line.split()) for line in writer.stdout)
        for browser in browsers:
            browser.join(20)
    finally:
        for process in (writer, web):
            process.kill()
            process.communicate()
    took = sorted(b.came[alert] - at for b in browsers for alert, at in committed.items())
    assert len(took) == LISTENERS * ALERTS
    assert all(browser.ids == sorted(browser.ids) for browser in browsers)
    p50, p99 = took[len(took) // 2] / 1000, took[int(len(took) * 0.99)] / 1000
    print(f"\n{home.store}: commit to browser p50 {p50:.0f} ms, p99 {p99:.0f} ms, most {took[-1] / 1000:.0f} ms")
    assert p99 <= 150
