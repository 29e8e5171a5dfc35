"""Pages and API for people."""

from anlin.cli.processes.starting import start_process


def run() -> None:
    ready = start_process("web")

    from anlin.cli.processes.serving import serve
    from anlin.site.asgi import application
    from anlin.site.config import config

    settings = config()
    serve(application, settings.host, settings.port, "ANLIN_PORT", ready, loop="uvloop", http="httptools")
