"""The tour of the live show: hears what the platform does, says it on the board, and does what the pages wish."""

import asyncio
import time
from typing import TYPE_CHECKING

from anlin.cli.played.truth import truth_of

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from anlin.demo.board import Board
    from anlin.demo.narrator import Happening, Narrator
    from anlin.demo.pace import Pace
    from anlin.demo.world import World

WISHES_EVERY_S = 0.1
HEARS_EVERY = 5
"""Rounds between two looks at the platform's log."""
SCORES_EVERY = 50
VISITOR_WITHIN_S = 10
"""So long the story waits for somebody to look; then it begins, for within a minute an alert is closed, untouched."""
NEXT_WITHIN_S = 1800
"""Something happens within half an hour; a jump looks no further."""


async def first_visitor(
    board: "Board", stopped: asyncio.Event, sleep: "Callable[[float], Awaitable[None]]" = asyncio.sleep
) -> bool:
    """Whether somebody looks at the tour; asks until then, and no longer than a visitor is waited for."""
    for _ in range(round(VISITOR_WITHIN_S / WISHES_EVERY_S)):
        if board.is_seen() or stopped.is_set():
            break
        await sleep(WISHES_EVERY_S)
    return board.is_seen()


class Tour:
    """`run` until the end of the show; it alone changes the pace."""

    def __init__(self, world: "World", pace: "Pace", narrator: "Narrator", board: "Board") -> None:
        self._world, self._pace, self._narrator, self._board = world, pace, narrator, board
        self._log = AlertLog()
        self._jumps = 0
        self._happened = 0

    async def run(self, stopped: asyncio.Event) -> None:
        rounds = 0
        while not stopped.is_set():
            self._heed()
            if rounds % HEARS_EVERY == 0:
                self._hear(await asyncio.to_thread(self._log.new))
                self._tell()
            if rounds % SCORES_EVERY == 0:
                self._board.tell_truth(await asyncio.to_thread(truth_of, self._world))
            rounds += 1
            await asyncio.sleep(WISHES_EVERY_S)

    def _heed(self) -> None:
        """Do what was wished since the last look."""
        from anlin.demo.world.kernel import SECOND

        wish, pace, now = self._board.wished(), self._pace, self._world.now
        before = (pace.speed, pace.is_paused)
        pace.speed, pace.is_paused = wish.speed, wish.is_paused
        if wish.is_paused:
            pace.until = 0
        if wish.jumps != self._jumps:
            self._jumps = wish.jumps
            at = self._narrator.coming(now).at
            self._narrator.leap(now)
            pace.until = at or now + NEXT_WITHIN_S * SECOND
            self._happened = 0 if at else len(self._world.incidents)
        elif pace.until and self._happened and len(self._world.incidents) > self._happened:
            pace.until = 0  # What only chance knew has come.
        if before != (pace.speed, pace.is_paused):
            self._tell()

    def _hear(self, happened: "list[Happening]") -> None:
        for step in happened:
            if step.action == "arrive" and step.key.startswith("dwelling:"):
                self._world.visited.add(step.key.removeprefix("dwelling:"))
        self._narrator.hear(self._world.now, happened)

    def _tell(self) -> None:
        from anlin.demo.board import Telling

        pace, narrator, now = self._pace, self._narrator, self._world.now
        said = narrator.turn(time.monotonic(), pace.speed)
        chapter = narrator.chapters[said.chapter]
        self._board.tell(
            Telling(
                now=now,
                speed=pace.speed,
                is_paused=pace.is_paused,
                is_jumping=pace.until > now,
                said=said.sentence,
                chapter=said.chapter + 1,
                chapters=len(narrator.chapters),
                role="" if narrator.is_over else chapter.role,
                alert=said.alert,
                page="" if narrator.is_over else chapter.page,
                coming=narrator.coming(now),
            )
        )


class AlertLog:
    """What became of the alerts since the last call. Django must be set up; each thread's connection is closed."""

    def __init__(self) -> None:
        self._last = 0
        self._levels: dict[int, int] = {}

    def new(self) -> "list[Happening]":
        from django.db import connection

        from anlin.alerts.models import Alert, WorkChange
        from anlin.demo.narrator import Happening

        try:
            found = []
            for alert, level, model, key in Alert.objects.filter(level__gt=0).values_list(
                "pk", "level", "model", "key"
            ):
                if level > self._levels.get(alert, 0):
                    self._levels[alert] = level
                    found.append(Happening(model, key, f"level{level}", alert))
            for step in WorkChange.objects.filter(pk__gt=self._last).select_related("alert").order_by("pk"):
                self._last = step.pk
                alert_row = step.alert
                found.append(Happening(alert_row.model, alert_row.key, step.action, alert_row.pk))
                if role := step.after.get("assigned_role"):
                    found.append(Happening(alert_row.model, alert_row.key, f"called:{role}", alert_row.pk))
            return found
        finally:
            connection.close()
