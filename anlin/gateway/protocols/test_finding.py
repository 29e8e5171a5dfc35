"""What holds for every protocol folder, those of tomorrow too."""

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

import anlin.gateway.protocols
from anlin.gateway.forbidden import FORBIDDEN_NAMES
from anlin.gateway.protocols.conftest import needs_samples, samples_of
from anlin.gateway.protocols.finding import decoder_of, protocol_names

ROOT = Path(anlin.gateway.protocols.__path__[0])
CANARY = "金丝雀canary"
TOPICS = {
    "zigbee2mqtt": "zigbee2mqtt/d", "onvif-mqtt": "d/onvif-ej/RuleEngine/LineDetector/Crossed",
    "frigate": "frigate/events",
}  # fmt: skip


def test_the_protocols_are_there_by_the_names_that_programs_rely_on() -> None:
    named = (
        "gat1400", "hikvision-isapi", "dahua", "vzenith", "onvif-mqtt", "frigate", "zigbee2mqtt", "gb28181",
        "sensorthings", "ngsi-ld",
    )  # fmt: skip

    assert set(named) <= set(protocol_names())


@pytest.mark.parametrize("protocol", protocol_names())
def test_every_folder_has_the_same_inside_and_a_page_in_both_languages(protocol: str) -> None:
    folder = ROOT / protocol.replace("-", "_")
    page = (folder / "README.md").read_text()

    assert {"__init__.py", "decode.py", "README.md"} <= {path.name for path in folder.iterdir()}
    if protocol != "observations":  # Our own form is described by its OpenAPI document, for programmers.
        assert any("一" <= letter <= "鿿" for letter in page)
        assert "anlin decode" in page


def test_an_unknown_protocol_has_no_decoder() -> None:
    with pytest.raises(KeyError):
        decoder_of("gat1401")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=10),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=10), inner, max_size=4),
    max_leaves=10,
)


@pytest.mark.parametrize("protocol", protocol_names())
@given(st.binary(max_size=80) | JSON.map(lambda value: json.dumps(value).encode()), st.text(max_size=20))
def test_lu_71_any_body_on_any_path_gives_items_and_never_an_exception(protocol: str, body: bytes, where: str) -> None:
    for item in decoder_of(protocol)(where, body, {"peer": "192.0.2.1"}, 1_767_573_000_000_000):
        assert isinstance(item.dropped, tuple)


def with_canaries(value: Any) -> Any:
    """The message with every forbidden attribute put into every object of it."""
    if isinstance(value, dict):
        return {
            **dict.fromkeys(sorted(FORBIDDEN_NAMES), CANARY),
            **{key: with_canaries(each) for key, each in value.items()},
        }
    return [with_canaries(each) for each in value] if isinstance(value, list) else value


@pytest.mark.shared
@needs_samples("gat1400")
@pytest.mark.parametrize("protocol", protocol_names())
def test_lu_32_no_forbidden_value_put_anywhere_into_a_sample_leaves_its_decoder(protocol: str) -> None:
    folder = samples_of("iot-observations" if protocol == "ngsi-ld" else protocol)
    for path in sorted(folder.glob("*.json*")):
        read = json.loads(path.read_text())
        pairs = read if isinstance(read, list) else [read]
        for pair in pairs:
            is_mqtt = isinstance(pair, dict) and {"topic", "payload"} <= pair.keys()
            where = pair["topic"] if is_mqtt else TOPICS.get(protocol, "")
            body = json.dumps(with_canaries(pair["payload"] if is_mqtt else pair)).encode()
            for item in decoder_of(protocol)(where, body, {"peer": "p"}, 1_767_573_000_000_000):
                bare = msgspec.to_builtins(msgspec.structs.replace(item, dropped=()))
                assert CANARY not in json.dumps(bare, ensure_ascii=False), (path.name, item)
