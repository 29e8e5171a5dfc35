"""`anlin decode`: what the door would make of a payload, as JSON Lines; for integrators. Nothing is stored."""

import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any

import msgspec
import typer

from anlin.cli.failure import CouldNotRun
from anlin.gateway.decoded import DeviceNews, Item, RegisterRow, Rejected, Seen
from anlin.gateway.protocols.finding import decoder_of, protocol_names
from anlin.gateway.reading import NotJson, json_of
from anlin.gateway.sensors import flag
from anlin.observations.clock import system_clock
from anlin.observations.instants import iso
from anlin.observations.kinds import KINDS, LABELS
from anlin.observations.quality import Quality, names

_METHODS = (b"POST ", b"PUT ", b"GET ", b"NOTIFY ", b"MESSAGE ")


def add_to(app: typer.Typer) -> None:
    app.command("decode", help=__doc__)(decode)


def decode(
    files: Annotated[list[Path], typer.Argument(help="Bodies, HTTP requests or MQTT {topic, payload}; - is stdin.")],
    protocol: Annotated[str, typer.Option(help="Name of the protocol, such as gat1400.")],
    topic: Annotated[str, typer.Option(help="MQTT topic or HTTP path the payload came on.")] = "",
    source: Annotated[str, typer.Option(help="Address or id of the sender, for payloads that name no device.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="JSON Lines; this command prints nothing else.")] = False,
) -> None:
    """Exits 0 when everything was taken or refused by law, 1 when something could not be understood."""
    try:
        decoder = decoder_of(protocol)
    except KeyError:
        raise CouldNotRun(f"--protocol {protocol!r} is unknown; known are: {', '.join(protocol_names())}") from None
    now = system_clock()
    problems = 0
    for file in files:
        for where, body, headers in messages_in(_read(file), topic, source):
            for item in decoder(where, body, headers, now):
                print(json.dumps(line_of(item, now), ensure_ascii=False))
                problems += isinstance(item, Rejected) and not item.by_law
    if problems:
        raise typer.Exit(1)


def _read(file: Path) -> bytes:
    try:
        return sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()
    except OSError as error:
        raise CouldNotRun(f"{file}: {error.strerror}; give a file that can be read") from None


def messages_in(content: bytes, topic: str, source: str) -> Iterator[tuple[str, bytes, Mapping[str, str]]]:
    """(where, body, headers) of each message in a file: MQTT pairs, a whole HTTP request, or one bare body.

    `source` stands in for the sender's own naming: the peer's address, and the session of protocols that have one.
    """
    named = {"peer": source, "user-identify": source} if source else {}
    if content.startswith(_METHODS):
        head, _, body = content.partition(b"\r\n\r\n" if b"\r\n\r\n" in content else b"\n\n")
        first, *rest = head.decode("latin-1").splitlines()
        headers = {
            name.strip().lower(): value.strip()
            for name, colon, value in (line.partition(":") for line in rest)
            if colon
        }
        yield topic or first.split(" ")[1], body, {**headers, **named}
    elif (messages := _mqtt_messages(content)) is not None:
        for message in messages:
            yield _of_mqtt(message, topic, named)
    else:
        yield topic, content, named


def _mqtt_messages(content: bytes) -> list[Any] | None:
    """The messages of a file with at least one {topic, payload}: one, a list, or one a line; None for other files.

    What is none of them stays among them as it stands, so that it is refused alone.
    """
    try:
        read = json_of(content)
        messages = read if isinstance(read, list) else [read]
    except NotJson:
        messages = [_line(line) for line in content.splitlines() if line.strip()]
    return messages if any(_is_pair(message) for message in messages) else None


def _line(line: bytes) -> Any:
    try:
        return json_of(line)
    except NotJson:
        return line


def _is_pair(message: Any) -> bool:
    return isinstance(message, dict) and {"topic", "payload"} <= message.keys()


def _of_mqtt(message: Any, topic: str, named: Mapping[str, str]) -> tuple[str, bytes, Mapping[str, str]]:
    if not _is_pair(message):
        return topic, message if isinstance(message, bytes) else msgspec.json.encode(message), named
    payload = message["payload"]
    # No payload is what a broker sends of a retained message that was deleted.
    body = b"" if payload is None else payload.encode() if isinstance(payload, str) else msgspec.json.encode(payload)
    retained = {"retain": "1"} if flag(message.get("retain")) else {}
    return topic or str(message["topic"]), body, {**named, **retained}


def line_of(item: Item, received_at: int) -> dict[str, Any]:
    """{"observation": {…}}, {"device": {…}}, {"register": {…}} or {"rejected": {…}}, one line each.

    Other programs rely on the keys: add some, rename none. Times are ISO 8601 UTC with microseconds, kinds, labels and
    quality by name. The text of a subject is printed here only: nothing is stored.
    """
    match item:
        case Seen():
            return {"observation": _observation(item, received_at)}
        case DeviceNews():
            told = {name: getattr(item, name) for name in _DEVICE_FIELDS}
            at = None if item.observed_at is None else iso(item.observed_at)
            return {"device": {**told, "observed_at": at, "evidence": len(item.pictures), "dropped": [*item.dropped]}}
        case RegisterRow():
            row = {"id": item.item, "category": item.category, "device": item.device or None, "fields": item.fields}
            return {"register": {**row, "dropped": [*item.dropped]}}
        case Rejected():
            why = {"reason": item.reason, "detail": item.detail, "device": item.device}
            return {"rejected": {**why, "by_law": item.by_law, "id": item.item, "dropped": [*item.dropped]}}


_DEVICE_FIELDS = ("device", "name", "kind", "parent", "online", "lon", "lat", "place", "model")


def _observation(seen: Seen, received_at: int) -> dict[str, Any]:
    quality = seen.quality if seen.observed_at is not None else seen.quality | Quality.NO_DEVICE_TIME
    subject = seen.subject and {"type": seen.subject.type, "text": seen.subject.text}
    return {
        "device": seen.device,
        "kind": KINDS[seen.kind],
        "label": LABELS[seen.label],
        "observed_at": iso(received_at if seen.observed_at is None else seen.observed_at),
        "received_at": iso(received_at),
        "value": seen.value,
        "confidence": seen.confidence,
        "quality": names(quality),
        "subject": subject,
        "track": seen.track,
        "evidence": len(seen.pictures),
        "dropped": [*seen.dropped],
        "zone": seen.zone,
        "id": seen.item,
    }
