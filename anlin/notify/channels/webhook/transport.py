"""Posts a message as JSON, signed, to a listed host only (LU-84). An answer of 2xx is its receipt."""

import hashlib
import hmac
import json
from dataclasses import dataclass, field

import httpx

from anlin.notify.channels.webhook.forms import check_address
from anlin.notify.transport import Outgoing, PushError

TIMEOUT_S = 10.0
TRY_AGAIN = frozenset({408, 425, 429})


@dataclass(frozen=True)
class Webhook:
    """`hosts`: where messages may go; `key` signs them: `X-Anlin-Signature: sha256=<hmac of the body>`."""

    hosts: frozenset[str]
    key: bytes = field(repr=False)
    name: str = "webhook"
    needs_address: bool = True

    def send(self, message: Outgoing) -> bool:
        try:
            url = check_address(message.to, self.hosts)
        except ValueError as error:
            raise PushError(str(error), permanent=True) from None
        body = json.dumps(
            {
                "id": message.id,
                "severity": message.severity,
                "subject": message.subject._asdict(),
                "text": message.text._asdict(),
                "link": message.link,
                "alerts": list(message.alerts),
            },
            ensure_ascii=False,
        ).encode()
        signature = hmac.new(self.key, body, hashlib.sha256).hexdigest()
        headers = {"Content-Type": "application/json", "X-Anlin-Signature": f"sha256={signature}"}
        try:
            # No redirect is followed: it would lead past the list of hosts. No proxy of the environment either.
            answer = httpx.post(url, content=body, headers=headers, timeout=TIMEOUT_S, trust_env=False)
        except httpx.HTTPError as error:
            raise PushError(f"the address cannot be reached ({type(error).__name__})") from None
        if answer.is_success:
            return True
        lasting = 400 <= answer.status_code < 500 and answer.status_code not in TRY_AGAIN
        raise PushError(f"the address answered {answer.status_code}", permanent=lasting or answer.is_redirect)
