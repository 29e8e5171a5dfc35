"""At 150,000 channels the tree of areas and every search answer within 200 ms, through the API, on both stores.

Held against it is the processor time of the web process, the least of a few times each, of more where that was too
long: what else the machine does adds next to nothing to that. What a clock on the wall said is printed beside it.
"""

import json
import os
import statistics
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from homes import Home
from platform_process import free_port, is_answering, wait_for

MOST_MS, TIMES, MOST_TIMES = 200, 3, 12
CITY = str(Path(__file__).with_name("many_channels.py"))
WORDS = (
    "芙蓉", "furong", "fr", "东门", "dianti", "相机", "371100", "37110000001320149999", "c04321", "银河 电梯",
    "yinhe dt", "芙蓉银河 东门 相机", "a", "1", "没有", "camera",
)  # fmt: skip


class People:
    """Everybody of `many_channels.py`, signed in at one web process."""

    def __init__(self, web: str, process: int, city: dict[str, Any]) -> None:
        self.areas: dict[str, int] = city["areas"]
        self.waited: list[float] = []
        self._process = Path(f"/proc/{process}/stat")
        self._clients = {
            who: httpx.Client(
                base_url=web, timeout=60, headers={"user-agent": city["agent"]},
                cookies={"anlin_session": session, "anlin_device": city["device"]},
            )
            for who, session in city["sessions"].items()
        }  # fmt: skip

    def ask(self, who: str, path: str, **query: object) -> tuple[float, Any]:
        """(milliseconds of processor time, answer)."""
        took: list[float] = []
        while len(took) < TIMES or (min(took) > MOST_MS and len(took) < MOST_TIMES):
            begun, before = time.perf_counter(), self._processor_ms()
            answer = self._clients[who].get(path, params={name: str(value) for name, value in query.items()})
            self.waited.append((time.perf_counter() - begun) * 1000)
            assert answer.status_code == 200, (who, path, query, answer.text[:200])
            took.append(self._processor_ms() - before)
        return min(took), answer.json()

    def close(self) -> None:
        for client in self._clients.values():
            client.close()

    def _processor_ms(self) -> float:
        fields = self._process.read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) * 1000 / os.sysconf("SC_CLK_TCK")


@pytest.fixture
def people(home: Home) -> Iterator[People]:
    city = json.loads(home.run(CITY, timeout_s=900))
    port = free_port()
    home.environment["ANLIN_PORT"] = str(port)
    web = f"http://127.0.0.1:{port}"
    process = home.start("-m", "anlin", "serve", "--only", "web")
    try:
        wait_for(lambda: is_answering(web), 120, "the web process", str)
        made = People(web, process.pid, city)
        yield made
        made.close()
    finally:
        process.kill()
        process.wait()


def test_the_tree_and_every_search_of_150_000_channels_answer_within_200_ms(people):
    assert people.ask("manager", "/api/registers/devices", q="相机")[1]["total"] == 150_000
    for search in ("/api/map/find", "/api/devices"):
        people.ask("city", search, q="芙蓉")  # Who asks while the names are still being read waits for that.
    people.waited.clear()
    took: dict[tuple[object, ...], float] = {}
    for who in ("compound", "town", "district", "city"):
        took[who, "tree"], tree = people.ask(who, "/api/areas")
        assert len(tree) == {"compound": 1, "town": 2001, "district": 2290, "city": 5111}[who]
        for words in WORDS if who == "city" else WORDS[::5]:
            took[who, "map", words], _ = people.ask(who, "/api/map/find", q=words)
            if who != "compound":  # Guards have no list of devices.
                took[who, "devices", words], _ = people.ask(who, "/api/devices", q=words)
    took["one area"], page = people.ask("city", "/api/devices", area=people.areas["town"])
    assert page["total"] == 2000 * 31
    for words in WORDS:
        took["manager", "register", words], _ = people.ask("manager", "/api/registers/devices", q=words)
    slowest = max(took, key=took.__getitem__)
    print(
        f"\n{len(took)} questions: {statistics.median(took.values()):.0f} ms of processor time in the median,"
        f" {took[slowest]:.0f} ms {slowest}; waited {statistics.median(people.waited):.0f} ms in the median"
    )
    assert took[slowest] <= MOST_MS
