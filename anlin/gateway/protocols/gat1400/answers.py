"""Answers in the protocol's own form: a status for each object, and one for everything if all went well.

Source: `docs/gat1400.md` section 5. `StatusCode` is the integer 0 for success; clients accept nothing else.
"""

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

import msgspec
from starlette.responses import Response

from anlin.gateway.decoded import Outcome
from anlin.observations.instants import SITE_ZONE, moment

MEDIA_TYPE = "application/VIID+JSON;charset=UTF-8"

OK, BUSY, INVALID_OPERATION, NOT_JSON, BAD_CONTENT = 0, 2, 4, 7, 8

_BY_LAW = "Refused by law, nothing was stored 依法不予接收，未存储"
_FOREIGN = "Not a device of this session 不是本会话的设备"
_NOT_TAKEN = "Not taken by this library 本库不接收此类任务"
_WORDS = {
    OK: "OK",
    BUSY: "Busy, send again later 系统忙，请稍后重发",
    INVALID_OPERATION: "Invalid operation 无效操作",
    NOT_JSON: "The body is not JSON 请求体不是 JSON",
    BAD_CONTENT: "Invalid content, kept for inspection 内容无效，已隔离待查",
}

_NOT_WELL = ("quarantined", "refused")
_TYPE = (b"content-type", MEDIA_TYPE.encode())

_encode = msgspec.json.Encoder().encode


class Status(msgspec.Struct, gc=False):
    """One `ResponseStatusObject`; field names are the protocol's."""

    RequestURL: str
    StatusCode: int
    StatusString: str
    Id: str
    LocalTime: str


def local_time(now: int) -> str:
    """`yyyyMMddHHmmss` in the site's zone, as every time of this protocol."""
    return _local_second(now // 1_000_000)


@lru_cache(maxsize=4)
def _local_second(second: int) -> str:
    return local(second * 1_000_000).strftime("%Y%m%d%H%M%S")


def local(now: int) -> datetime:
    return moment(now).astimezone(SITE_ZONE)


def answer(content: Any, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    return Response(_encode(content), status, headers, MEDIA_TYPE)


def single(
    path: str,
    code: int,
    item: str,
    now: int,
    *,
    status: int = 200,
    words: str = "",
    headers: dict[str, str] | None = None,
) -> Response:
    """One `ResponseStatusObject`."""
    one = Status(path, code, words or _WORDS[code], item, local_time(now))
    return answer({"ResponseStatusObject": one}, status, headers)


def listed(path: str, objects: list[str], counts: Sequence[int], outcomes: Sequence[Outcome], now: int) -> Response:
    """A status for each object, in order; `counts` says how many of the `outcomes` belong to each.

    Where all went well the single status stands beside the list: some clients look for nothing else.
    """
    time = local_time(now)
    if not any(outcome.outcome in _NOT_WELL for outcome in outcomes):
        return _all_well(path, objects, time)
    statuses = []
    place = 0
    for item, count in zip(objects, counts, strict=True):
        code, words = OK, "OK"
        for outcome in outcomes[place : place + count]:
            if outcome.outcome == "quarantined" or outcome.outcome == "refused":
                code, words = _judged(outcome, code, words)
        statuses.append(Status(path, code, words, item, time))
        place += count
    if all(each.StatusCode == OK for each in statuses):
        return _all_well(path, objects, time)
    return answer({"ResponseStatusListObject": {"ResponseStatusObject": statuses}})


def _all_well(path: str, objects: list[str], time: str) -> Response:
    """Nearly every answer: all statuses are alike but for the id, so their text is written once and repeated."""
    before, after = _around_the_id(path, time)
    # Letters and digits are their own JSON; any other id is written by the encoder.
    ids = objects if all(map(str.isalnum, objects)) else [_encode(item).decode()[1:-1] for item in objects]
    listed = before + (after + "," + before).join(ids) + after if ids else ""
    one = before + (ids[0] if ids else "") + after
    return _Whole(
        f'{{"ResponseStatusListObject":{{"ResponseStatusObject":[{listed}]}},"ResponseStatusObject":{one}}}'.encode()
    )


@lru_cache(maxsize=64)
def _around_the_id(path: str, time: str) -> tuple[str, str]:
    """What stands before and after the id in the JSON of a status that says OK."""
    before, _, after = _encode(Status(path, OK, "OK", "|here|", time)).decode().rpartition("|here|")
    return before, after


class _Whole(Response):
    """200 with a body and no header but its length and type; what Starlette does beyond that is not needed here."""

    def __init__(self, body: bytes) -> None:
        self.status_code, self.body, self.background = 200, body, None
        self.raw_headers = [(b"content-length", b"%d" % len(body)), _TYPE]


def _judged(outcome: Outcome, code: int, words: str) -> tuple[int, str]:
    """What an outcome makes of an entry's status.

    What the law refuses is answered with 0: the sender did nothing wrong, and must not send it again and again.
    """
    if outcome.reason == "foreign_device":
        return INVALID_OPERATION, _FOREIGN
    if outcome.outcome == "refused":
        return code, words if code else _BY_LAW
    if outcome.reason == "not_taken":
        return INVALID_OPERATION, _NOT_TAKEN
    return BAD_CONTENT, _WORDS[BAD_CONTENT]


def system_time(server: str, now: int) -> Response:
    """The answer to `GET /VIID/System/Time`, under both names that clients look for."""
    time = {"VIIDServerID": server, "TimeMode": "1", "LocalTime": local_time(now), "TimeZone": "Asia/Shanghai"}
    return answer({"SystemTimeObject": time, "SystemTime": time})
