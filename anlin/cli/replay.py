"""`anlin replay`: models over the past, from an archive or a Parquet file of observations."""

import gc
import json
import resource
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from anlin.cli.failure import CouldNotRun
from anlin.cli.outputs import check_keeps, check_writable

if TYPE_CHECKING:
    from anlin.engine.conditions import Condition
    from anlin.engine.layout import RowArrays
    from anlin.engine.replay import Played, Setting
    from anlin.engine.spec import ModelSpec
    from anlin.observations import Registry

    PlayShard = Callable[[int, Played], Iterator[Condition]]

SWITCH_S = 0.0002
"""Seconds after which the thread that words conditions lets the one that steps go on."""


def add_to(app: typer.Typer) -> None:
    app.command()(replay)


def replay(
    source: Annotated[Path, typer.Argument(help="An archive folder, or a Parquet file of `anlin import`.")],
    models: Annotated[
        str, typer.Option(help="Only these models, by name, or by the path of a folder of your own, with commas.")
    ] = "",
    settings: Annotated[list[str] | None, typer.Option("--set", help="model.parameter=value, repeatable.")] = None,
    tries: Annotated[
        list[str] | None,
        typer.Option("--try", help="model.parameter=value[,…]: these limits beside those in force, repeatable."),
    ] = None,
    verdicts: Annotated[
        Path | None, typer.Option(help="What people found out, JSON Lines: counted for each --try.")
    ] = None,
    listed: Annotated[int, typer.Option(help="Alerts gained, and as many lost, that --try lists.", min=0)] = 500,
    first_day: Annotated[
        str, typer.Option("--from", help="First day of an archive, YYYY-MM-DD, by the site's clock.")
    ] = "",
    last_day: Annotated[
        str, typer.Option("--to", help="Last day of an archive, YYYY-MM-DD, by the site's clock.")
    ] = "",
    areas: Annotated[str, typer.Option(help="Only these areas with all below them: codes, commas between.")] = "",
    alerts: Annotated[Path | None, typer.Option(help="Write the alerts here, JSON Lines.")] = None,
    spark: Annotated[
        str, typer.Option(metavar="URL", help="On Apache Spark, a task a shard: local[2], spark://host:7077, yarn.")
    ] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON only.")] = False,
) -> None:
    """Run models over the past: observations, seconds, alerts per model."""
    from anlin.archive import ArchiveError, open_archive
    from anlin.cli.trials import asked_variants, tape_within, tried_beside, verdicts_in
    from anlin.engine.replay import BadTape, Names, Played, alerts_of, play
    from anlin.engine.trial import tape_with
    from anlin.engine.variants import base_model

    specs = chosen_models(models)
    changed = [_setting(text, specs) for text in settings or ()]
    wanted = [code.strip() for code in areas.split(",") if code.strip()]
    variants = asked_variants(tries or (), wanted, lambda text: _setting(text, specs, "--try"))
    known = None if verdicts is None else verdicts_in(verdicts)
    period = _period(first_day, last_day)
    if period is not None and source.is_file():
        raise CouldNotRun("--from, --to: a Parquet file is played whole; leave them out, or name an archive folder")
    is_quiet = as_json or bool(spark)
    if alerts is not None:
        _check_alerts(alerts, source, verdicts)

    def play_shard(shard: int, played: Played) -> "Iterator[Condition]":
        # What Spark's machines run too: it must not hold on to anything of this one.
        tape = tape_within(tape_of(source, shard, period), wanted)
        return play(tape_with(_shown(tape, is_quiet), variants), specs, changed, played)

    played, began = Played(), time.monotonic()
    # Threads of Python take turns of 5 ms, in which 30,000 rows are stepped through: too long to wait each time.
    sys.setswitchinterval(SWITCH_S)
    # Nothing here is in a circle, and looking for circles among a million conditions takes a sixth of all wording.
    gc.disable()
    try:
        shards = shards_of(source)
        parts = _on_spark(spark, shards, play_shard) if spark else _here(shards, play_shard)
        everything = alerts_of(_together(parts, played), specs)
    except BadTape as error:
        raise CouldNotRun(f"{source}: {error}") from None
    except ArchiveError as error:
        raise CouldNotRun(str(error)) from None
    found = [alert for alert in everything if base_model(alert.first.model) == alert.first.model]
    seconds = time.monotonic() - began
    names = Names.of(played.registry)
    if alerts is not None:
        _write_alerts(alerts, (alert.line(played.registry, names) for alert in found))
    per_model = Counter({spec.name: 0 for spec in specs})
    per_model.update(alert.first.model for alert in found if not alert.first.shadow)
    summary = {
        "observations": played.observations,
        "seconds": round(seconds, 3),
        "alerts": dict(per_model),
        "peak_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }
    if period is not None:
        summary["held_us"] = open_archive(_archive_in(source)).held_us(*period)
    tried = tried_beside(everything, specs, variants, known)
    if tried:
        summary["tried"] = [one.line(played.registry, names, listed) for one in tried]
    if as_json:
        print(json.dumps(summary, ensure_ascii=False))
    else:
        _print(played.observations, seconds, per_model, [one.sentence() for one in tried])


def _check_alerts(file: Path, source: Path, verdicts: Path | None) -> None:
    """Before the work, which may take hours. Raises `CouldNotRun`."""
    check_keeps("--alerts", file, [source, _archive_in(source) / "manifest.sqlite3", verdicts or source])
    check_writable("--alerts", file)


def _write_alerts(file: Path, lines: Iterable[dict[str, Any]]) -> None:
    try:
        with file.open("w", encoding="utf-8") as opened:
            opened.writelines(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
    except OSError as error:
        raise CouldNotRun(f"--alerts {file}: cannot be written ({error.strerror})") from None


def _print(observations: int, seconds: float, alerts: "Counter[str]", tried: Sequence[str]) -> None:
    print(f"{observations:,} observations in {seconds:.2f} s ({observations / max(seconds, 1e-9):,.0f}/s)")
    for name, count in alerts.items():
        print(f"  {name:28}{count:>8}")
    for sentence in tried:
        print(sentence)


def _here(shards: Sequence[int], play_shard: "PlayShard") -> "Iterator[tuple[Played, Iterable[Condition]]]":
    from anlin.engine.replay import Played

    for shard in shards:
        played = Played()
        yield played, play_shard(shard, played)


def _on_spark(
    url: str, shards: Sequence[int], play_shard: "PlayShard"
) -> "Iterator[tuple[Played, Iterable[Condition]]]":
    try:
        from anlin.spark import NoSpark, over_shards, session
    except ImportError as error:
        raise CouldNotRun(f"--spark {url}: {error.name} is missing. Remedy: pip install 'anlin[spark]'") from None

    try:
        yield from over_shards(session(url), shards, play_shard)
    except NoSpark as error:
        raise CouldNotRun(f"--spark {url}: {error}") from None


def _together(parts: "Iterable[tuple[Played, Iterable[Condition]]]", played: "Played") -> "Iterator[Condition]":
    """Conditions of shard after shard; `played` gets their sums, and the newest registry."""
    for one, conditions in parts:
        yield from conditions
        played.observations += one.observations
        if one.registry.version >= played.registry.version:
            played.registry = one.registry


def chosen_models(names: str) -> "list[ModelSpec]":
    """Anlin's own models, or those named; a path is the folder of a model of one's own. Raises `CouldNotRun`."""
    from anlin.engine import BadModel, load_model, load_models
    from anlin.models import folders

    wanted = [name.strip() for name in names.split(",") if name.strip()]
    try:
        specs = load_models([*folders(), *(Path(name) for name in wanted if "/" in name)])
        wanted = [load_model(Path(name)).name if "/" in name else name for name in wanted]
    except BadModel as error:
        raise CouldNotRun(str(error)) from None
    unknown = set(wanted) - {spec.name for spec in specs}
    if unknown:
        name = sorted(unknown)[0]
        folder = f"; a folder: ./{name}" if Path(name).is_dir() else ""
        raise CouldNotRun(f"--models {name}: not one of {', '.join(spec.name for spec in specs)}{folder}")
    return [spec for spec in specs if not wanted or spec.name in wanted]


def shards_of(source: Path) -> list[int]:
    """The shards of an archive folder, each with a state of its own; a Parquet file is shard 0."""
    from anlin.archive import open_archive

    if not source.exists():
        raise CouldNotRun(f"{source}: no such file or folder")
    return open_archive(_archive_in(source)).manifest.shards() if source.is_dir() else [0]


def tape_of(
    source: Path, shard: int | None = None, period: tuple[int, int] | None = None
) -> "Iterator[RowArrays | Registry | int]":
    """The items of a shard of an archive folder, or of a Parquet file; no shard: the only one.

    `period`: only what was received from the first instant on and before the second, both µs since 1970 UTC; a file is
    taken whole. Raises `BadTape`, `ArchiveError`.
    """
    from anlin.archive import open_archive
    from anlin.engine.replay import BadTape
    from anlin.engine.rows import COLUMNS
    from anlin.engine.tapes import as_tape, between
    from anlin.observations.instants import moment

    if not source.is_dir():
        yield from _file_tape(source)
        return
    archive = open_archive(_archive_in(source))
    shards = archive.manifest.shards() if shard is None else [shard]
    if len(shards) > 1:
        raise BadTape(f"it has {len(shards)} shards, and a tape is of one")
    if period is None:
        yield from as_tape(archive.items(shards=shards, columns=COLUMNS))
        return
    begins, ends = period
    # Files are of UTC days.
    first, last = (moment(at).date().isoformat() for at in (begins, ends - 1))
    yield from between(as_tape(archive.items(first, last, shards, columns=COLUMNS)), begins, ends)


def _period(first_day: str, last_day: str) -> tuple[int, int] | None:
    """The instants of these days, None for all. Raises `CouldNotRun`."""
    from anlin.observations.instants import period_of

    def day(option: str, text: str, otherwise: date) -> date:
        try:
            return date.fromisoformat(text) if text else otherwise
        except ValueError:
            raise CouldNotRun(f"{option} {text}: expected a day, YYYY-MM-DD") from None

    first, last = day("--from", first_day, date(1970, 1, 2)), day("--to", last_day, date(9998, 12, 31))
    if first > last:
        raise CouldNotRun(f"--from {first} is after --to {last}")
    return period_of(first, last) if first_day or last_day else None


def _archive_in(source: Path) -> Path:
    inside = source / "archive"
    return inside if (inside / "manifest.sqlite3").exists() else source


def _file_tape(file: Path) -> "Iterator[RowArrays | Registry | int]":
    import msgspec
    import pyarrow as pa
    import pyarrow.parquet as pq

    from anlin.engine.replay import BadTape
    from anlin.engine.rows import rows_of
    from anlin.observations import SCHEMA, registry_from_bytes

    try:
        parquet = pq.ParquetFile(file, memory_map=True)
    except (OSError, pa.ArrowInvalid) as error:
        raise CouldNotRun(f"{file}: not a Parquet file ({error}); `anlin import` makes one of any table") from None
    metadata = parquet.schema_arrow.metadata or {}
    if b"anlin.registry" not in metadata:
        raise BadTape("the file names no registry (schema metadata anlin.registry); `anlin import` writes one")
    missing = [name for name in SCHEMA.names if name not in parquet.schema_arrow.names]
    if missing:
        raise BadTape(f"the file has no column {missing[0]!r}; `anlin import` writes all of them")
    try:
        registry = registry_from_bytes(metadata[b"anlin.registry"])
    except msgspec.MsgspecError as error:
        raise BadTape(f"the registry of the file cannot be read ({error}); `anlin import` makes it again") from None
    yield registry
    try:
        for position, batch in enumerate(parquet.iter_batches(500_000, columns=SCHEMA.names), 1):
            yield rows_of(batch.cast(SCHEMA), position)
    except (OSError, pa.ArrowException) as error:
        reason = str(error).splitlines()[0]
        raise BadTape(f"the file cannot be read ({reason}); `anlin import` makes it again") from None


def _shown(tape: Iterator[Any], is_quiet: bool) -> Iterator[Any]:
    """The tape, with a progress line on a terminal."""
    if is_quiet or not sys.stderr.isatty():
        yield from tape
        return
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = SpinnerColumn(), TextColumn("{task.completed:,.0f} observations"), TimeElapsedColumn()
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("replay", total=None)
        for item in tape:
            yield item
            if hasattr(item, "received_at"):
                progress.advance(task, len(item.id))


def _setting(text: str, specs: "list[ModelSpec]", option: str = "--set") -> "Setting":
    """`model.parameter=value` or `model.rule.parameter=value`. Raises `CouldNotRun`."""
    from anlin.engine.replay import Setting

    name, equals, number = text.partition("=")
    parts = name.strip().split(".")
    if not equals or len(parts) not in (2, 3):
        raise CouldNotRun(f"{option} {text}: expected model.parameter=value or model.rule.parameter=value")
    spec = _model_of(parts[0], specs, f"{option} {text}")
    rule, parameter = (parts[1], parts[2]) if len(parts) == 3 else ("", parts[1])
    try:
        value = float(number)
    except ValueError:
        raise CouldNotRun(f"{option} {text}: {number!r} is not a number") from None
    _check_bounds(spec, rule, parameter, value, f"{option} {text}")
    return Setting(spec.name, parameter, value, rule)


def _model_of(name: str, specs: "list[ModelSpec]", said: str) -> "ModelSpec":
    from anlin.models import folders

    for spec in specs:
        if spec.name == name:
            return spec
    if any(folder.name == name for folder in folders()):
        raise CouldNotRun(f"{said}: --models leaves out {name}; name it there too")
    raise CouldNotRun(f"{said}: no model {name!r}; there are {', '.join(spec.name for spec in specs)}")


def _check_bounds(spec: "ModelSpec", rule: str, parameter: str, value: float, said: str) -> None:
    """Every rule meant must be able to take the value: one that cannot would quietly keep to its nearest bound."""
    meant = [one for one in spec.rules if rule in ("", one.name)]
    if not meant:
        raise CouldNotRun(f"{said}: {spec.name} has no rule {rule!r}; it has {', '.join(r.name for r in spec.rules)}")
    bounds = {one.name: one.parameters[parameter] for one in meant if parameter in one.parameters}
    if not bounds:
        known = ", ".join(sorted({name for one in meant for name in one.parameters}))
        raise CouldNotRun(f"{said}: {'.'.join(filter(None, (spec.name, rule)))} has no {parameter!r}; it has {known}")
    for name, bound in bounds.items():
        if not bound.min <= value <= bound.max:
            span = f"{bound.min:g} to {bound.max:g} {bound.unit}".rstrip()
            raise CouldNotRun(f"{said}: outside {span}, which rule {name} allows")
