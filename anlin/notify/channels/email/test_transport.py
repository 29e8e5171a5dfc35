import socket
import socketserver
import threading

import pytest

from anlin.alerts.words import Words
from anlin.notify.channels.email.forms import check_address
from anlin.notify.channels.email.transport import Email
from anlin.notify.transport import Outgoing, PushError

MESSAGE = Outgoing(
    7, "guard@example.org", Words("重要预警", "High alert"), Words("芙蓉一区：电动车", "Furong: e-bike"),
    "http://127.0.0.1/alerts/3", "high", (3,),
)  # fmt: skip


class Mailbox(socketserver.StreamRequestHandler):
    """A mail server of a few lines: takes everything, or refuses recipients with `refuse`."""

    def handle(self) -> None:
        self.wfile.write(b"220 test\r\n")
        while line := self.rfile.readline().decode().strip():
            word = line.split()[0].upper()
            if word == "DATA":
                self.wfile.write(b"354 go on\r\n")
                text = b""
                while not text.endswith(b"\r\n.\r\n"):
                    text += self.rfile.readline()
                self.server.mails.append(text.decode())
            code = self.server.refuse if word == "RCPT" and self.server.refuse else b"250 fine"
            self.wfile.write((b"221 bye" if word == "QUIT" else code) + b"\r\n")
            if word == "QUIT":
                return


@pytest.fixture
def mailbox():
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Mailbox) as server:
        server.mails, server.refuse, server.daemon_threads = [], b"", True
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        yield server
        server.shutdown()


def channel(port: int, login: str = "") -> Email:
    return Email(f"smtp://{login}127.0.0.1:{port}", "Anlin <anlin@example.org>")


def test_a_mail_carries_both_languages_the_link_and_a_lasting_id(mailbox):
    assert channel(mailbox.server_address[1]).send(MESSAGE) is False
    text = mailbox.mails[0]
    assert "Message-ID: <anlin-7@example.org>" in text
    assert "guard@example.org" in text


@pytest.mark.parametrize(("answer", "permanent"), [(b"550 unknown", True), (b"450 later", False)])
def test_a_refused_address_is_tried_again_only_where_that_may_help(mailbox, answer, permanent):
    mailbox.refuse = answer
    with pytest.raises(PushError) as caught:
        channel(mailbox.server_address[1]).send(MESSAGE)
    assert caught.value.permanent is permanent


def test_a_server_that_is_gone_is_tried_again():
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        with pytest.raises(PushError) as caught:
            channel(closed.getsockname()[1]).send(MESSAGE)
    assert not caught.value.permanent


def test_a_password_is_never_sent_without_encryption(mailbox):
    with pytest.raises(PushError, match="no encryption"):
        channel(mailbox.server_address[1], "user:secret@").send(MESSAGE)


@pytest.mark.parametrize("text", ["guard@example.org", " a.b@c.cn "])
def test_a_mail_address_is_kept_trimmed(text):
    assert check_address(text) == text.strip()


@pytest.mark.parametrize("text", ["", "guard", "a@b", "a b@c.d", "x@y.z\nBcc: all@c.d"])
def test_what_is_no_mail_address_is_refused(text):
    with pytest.raises(ValueError, match="mail address"):
        check_address(text)
