"""`anlin bench`: figures of this machine, with peers and aims beside them."""

import json
import os
import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer

from anlin.cli.failure import CouldNotRun

if TYPE_CHECKING:
    from anlin.bench.faults.world import Parts

_bench = typer.Typer(help=__doc__, no_args_is_help=True)


def add_to(app: typer.Typer) -> None:
    app.add_typer(_bench, name="bench")


@_bench.command("ingest")
def ingest(
    seconds: Annotated[float, typer.Option(help="How long each load is measured.", min=1, max=600)] = 10.0,
    folder: Annotated[str, typer.Option(help="Where the stores are put; a real disk, not memory.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON only.")] = False,
) -> None:
    """The door: requests of one object, and batches of 20, beside a plain Django view."""
    from anlin.bench.ingest import BenchFailed, measure

    try:
        figures = measure(seconds, lambda line: print(line, file=sys.stderr), folder or None)
    except BenchFailed as error:
        raise CouldNotRun(f"bench ingest: {error}") from None
    if as_json:
        print(json.dumps(figures))
    else:
        _show(figures)


@_bench.command("quality")
def quality(
    only: Annotated[
        str, typer.Option(help="Only these questions, with commas: care, crowd, hotspot, access, parking, density.")
    ] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON only.")] = False,
) -> None:
    """How right forecasts are on real data, beside their references; docs/quality.md says what the figures mean."""
    from anlin.bench.quality import NoData, measure_all

    questions = tuple(name.strip() for name in only.split(",") if name.strip())
    try:
        figures = measure_all(lambda line: print(line, file=sys.stderr), questions)
    except (NoData, ValueError) as error:
        raise CouldNotRun(f"bench quality: {error}") from None
    print(json.dumps(figures, indent=None if as_json else 2, ensure_ascii=False))


@_bench.command("engine")
def engine(
    days: Annotated[int, typer.Option(help="Days of the reference city.", min=1, max=60)] = 4,
    rows: Annotated[int, typer.Option(help="Rows of the three rules' stream.", min=1000, max=10_000_000)] = 300_000,
    runs: Annotated[int, typer.Option(help="Runs; the median is told.", min=1, max=50)] = 5,
    seed: Annotated[int, typer.Option(help="Another seed, another stream.")] = 1,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON only.")] = False,
) -> None:
    """The engine's loop on one core: all models, and three rules beside a plain loop and other programs."""
    from anlin.bench.engine import measure

    figures = measure(days, rows, runs, seed, lambda line: print(line, file=sys.stderr))
    print(json.dumps(figures, indent=None if as_json else 2))


@_bench.command("year")
def year(
    weeks: Annotated[int, typer.Option(help="How many weeks; 52 is the whole year.", min=1, max=52)] = 52,
    compounds: Annotated[int, typer.Option(help="How many compounds the city has.", min=1, max=502)] = 502,
    seed: Annotated[int, typer.Option(help="Another seed, another year.")] = 1,
    folder: Annotated[str, typer.Option(help="Where the archive is put (about 40 bytes an observation).")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON only.")] = False,
) -> None:
    """A year of the reference city: written as an archive, replayed from disk through all models."""
    from anlin.bench.year import BenchFailed, measure
    from anlin.cli.replay import tape_of

    try:
        figures = measure(weeks, compounds, seed, folder, tape_of, lambda line: print(line, file=sys.stderr))
    except (BenchFailed, OSError) as error:
        raise CouldNotRun(f"bench year: {error}") from None
    print(json.dumps(figures, indent=None if as_json else 2))


@_bench.command("live")
def live(
    seconds: Annotated[float, typer.Option(help="How long the load is sustained.", min=1, max=3600)] = 600.0,
    rate: Annotated[int, typer.Option(help="Observations a second.", min=200, max=100_000)] = 10_000,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON only.")] = False,
) -> None:
    """From a device's request to the alert on an open live stream, under load, over a whole platform."""
    from anlin.bench.live import BenchFailed, measure

    try:
        figures = measure(seconds, rate, lambda line: print(line, file=sys.stderr))
    except BenchFailed as error:
        raise CouldNotRun(f"bench live: {error}") from None
    print(json.dumps(figures, indent=None if as_json else 2))


@_bench.command("state")
def state(
    keys: Annotated[int, typer.Option(help="How many keys are live.", min=1000, max=4_000_000)] = 1_000_000,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON only.")] = False,
) -> None:
    """A live engine with very many keys: memory, checkpoint beside the running loop, restart."""
    from anlin.bench.state import measure

    print(json.dumps(measure(keys, lambda line: print(line, file=sys.stderr)), indent=None if as_json else 2))


@_bench.command("faults")
def faults(
    seeds: Annotated[int, typer.Option(help="How many runs.", min=1)] = 2000,
    first: Annotated[int, typer.Option(help="The first seed; each plays the same run on every machine.", min=0)] = 0,
    alerts: Annotated[bool, typer.Option(help="With the alerts' own database, sink and lease.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON only.")] = False,
) -> None:
    """Seeds of trouble: power cuts, full disks, kills, clocks, two engines; ends at the first broken promise."""
    from anlin.bench.faults.run import Broken, measure
    from anlin.bench.faults.sqlite_files import Unsupported

    try:
        figures = measure(seeds, first, lambda line: print(line, file=sys.stderr), _parts(alerts))
    except Unsupported as error:
        raise CouldNotRun(f"bench faults: {error}") from None
    except Broken as error:
        print(error)
        raise typer.Exit(1) from None
    print(json.dumps(figures, indent=None if as_json else 2, ensure_ascii=False))


def _parts(alerts: bool) -> "Parts | None":
    if not alerts:
        return None
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "anlin.site.settings")
    from anlin.bench.faults.alerts import with_alerts

    return with_alerts()


def _show(figures: dict[str, Any]) -> None:
    aims, peer = figures["aims"], figures["peers"]["django_view"]
    print(f"{'':26}{'gateway':>12}{'aim':>12}{'Django view':>14}")
    for label, group, key, aim in (
        ("one object, requests/s", "single", "requests_per_s", aims["requests_per_s"]),
        ("  per processor second", "single", "requests_per_core_s", ""),
        ("one object, p99 ms", "single", "p99_ms", aims["p99_ms"]),
        ("batches of 20, objects/s", "batched", "objects_per_s", aims["objects_per_s"]),
        ("  per processor second", "batched", "objects_per_core_s", ""),
        ("batches of 20, p99 ms", "batched", "p99_ms", aims["p99_ms"]),
    ):
        print(f"{label:26}{figures[group][key]:>12}{aim:>12}{peer[group][key]:>14}")
    ratio = figures["ratio_to_peer"]
    print(f"ratio to the Django view: {ratio['single']} (one object), {ratio['batched']} (batches)")
