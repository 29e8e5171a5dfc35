"""What is kept of a message that could not be taken: cleaned of pictures and forbidden fields, then encrypted."""

import os
import re
from itertools import islice
from typing import Any

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from anlin.gateway.forbidden import folded, forbidden_name

KEPT_BYTES = 64 << 10
PARSED_BYTES = 1 << 20  # A larger body is not parsed once more; only that it came is kept.

_LONGEST_TEXT = 512
_MOST_PARTS = 1000  # Of one list or object: looking at 150,000 keys held all other devices up for seconds.

# What names a value in JSON, in XML and in a form; after it the value begins.
_NAME = re.compile(
    r'"[A-Za-z_][\w.:-]{0,40}"(?=\s*:)|</?[A-Za-z_][\w.:-]{0,40}(?=[\s/>])|(?:(?<=\A)|(?<=[&?\s]))[A-Za-z_][\w.-]{0,40}(?==)'
)
_LETTER = re.compile(r"[^\W_]")

# Beside the dictionary of forbidden attributes: who somebody is, pictures, and what opens doors. Names as `folded`.
_PERSONAL = frozenset(
    [
        "idnumber", "idtype", "identityno", "ownerid", "owneridnumber", "ownername", "ownerphone", "name", "usedname",
        "alias", "phone", "mobile", "tel", "address", "residenceaddress", "plateno", "plate", "cardno", "card", "text",
        "mac", "token", "data", "picture", "pictures", "image", "photo", "pic", "subimagelist",
    ]
)  # fmt: skip


def cleaned(body: bytes) -> bytes:
    """The message without forbidden fields, pictures and long texts; empty where nothing can be kept lawfully.

    Of a text that does not parse, its beginning's shape is kept: it may say why it did not. At most 64 KiB.
    """
    if not body or len(body) > PARSED_BYTES:
        return b""
    try:
        tree = msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return shape_of(body[:_LONGEST_TEXT])
    return cleaned_item(tree)


def shape_of(body: bytes) -> bytes:
    """Names and marks of a text nobody can parse, its values blotted out: `"no": "鲁L12"` is `"no": "*x00"`.

    Nobody can say which field of it is a plate or a colour of skin, so none is kept (LU-27, LU-32). Digits become 0,
    letters x, others *.
    """
    text = body.decode("utf-8", "replace")
    shape, end = [], 0
    for name in _NAME.finditer(text):
        shape += [_blotted(text[end : name.start()]), name[0]]
        end = name.end()
    return "".join([*shape, _blotted(text[end:])]).encode()


def _blotted(text: str) -> str:
    return _LETTER.sub(lambda found: "0" if found[0].isdigit() else "x" if found[0].isascii() else "*", text)


def cleaned_item(said: Any) -> bytes:
    """The same for one decoded item of a message whose others were taken."""
    kept = msgspec.json.encode(_without_forbidden(said, 12))
    return kept if len(kept) <= KEPT_BYTES else b""


def _without_forbidden(value: Any, depth: int) -> Any:
    if depth == 0:
        return None
    if isinstance(value, dict):
        some = islice(value.items(), _MOST_PARTS)
        return {key: _without_forbidden(inner, depth - 1) for key, inner in some if _may_keep(key)}
    if isinstance(value, list):
        return [_without_forbidden(inner, depth - 1) for inner in value[:_MOST_PARTS]]
    if isinstance(value, str) and len(value) > _LONGEST_TEXT:
        return f"({len(value)} characters)"
    return value


def _may_keep(key: str) -> bool:
    return folded(key) not in _PERSONAL and not forbidden_name(key)


def seal(key: bytes, text: bytes) -> bytes:
    """AES-256-GCM under the quarantine key; empty stays empty, and without a key nothing is kept."""
    if not text or not key:
        return b""
    nonce = os.urandom(12)
    return nonce + AESGCM(key).encrypt(nonce, text, b"quarantine")


def unseal(key: bytes, sealed: bytes) -> bytes:
    """Raises ValueError when the key is another one."""
    if not sealed:
        return b""
    try:
        return AESGCM(key).decrypt(sealed[:12], sealed[12:], b"quarantine")
    except InvalidTag:
        raise ValueError("sealed under another key") from None
