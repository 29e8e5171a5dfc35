"""What the platform does not start with: a way in without authentication, a law not yet kept, a bad model."""

import ipaddress
import secrets
import socket
from collections.abc import Iterator
from urllib.parse import urlsplit

from anlin.engine import BadModel, load_models
from anlin.models import folders
from anlin.site.config import Config

TRIED_WITHIN_S = 3


def reasons_to_refuse(config: Config) -> Iterator[str]:
    """One line each: what, where, remedy. Source: LU-63; the demo's one-click roles; `load_models`."""
    if config.is_demo and not (is_loopback(config.host) and is_loopback(config.gateway_host)):
        yield f"ANLIN_HOST={config.host!r}: a demo signs anybody in, so it runs on this machine only; unset ANLIN_HOST"
    public = urlsplit(config.public_url)
    if not is_loopback(config.host) and public.scheme != "https":
        yield (
            f"ANLIN_HOST={config.host!r}: pages would cross the network unencrypted. Put a TLS proxy in front, "
            "keep ANLIN_HOST=127.0.0.1 and set ANLIN_PUBLIC_URL=https://…"
        )
    if is_public(config.gateway_host):
        yield (
            f"ANLIN_GATEWAY_HOST={config.gateway_host!r}: a public address. Devices have no certificates yet "
            "(LU-70), so the door opens in a private network only; use an address of the device network"
        )
    for name, url in {"ANLIN_DATABASE": config.database, "ANLIN_JOURNAL": config.journal}.items():
        if url.startswith("postgresql://") and lets_anybody_in(url):
            host = urlsplit(url).hostname
            yield f"{name}: {host} lets users in without their password; set scram-sha-256 in pg_hba.conf"
    try:
        load_models(folders(config.home))
    except BadModel as error:
        yield str(error)


def is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def is_public(host: str) -> bool:
    """Whether the internet could reach a door on `host`; one on all addresses takes the worst of this machine's."""
    try:
        given = ipaddress.ip_address(host)
    except ValueError:
        return False
    if not given.is_unspecified:
        return given.is_global
    try:
        found = socket.getaddrinfo(socket.gethostname(), None)
    except OSError:
        return False
    return any(ipaddress.ip_address(str(address[4][0]).partition("%")[0]).is_global for address in found)


def lets_anybody_in(url: str) -> bool:
    """Whether the server takes a wrong password over the network. A socket file is guarded by its folder."""
    import psycopg
    from psycopg.conninfo import conninfo_to_dict

    given = conninfo_to_dict(url)
    if str(given.get("host") or "").startswith("/") or not given.get("host"):
        return False
    given.update(password=secrets.token_urlsafe(12), connect_timeout=TRIED_WITHIN_S)
    try:
        psycopg.connect(**given).close()  # type: ignore[arg-type]
    except psycopg.OperationalError:
        return False
    return True
