import pytest

from anlin.alerts.words import Words
from anlin.notify.channels.in_app.forms import check_address
from anlin.notify.channels.in_app.transport import InApp
from anlin.notify.transport import Outgoing


def test_a_stored_message_is_not_yet_received():
    assert InApp().send(Outgoing(1, "", Words("", ""), Words("", ""), "", "high", (1,))) is False


def test_it_has_no_address():
    assert check_address(" ") == ""
    with pytest.raises(ValueError, match="no address"):
        check_address("guard@example.org")
