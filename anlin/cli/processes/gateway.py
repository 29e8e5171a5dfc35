"""The door for devices: the gateway with its journal, and with what the registers hand it."""

from anlin.cli.processes.starting import start_process


def run() -> None:
    start_process("gateway")

    from anlin.access.keys import key_in
    from anlin.cli.processes.serving import serve
    from anlin.evidence import EvidenceStore
    from anlin.gateway.app import create_app
    from anlin.gateway.serving import SERVER_OPTIONS, settle
    from anlin.gateway.settings import DEVICES_WAIT_S, GatewaySettings
    from anlin.journal import open_journal
    from anlin.lists.at_the_door import entries_in_force
    from anlin.observations.clock import open_clock, open_steady
    from anlin.places.directory import directory_source
    from anlin.site.config import config

    settings = config()
    clock = open_clock(settings.clock)
    journal = open_journal(settings.journal)
    app = create_app(
        journal,
        directory_source(clock, entries_in_force),
        clock,
        EvidenceStore(settings.evidence, key_in(settings.keys / "evidence.key")),
        GatewaySettings(
            realm=settings.realm,
            metrics_token=settings.metrics_token,
            # A demo's devices live by the demo's clock, which hurries: what a busy machine turned away would come late.
            answer_within_s=60.0 if settings.is_demo else DEVICES_WAIT_S,
            quarantine_key=key_in(settings.keys / "quarantine.key"),
        ),
        open_steady(settings.clock),
    )
    settle()
    try:
        serve(
            app, settings.gateway_host, settings.gateway_port, ("ANLIN_GATEWAY_HOST", "ANLIN_GATEWAY_PORT"),
            **SERVER_OPTIONS,
        )  # fmt: skip
    finally:
        journal.close()
