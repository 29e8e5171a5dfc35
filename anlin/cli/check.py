"""`anlin check`: what is wrong, and what to do."""

import json
from collections.abc import Callable, Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from anlin.cli.checks import Finding, Surroundings


def add_to(app: typer.Typer) -> None:
    app.command()(check)


def check(
    as_json: bool = typer.Option(False, "--json", help="Print one JSON object."),
    thorough: bool = typer.Option(False, help="Read every byte of database, audit log and archive too."),
) -> None:
    """Look at settings, database, journal, disk, clock, ports, engine, devices, zones and archive."""
    from anlin.cli.checks import CHECKS, State, Surroundings
    from anlin.cli.processes.starting import start_django
    from anlin.observations.clock import open_clock
    from anlin.site.config import config

    settings = config()
    start_django()
    look = Surroundings(settings, open_clock(settings.clock), thorough)
    found = [(topic, finding) for topic, examine in CHECKS for finding in findings_of(examine, look)]
    is_well = all(finding.state == State.OK for _, finding in found)
    if as_json:
        print(
            json.dumps(
                {"ok": is_well, "findings": [{"topic": topic, **asdict(one)} for topic, one in found]},
                ensure_ascii=False,
            )
        )
    else:
        for topic, finding in found:
            tell(topic, finding)
    raise typer.Exit(0 if is_well else 1)


def tell(topic: str, finding: "Finding") -> None:
    """One finding in both languages, with what to do below it."""
    from anlin.cli.checks import TOPICS_ZH, State

    mark, mark_zh = ("ok     ", "正常") if finding.state == State.OK else ("PROBLEM", "问题")
    print(f"{mark_zh} {TOPICS_ZH[topic]}  {finding.text_zh}")
    print(f"     {mark} {topic}: {finding.text}")
    if finding.remedy:
        for remedy in dict.fromkeys((finding.remedy_zh, finding.remedy)):
            print(f"     → {remedy}")


def findings_of(examine: "Callable[[Surroundings], Iterator[Finding]]", look: "Surroundings") -> "Iterator[Finding]":
    """What one check finds. A check that cannot be made is itself a finding: nothing stays unseen."""
    from anlin.cli.checks.finding import problem

    try:
        yield from examine(look)
    except Exception as error:  # noqa: BLE001 - whatever it is, the other checks go on.
        # Every check stands alone: a database that is away must not hide that the disk is full.
        yield problem(
            (f"could not be checked: {type(error).__name__}", f"查不了：{type(error).__name__}"),
            ("mend what is named above first", "先解决上面列出的问题"),
        )
