"""Structured Streaming over an archive as its files land: the engine's state by shard, kept by Spark.

Spark names new segments; the state of their shard takes them in the order of the journal, whatever order they are named
in: one that comes too early waits, one that was merged from what is known already is passed over. State and what was
told are committed together, micro-batch by micro-batch, so each condition is written once (P2).
"""

from collections.abc import Iterable, Iterator, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlparse

from pyspark.sql import DataFrame, Row, SparkSession
from pyspark.sql.functions import regexp_extract
from pyspark.sql.streaming.stateful_processor import StatefulProcessor, StatefulProcessorHandle

from anlin.archive import ArchivedControl, Rows, items_in
from anlin.archive.in_force import InForce
from anlin.engine.checkpoint import Snapshot, put, restored
from anlin.engine.conditions import Condition, place
from anlin.engine.replay import Run
from anlin.engine.spec import ModelSpec
from anlin.engine.tapes import as_tape
from anlin.spark.told import COLUMNS, fields_of

CHUNK = 4 << 20
"""Bytes of one piece of the state: what did not change since the last micro-batch is not written again."""

_FILES = "path string, modificationTime timestamp, length bigint, content binary"
_TOLD = f"shard bigint, nth bigint, {COLUMNS}"


def follow(spark: SparkSession, archive: Path, specs: Sequence[ModelSpec], files_at_once: int = 1000) -> DataFrame:
    """A stream of conditions: `shard`, `nth` (counts the shard's conditions from 1) and a condition's columns.

    `archive`: the folder with `day=…/`, under this path on every machine; it may be written to meanwhile.
    """
    landed = (
        spark.readStream.format("binaryFile")
        .schema(_FILES)
        .option("maxFilesPerTrigger", files_at_once)
        .option("pathGlobFilter", "*.rows.parquet")
        .option("recursiveFileLookup", "true")
        .load(str(archive))
        # The content is not asked for, so Spark does not read it.
        .select("path", regexp_extract("path", r"shard=(\d+)", 1).cast("bigint").alias("shard"))
    )
    grouped: Any = landed.groupBy("shard")
    followed: DataFrame = grouped.transformWithState(ShardState(archive, specs), _TOLD, "append", "none")
    return followed


class ShardState(StatefulProcessor):
    """The engine of one shard between two micro-batches."""

    def __init__(self, archive: Path, specs: Sequence[ModelSpec]) -> None:
        self._archive, self._specs = archive, list(specs)

    def init(self, handle: StatefulProcessorHandle) -> None:
        self._pieces = handle.getMapState("engine", "nth int", "bytes binary")
        # Position of the last entry taken in, how many conditions were told, and segments that came too early.
        self._place = handle.getValueState("place", "position bigint, told bigint, early string")

    def handleInputRows(self, key: Any, rows: Iterable[Row], timerValues: Any) -> Iterator[Row]:
        shard = int(key[0])
        position, told, early = self._place.get() or (None, 0, "")
        named = {*early.split("\n"), *(unquote(urlparse(row.path).path) for row in rows)} - {""}
        if position is None:
            position = _begins_after(self._archive, shard)
        pieces = {key[0]: bytes(value[0]) for key, value in self._pieces.iterator()}
        old = [pieces[nth] for nth in sorted(pieces)]
        run = _restored(old, shard, self._specs)
        waiting = []
        for file in sorted(map(Path, named), key=lambda file: (_range(file)[0], -_range(file)[1])):
            first, last = _range(file)
            if first > position + 1:
                waiting.append(str(file))
            # What is no longer there was merged into its day's segment, which lands too.
            elif last > position and file.exists():
                for condition in _taken(run, file, shard, position):
                    told += 1
                    yield Row(shard=shard, nth=told, **fields_of(condition))
                position = last
        self._keep(run, shard, position, old)
        self._place.update((position, told, "\n".join(waiting)))

    def close(self) -> None:
        pass

    def _keep(self, run: Run, shard: int, position: int, old: Sequence[bytes]) -> None:
        new = _pieces_of(run, shard, position)
        for nth, piece in enumerate(new):
            if nth >= len(old) or old[nth] != piece:
                self._pieces.updateValue((nth,), (piece,))
        for nth in range(len(new), len(old)):
            self._pieces.removeKey((nth,))


def _taken(run: Run, file: Path, shard: int, after: int) -> Iterator[Condition]:
    """What the entries of a segment bring, but for those up to `after`."""
    if run.plan is None:
        for item in as_tape(_in_force(file, shard)):
            yield from run.take(item)
    for item in as_tape(_beyond(items_in(file, shard), after)):
        yield from run.take(item)


def _beyond(items: Iterable[Rows | ArchivedControl], after: int) -> Iterator[Rows | ArchivedControl]:
    """The items without the entries up to the position `after`."""
    known = place(after + 1, 0)
    for item in items:
        if isinstance(item, ArchivedControl):
            if item.position > after:
                yield item
        elif item.places[-1] >= known:
            begin = int(item.places.searchsorted(known))
            yield Rows(item.shard, item.batch.slice(begin), item.places[begin:].copy()) if begin else item


def _in_force(file: Path, shard: int) -> Iterator[ArchivedControl]:
    """What was in force when the day of this segment began: where a stream begins, nobody said it."""
    for name, payload in sorted(InForce.beside(file).controls.items()):
        yield ArchivedControl(shard, 0, 0, name, payload)


def _restored(pieces: Sequence[bytes], shard: int, specs: Sequence[ModelSpec]) -> Run:
    """Raises `Unusable` when the models have changed: then the job needs a new checkpoint location."""
    run = Run(specs)
    if pieces:
        run.plan, run.state, _, run.clock = restored(BytesIO(b"".join(pieces)), shard, specs)
    return run


def _pieces_of(run: Run, shard: int, position: int) -> list[bytes]:
    if run.plan is None or run.state is None:
        return []
    file = BytesIO()
    put(file, Snapshot(shard, position, run.clock, run.plan, run.state))
    whole = file.getvalue()
    return [whole[start : start + CHUNK] for start in range(0, len(whole), CHUNK)]


def _begins_after(archive: Path, shard: int) -> int:
    """The position before the archive's oldest segment of the shard."""
    return min(_range(file)[0] for file in archive.glob(f"day=*/shard={shard}/*.rows.parquet")) - 1


def _range(file: Path) -> tuple[int, int]:
    first, last = file.name.split(".")[0].split("-")
    return int(first), int(last)
