"""The benchmark of the live stream: what it reads of a stream and of processes, and the whole of it, short."""

import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from os import getpid
from pathlib import Path

import pytest

from anlin.bench.live import Listener, _at, measure, processor_s

STREAM = """event: hello
data: {"change": 1}

event: situation
data: {"zone": {"id": 9}}

event: alert
data: {"zone": {"id": 7}}

event: alert
data: {"zone": null}

event: alert
data: {"zone": {"id": 7}}

"""


class Platform(BaseHTTPRequestHandler):
    """Signs anybody in, and says the same stream to everybody."""

    def do_GET(self) -> None:
        body = STREAM.encode() if self.path == "/api/stream" else b"{}"
        self.send_response(200)
        self.send_header("set-cookie", "csrftoken=bench")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["content-length"]))
        is_right = self.path == "/api/demo/sign-in" and self.headers["x-csrftoken"] == "bench"
        self.send_response(200 if is_right else 403)
        self.send_header("content-length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Nothing to say."""


def test_the_listener_notes_when_the_first_alert_of_each_zone_came():
    with HTTPServer(("127.0.0.1", 0), Platform) as server:
        serving = threading.Thread(target=server.serve_forever, daemon=True)
        serving.start()
        listener = Listener(f"http://127.0.0.1:{server.server_port}")
        listener.start()
        listener.join(60)
        server.shutdown()
        serving.join(60)
    assert listener.greeted.is_set()
    assert set(listener.came) == {0, 7}


def test_a_percentile_is_one_of_those_measured():
    assert [_at([1.0, 2.0, 3.0, 4.0], share) for share in (0.0, 0.5, 0.99)] == [1.0, 3.0, 4.0]


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="no /proc here")
def test_processor_time_is_told_of_every_process_below():
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as child:
        name = Path(f"/proc/{child.pid}/comm").read_text().strip()
        spent = processor_s(getpid())
    assert spent["listener"] > 0
    assert name in spent


@pytest.mark.load
def test_every_alarm_among_the_doors_reaches_the_open_stream():
    figures = measure(2, 200, lambda _: None)
    assert figures["alerts"] == 8
    assert figures["observations"] == 2 * 200 + 8
    assert {"gateway", "engine", "web"} <= figures["processor_share"].keys()
