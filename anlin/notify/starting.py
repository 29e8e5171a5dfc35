"""Which channels there are, by the operator's settings."""

from anlin.notify.channels.email.transport import Email
from anlin.notify.channels.in_app.transport import InApp
from anlin.notify.channels.webhook.transport import Webhook
from anlin.notify.transport import Transport
from anlin.site.config import Config, secret_file


def transports_of(settings: Config) -> dict[str, Transport]:
    """Channels by name; one without its settings is not there, and nobody is promised it."""
    found: dict[str, Transport] = {"in_app": InApp()}
    if settings.smtp:
        found["email"] = Email(settings.smtp, settings.mail_from)
    if settings.outbound_hosts:
        found["webhook"] = Webhook(settings.outbound_hosts, secret_file(settings.keys / "webhook.key").encode())
    return found
