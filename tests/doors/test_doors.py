"""What a stranger on the network gets from a running platform: nothing."""

import json
import os
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from homes import Home
from platform_process import Platform

pytestmark = pytest.mark.crash

OPEN_TO_ALL = {
    "/healthz", "/api/session", "/api/setup", "/api/observations/openapi.json",
    "/api/list-figures",  # What each list did in a quarter that is over, published as LU-29 asks.
}  # fmt: skip
"""Whether it works, whether one is signed in, whether a first administrator is missing, how to write an adapter."""

USUAL = (
    "/",
    "/admin/",
    "/debug",
    "/docs",
    "/api/docs",
    "/api/openapi.json",
    "/openapi.json",
    "/metrics",
    "/status",
    "/env",
)


@pytest.fixture
def platform(home: Home) -> Iterator[Platform]:
    made = Platform(home)
    made.start(("gateway", "web"))
    yield made
    made.stop()
    made.end()


def listening_ports(home: Path) -> set[int]:
    """TCP ports on which processes of this home listen, from /proc."""
    inodes: set[str] = set()
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if f"ANLIN_HOME={home}".encode() not in (process / "environ").read_bytes().split(b"\0"):
                continue
            links = [os.readlink(link) for link in (process / "fd").iterdir()]
        except (OSError, PermissionError):
            continue
        inodes |= {link.removeprefix("socket:[").rstrip("]") for link in links if link.startswith("socket:[")}
    ports = set()
    for table in ("/proc/net/tcp", "/proc/net/tcp6"):
        for line in Path(table).read_text().splitlines()[1:]:
            fields = line.split()
            if fields[3] == "0A" and fields[9] in inodes:
                ports.add(int(fields[1].rsplit(":", 1)[1], 16))
    return ports


@pytest.mark.parametrize("home", ["sqlite"], indirect=True)
def test_lu_63_a_scan_of_all_listening_ports_finds_nothing_that_answers(platform: Platform) -> None:
    assert listening_ports(platform.home.path) == {platform.port, platform.gateway_port}
    description = json.loads(platform.home.run("-m", "anlin", "openapi"))
    paths = {path.replace("{", "").replace("}", "") for path in description["paths"]}
    answered = []
    with httpx.Client(timeout=60) as stranger:
        page = stranger.get(f"{platform.web}/").text
        for base in (platform.web, platform.gateway):
            for path in sorted({*USUAL, *paths} - OPEN_TO_ALL):
                stranger.cookies.clear()
                answer = stranger.get(base + path)
                is_console = base == platform.web and answer.text == page
                if answer.status_code < 400 and not is_console:
                    answered.append((path, answer.status_code, answer.text[:100]))
    assert answered == []
