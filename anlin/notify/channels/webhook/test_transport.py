import hashlib
import hmac
import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from anlin.alerts.words import Words
from anlin.notify.channels.webhook.forms import check_address
from anlin.notify.channels.webhook.transport import Webhook
from anlin.notify.transport import Outgoing, PushError

HOSTS = frozenset({"127.0.0.1", "hooks.example.org"})


class Receiver(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.got.append((self.headers["X-Anlin-Signature"], body))
        self.send_response(self.server.answer)
        self.send_header("Location", "http://127.0.0.1:1/")
        self.end_headers()

    def log_message(self, *arguments: object) -> None:
        """Tests print nothing."""


@pytest.fixture
def receiver():
    server = HTTPServer(("127.0.0.1", 0), Receiver)
    server.got, server.answer = [], 200
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def message(to: str) -> Outgoing:
    return Outgoing(7, to, Words("重要", "High"), Words("电动车", "e-bike"), "http://127.0.0.1/alerts/3", "high", (3,))


def address(receiver: HTTPServer) -> str:
    return f"http://127.0.0.1:{receiver.server_address[1]}/in"


def test_a_message_is_signed_and_its_answer_is_the_receipt(receiver):
    assert Webhook(HOSTS, b"key").send(message(address(receiver))) is True
    signature, body = receiver.got[0]
    assert signature == "sha256=" + hmac.new(b"key", body, hashlib.sha256).hexdigest()
    assert json.loads(body)["alerts"] == [3]


@pytest.mark.parametrize(("answer", "permanent"), [(404, True), (302, True), (429, False), (500, False)])
def test_a_refusal_is_tried_again_only_where_that_may_help(receiver, answer, permanent):
    receiver.answer = answer
    with pytest.raises(PushError) as caught:
        Webhook(HOSTS, b"key").send(message(address(receiver)))
    assert caught.value.permanent is permanent
    assert len(receiver.got) == 1


@pytest.mark.parametrize(
    "url",
    [
        "https://elsewhere.example.org/x", "ftp://127.0.0.1/", "https://user:pw@hooks.example.org/", "", "http://[",
        "http://hooks.example.org/plain", "http://127.0.0.1:99999/",
    ],
)  # fmt: skip
def test_lu_84_messages_go_to_listed_hosts_only(url):
    with pytest.raises(ValueError):
        check_address(url, HOSTS)
    with pytest.raises(PushError) as caught:
        Webhook(HOSTS, b"key").send(message(url))
    assert caught.value.permanent
