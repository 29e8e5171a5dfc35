"""Sends one mail over SMTP. The mail names place and matter only; everything else is behind the link and a sign-in."""

import smtplib
import ssl
from dataclasses import dataclass
from email.message import EmailMessage
from urllib.parse import unquote, urlsplit

from anlin.notify.transport import Outgoing, PushError

TIMEOUT_S = 10.0


@dataclass(frozen=True)
class Email:
    """`url`: `smtp://[user:password@]host[:port]` (STARTTLS where offered) or `smtps://…`; `sender`: the From line."""

    url: str
    sender: str
    name: str = "email"
    needs_address: bool = True

    def send(self, message: Outgoing) -> bool:
        try:
            with self._connect() as server:
                server.send_message(self._mail(message))
        except smtplib.SMTPRecipientsRefused as error:
            code = next(iter(error.recipients.values()))[0]
            raise PushError(f"the address was refused ({code})", permanent=500 <= code < 600) from None
        except smtplib.SMTPResponseException as error:
            raise PushError(f"the mail server answered {error.smtp_code}", permanent=False) from None
        except (OSError, smtplib.SMTPException) as error:
            raise PushError(f"the mail server cannot be reached ({type(error).__name__})") from None
        return False

    def _connect(self) -> smtplib.SMTP:
        parts = urlsplit(self.url)
        host = parts.hostname or "localhost"
        context = ssl.create_default_context()
        server: smtplib.SMTP
        if parts.scheme == "smtps":
            server = smtplib.SMTP_SSL(host, parts.port or 465, timeout=TIMEOUT_S, context=context)
        else:
            server = smtplib.SMTP(host, parts.port or 25, timeout=TIMEOUT_S)
            server.ehlo()
            if server.has_extn("starttls"):
                server.starttls(context=context)
                server.ehlo()
            elif parts.username:
                server.close()
                raise PushError("the mail server offers no encryption, so no password is sent to it", permanent=True)
        if parts.username:
            server.login(unquote(parts.username), unquote(parts.password or ""))
        return server

    def _mail(self, message: Outgoing) -> EmailMessage:
        mail = EmailMessage()
        mail["From"], mail["To"] = self.sender, message.to
        mail["Subject"] = f"{message.subject.zh} · {message.subject.en}"
        domain = self.sender.rpartition("@")[2].rstrip(">") or "localhost"
        mail["Message-ID"] = f"<anlin-{message.id}@{domain}>"
        mail.set_content(f"{message.text.zh}\n\n{message.text.en}\n\n{message.link}\n")
        return mail
