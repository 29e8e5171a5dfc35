"""Pages and API for people."""

from anlin.cli.processes.starting import start_process


def run() -> None:
    start_process("web")

    from prometheus_client import REGISTRY

    from anlin.archive import open_manifest
    from anlin.cli.processes.serving import serve
    from anlin.journal import open_journal
    from anlin.observations.clock import open_clock
    from anlin.site.asgi import application
    from anlin.site.config import config
    from anlin.site.figures import PlatformFigures

    settings = config()
    journal = open_journal(settings.journal)
    manifest = open_manifest(settings.manifest)
    REGISTRY.register(PlatformFigures(journal, open_clock(settings.clock), manifest.archived_to, settings.home))
    serve(application, settings.host, settings.port, "ANLIN_PORT", loop="uvloop", http="httptools")
