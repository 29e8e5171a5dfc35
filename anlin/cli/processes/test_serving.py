"""A door that cannot be opened: the message names the setting to change."""

import socket

import pytest

from anlin.cli.failure import CouldNotRun
from anlin.cli.processes.serving import listen
from anlin.site.config import BadSetting

DOOR = ("ANLIN_GATEWAY_HOST", "ANLIN_GATEWAY_PORT")


@pytest.mark.parametrize("host", ["192.0.2.1", "nowhere.invalid"])
def test_an_address_of_another_machine_is_a_bad_host(host: str) -> None:
    with pytest.raises(BadSetting, match=f"^ANLIN_GATEWAY_HOST='{host}': this machine does not have that address"):
        listen(host, 0, DOOR)


def test_a_port_that_is_taken_is_a_matter_of_the_port() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(CouldNotRun, match=r"or set ANLIN_GATEWAY_PORT$"):
            listen("127.0.0.1", port, DOOR)
