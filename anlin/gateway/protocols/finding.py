"""The protocols that can be decoded, found by their folders: to add one, copy its nearest neighbour.

A protocol's package gives `decode(where, body, headers, now_us) -> list[Item]`, pure and never raising.
`where`: HTTP path or MQTT topic, "" where unknown. `headers`: HTTP headers with lower-case names, and `peer`, the
address or id a message came from where that is all that names its sender. `now_us`: microseconds since 1970 UTC.
"""

import importlib
import pkgutil
from collections.abc import Callable, Mapping

import anlin.gateway.protocols
from anlin.gateway.decoded import Item

Decoder = Callable[[str, bytes, Mapping[str, str], int], list[Item]]


def protocol_names() -> list[str]:
    """Names of all protocols with a decoder, with a hyphen for the underscore of the folder (`hikvision-isapi`)."""
    folders = pkgutil.iter_modules(anlin.gateway.protocols.__path__)
    return [_page_name(folder.name) for folder in folders if folder.ispkg and _decoder_in(folder.name)]


def decoder_of(protocol: str) -> Decoder:
    """The decoder of a protocol by its name. Raises KeyError if there is none."""
    if protocol not in protocol_names():
        raise KeyError(protocol)
    found = _decoder_in(protocol.replace("-", "_"))
    assert found is not None
    return found


def _page_name(folder: str) -> str:
    return folder.replace("_", "-")


def _decoder_in(folder: str) -> Decoder | None:
    found: Decoder | None = getattr(importlib.import_module(f"anlin.gateway.protocols.{folder}"), "decode", None)
    return found
