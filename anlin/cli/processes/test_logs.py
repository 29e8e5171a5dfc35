"""What a log line says and what it must not say."""

import json
import logging
import sqlite3
from collections.abc import Iterator

import pytest
import structlog

from anlin.cli.failure import CouldNotRun
from anlin.cli.processes.logs import start_logging


@pytest.fixture(autouse=True)
def logs_as_before() -> Iterator[None]:
    root = logging.getLogger()
    before, level = list(root.handlers), root.level
    yield
    root.handlers, root.level = before, level
    structlog.reset_defaults()


def lines(capsys: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    return [json.loads(line) for line in capsys.readouterr().err.splitlines()]


def test_a_line_is_json_with_process_time_and_level(capsys: pytest.CaptureFixture[str]) -> None:
    start_logging("engine", is_json=True)
    structlog.get_logger("anlin.engine").info("checkpoint written", shard=1, position=7)
    [line] = lines(capsys)
    assert line["process"] == "engine"
    assert line["level"] == "info"
    assert (line["event"], line["shard"], line["position"]) == ("checkpoint written", 1, 7)
    assert str(line["timestamp"]).endswith("Z")


def test_what_a_library_quotes_of_a_person_stays_out(capsys: pytest.CaptureFixture[str]) -> None:
    start_logging("web", is_json=True)
    try:
        raise sqlite3.IntegrityError("Key (plate)=(鲁L12345) already exists")
    except sqlite3.IntegrityError:
        logging.getLogger("django.request").exception("Internal Server Error: /api/alerts?q=鲁L12345")
    [line] = lines(capsys)
    assert "12345" not in json.dumps(line, ensure_ascii=False)
    assert line["error"] == "sqlite3.IntegrityError"
    assert "test_logs.py" in str(line["places"])


def test_our_own_words_are_kept(capsys: pytest.CaptureFixture[str]) -> None:
    start_logging("web", is_json=True)
    try:
        raise CouldNotRun("port 8400 is taken")
    except CouldNotRun:
        structlog.get_logger("anlin").exception("not started")
    [line] = lines(capsys)
    assert line["error"] == "anlin.cli.failure.CouldNotRun: port 8400 is taken"


def test_an_exception_outside_an_except_block_is_no_trouble(capsys: pytest.CaptureFixture[str]) -> None:
    start_logging("web", is_json=True)
    structlog.get_logger("anlin").error("failed", exc_info=OSError(28, "No space left on device", "/secret/路径"))
    [line] = lines(capsys)
    assert line["error"] == "OSError: No space left on device"
