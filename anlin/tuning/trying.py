"""Runs what people asked to try: one at a time, in a process of its own, so that no page waits for it."""

import json
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import msgspec
import structlog
from django.db import Error, close_old_connections

from anlin.people.models import User
from anlin.tuning.limits import Limit
from anlin.tuning.models import ASKED, DONE, FAILED, RUNNING, Trial
from anlin.tuning.verdicts import known_of

LOOK_EVERY_S = 0.3
MOST_S = 300
"""A trial that takes longer is given up."""
MOST_WAITING = 3
"""Trials of one person that may wait at the same time."""

Replay = Callable[[Sequence[str]], dict[str, Any]]
"""`anlin replay` with these options; raises `ReplayFailed`."""


class ReplayFailed(Exception):
    """The replay could not run; the message is its one line."""


class TooMany(Exception):
    """The person has as many trials waiting as one may."""


def ask(
    user: User,
    model: str,
    area_id: int | None,
    limits: Sequence[Limit],
    days: tuple[str, str],
    at: int,
    *,
    is_sweep: bool = False,
) -> Trial:
    """A trial of the limits together, or a sweep of each by itself, that waits for its turn. Raises `TooMany`."""
    if Trial.objects.filter(user=user, state__in=(ASKED, RUNNING)).count() >= MOST_WAITING:
        raise TooMany
    rows = [{"parameter": limit.parameter, "value": limit.value, "rule": limit.rule} for limit in limits]
    return Trial.objects.create(
        user=user, model=model, area_id=area_id, limits=rows, first_day=days[0], last_day=days[1], asked_at=at,
        is_sweep=is_sweep,
    )  # fmt: skip


def replay_of(archive: Path) -> Replay:
    """`anlin replay` over this archive, as a process of its own."""

    def replay(options: Sequence[str]) -> dict[str, Any]:
        command = [sys.executable, "-m", "anlin", "replay", str(archive), "--json", *options]
        try:
            done = subprocess.run(command, capture_output=True, text=True, timeout=MOST_S, check=False)
        except subprocess.TimeoutExpired:
            raise ReplayFailed(f"took longer than {MOST_S} s: choose fewer days or a smaller area") from None
        if done.returncode:
            lines = (done.stderr or done.stdout).strip().splitlines()
            raise ReplayFailed(lines[-1] if lines else f"ended with status {done.returncode}")
        result: dict[str, Any] = json.loads(done.stdout)
        return result

    return replay


def work_off(replay: Replay) -> bool:
    """Run the trial that has waited longest; False if none waits."""
    trial = Trial.objects.filter(state=ASKED).order_by("asked_at", "pk").select_related("area").first()
    if trial is None or not Trial.objects.filter(pk=trial.pk, state=ASKED).update(state=RUNNING):
        return False
    try:
        with tempfile.NamedTemporaryFile(suffix=".jsonl") as verdicts:
            verdicts.write(b"".join(msgspec.json.encode(each) + b"\n" for each in known_of(trial)))
            verdicts.flush()
            result, failure, state = replay(_options(trial, verdicts.name)), "", DONE
    except ReplayFailed as error:
        result, failure, state = {}, str(error)[:300], FAILED
    Trial.objects.filter(pk=trial.pk).update(result=result, failure=failure, state=state)
    return True


def run(replay: Replay, stop: threading.Event) -> None:
    """Work trials off until `stop`. What an earlier process left running is tried anew."""
    log = structlog.get_logger("anlin.tuning")
    is_first = True
    while not stop.wait(LOOK_EVERY_S):
        try:
            if is_first:
                Trial.objects.filter(state=RUNNING).update(state=ASKED)
                is_first = False
            work_off(replay)
        except Error as error:
            log.warning("trials wait for the database", why=type(error).__name__)
            close_old_connections()
            stop.wait(5.0)


def _options(trial: Trial, verdicts: str) -> list[str]:
    limits = [Limit(**row).text(trial.model) for row in trial.limits]
    options = ["--models", trial.model, "--verdicts", verdicts]
    if trial.is_sweep:
        options += [word for limit in limits for word in ("--try", limit)] + ["--listed", "0"]
    else:
        options += ["--try", ",".join(limits)]
    options += ["--from", trial.first_day, "--to", trial.last_day]
    return [*options, "--areas", trial.area.code] if trial.area else options
