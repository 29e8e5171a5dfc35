"""XML and multipart bodies as devices send them, read into plain fields without trusting either."""

import re
import xml.etree.ElementTree as ET
from typing import Any

import msgspec

from anlin.gateway.reading import Fields

MAX_DEPTH = 24
_DECLARATION = re.compile(rb"^\s*<\?xml[^>]*\?>")
_LONE_AND = re.compile(r"&(?!(?:#x?[0-9a-fA-F]+|\w+);)")
_NO_LETTER = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")
_NAME = re.compile(r'(?:^|;)\s*(\w+)="?([^";]*)"?')


class NotXml(ValueError):
    """The body is no XML, or one with a document type, which no device needs."""


def xml_fields(body: bytes) -> tuple[str, Fields]:
    """(name of the root, its children) of an XML body; names without namespace, repeated children as a list.

    An element with children is a dict, any other its text. The declared encoding is not believed: UTF-8, else
    GB 18030. Control characters, as a C string's end, and a bare `&` cost nobody the message. Raises `NotXml`.
    """
    bare = _DECLARATION.sub(b"", body.removeprefix(b"\xef\xbb\xbf"), count=1)
    if b"<!DOCTYPE" in bare or b"<!ENTITY" in bare:
        raise NotXml("a document type is not taken")
    try:
        text = bare.decode("utf-8")
    except UnicodeDecodeError:
        text = bare.decode("gb18030", "replace")
    try:
        root = ET.fromstring(_LONE_AND.sub("&amp;", _NO_LETTER.sub("", text)))
    except (ET.ParseError, ValueError, RecursionError):
        raise NotXml("not well formed") from None
    read = _fields(root, 0)
    return _local(root.tag), read if isinstance(read, dict) else {}


def _fields(element: ET.Element, depth: int) -> Any:
    if depth == MAX_DEPTH or not len(element):
        return (element.text or "").strip()
    found: Fields = {}
    for child in element:
        name, value = _local(child.tag), _fields(child, depth + 1)
        if name not in found:
            found[name] = value
        elif isinstance(found[name], list):
            found[name].append(value)
        else:
            found[name] = [found[name], value]
    return found


def _local(tag: Any) -> str:
    return str(tag).rpartition("}")[2]


class Part(msgspec.Struct, frozen=True, gc=False):
    """One part of a multipart body: its form name, file name, media type (lower case) and content."""

    name: str
    file: str
    media: str
    content: bytes


def parts_of(body: bytes) -> list[Part]:
    """Parts of a multipart body; the boundary is the first line's, whatever the header says. Empty if it is none.

    A wrong Content-Length of a part is of no matter: parts end at the boundary. The last one may be cut off.
    """
    start = body.lstrip(b"\r\n")
    if not start.startswith(b"--"):
        return []
    boundary = start.split(b"\n", 1)[0].rstrip(b"\r")
    if len(boundary) < 3 or len(boundary) > 200:
        return []
    found = []
    for raw in start.split(boundary)[1:]:
        if raw.startswith(b"--"):
            break
        head, _, content = raw.lstrip(b"\r\n").partition(b"\r\n\r\n" if b"\r\n\r\n" in raw else b"\n\n")
        said = _part_headers(head)
        names = dict(_NAME.findall(said.get("content-disposition", "")))
        found.append(
            Part(
                names.get("name", ""),
                names.get("filename", ""),
                said.get("content-type", "").partition(";")[0].strip().lower(),
                content.removesuffix(b"\n").removesuffix(b"\r"),
            )
        )
    return found


def _part_headers(head: bytes) -> dict[str, str]:
    lines = head.decode("utf-8", "replace").splitlines()
    pairs = (line.partition(":") for line in lines)
    return {name.strip().lower(): value.strip() for name, colon, value in pairs if colon}
