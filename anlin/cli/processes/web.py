"""Pages and API for people."""

import threading

from anlin.cli.processes.starting import start_process


def run() -> None:
    start_process("web")

    from prometheus_client import REGISTRY

    from anlin.archive import open_manifest
    from anlin.cli.processes.serving import serve
    from anlin.journal import open_journal
    from anlin.observations.clock import open_clock
    from anlin.places.finding import open_books
    from anlin.site.asgi import application
    from anlin.site.config import config
    from anlin.site.figures import PlatformFigures
    from anlin.tuning.trying import replay_of
    from anlin.tuning.trying import run as run_trials

    settings = config()
    journal = open_journal(settings.journal)
    manifest = open_manifest(settings.manifest)
    REGISTRY.register(PlatformFigures(journal, open_clock(settings.clock), manifest.archived_to, settings.home))
    stop = threading.Event()
    trials = threading.Thread(target=run_trials, args=(replay_of(settings.archive), stop), name="trials", daemon=True)
    trials.start()
    threading.Thread(target=open_books, name="books", daemon=True).start()
    serve(application, settings.host, settings.port, ("ANLIN_HOST", "ANLIN_PORT"), loop="uvloop", http="httptools")
    stop.set()
