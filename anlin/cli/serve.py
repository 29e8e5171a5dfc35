"""`anlin serve`: the platform, one command, a few supervised processes."""

import importlib
from collections.abc import Callable
from enum import StrEnum
from functools import partial

import typer


class Process(StrEnum):
    GATEWAY = "gateway"
    ENGINE = "engine"
    WEB = "web"
    NOTIFY = "notify"
    MIGRATE = "migrate"


SUPERVISED = (Process.GATEWAY, Process.ENGINE, Process.WEB, Process.NOTIFY)


def add_to(app: typer.Typer) -> None:
    app.command()(serve)


def serve(
    only: Process | None = typer.Option(
        None, help="Run one process here, the others elsewhere; `migrate` prepares the database and ends."
    ),
) -> None:
    """Run the platform. Settings come from ANLIN_… (see docs); `anlin check` says what is wrong with them."""
    if only:
        if only is not Process.MIGRATE:
            from anlin.cli.processes.prepared import wait_until_prepared
            from anlin.cli.processes.refusing import reasons_of_the_owner
            from anlin.cli.processes.starting import start_process
            from anlin.site.config import config

            start_process(only)
            for reason in reasons_of_the_owner(config()):
                raise reason
            wait_until_prepared()
        run_of(only)()
        return
    raise typer.Exit(_serve_all())


def run_of(process: Process) -> Callable[[], None]:
    """What that process does, from its start to its stop."""
    from anlin.cli.processes.prepared import run_plainly

    return partial(run_plainly, str(process), importlib.import_module(f"anlin.cli.processes.{process}").run)


def _serve_all() -> int:
    import structlog

    from anlin.cli.processes.logs import start_logging
    from anlin.cli.processes.refusing import reasons_to_refuse
    from anlin.cli.processes.supervisor import FORKS, Program, run, run_once
    from anlin.site.config import config

    start_logging("serve")
    settings = config()
    for reason in reasons_to_refuse(settings):
        raise reason
    log = structlog.get_logger("anlin.serve")
    for variable in settings.unknown:
        log.warning("no such setting 没有这个设置", name=variable, remedy="docs/guide/operating.md")
    log.info("starting", home=str(settings.home))
    FORKS.set_forkserver_preload(["anlin.cli.processes.preload"])
    status = run_once(Program(Process.MIGRATE, run_of(Process.MIGRATE)))
    if status:
        return status

    def tell(event: str, name: str, **facts: object) -> None:
        (log.warning if event in ("ended", "killed", "restarting") else log.info)(event, name=name, **facts)

    def ready() -> None:
        address = settings.public_url or f"http://{settings.host}:{settings.port}/"
        log.info("open for people", address=address)
        log.info("open for devices", address=f"http://{settings.gateway_host}:{settings.gateway_port}/")

    return run([Program(name, run_of(name)) for name in SUPERVISED], tell, ready)
