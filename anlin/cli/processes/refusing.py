"""What the platform does not start with: a way in without authentication, a law not yet kept, a bad model."""

import ipaddress
import secrets
import socket
from collections.abc import Iterator
from urllib.parse import urlsplit

from anlin.engine import BadModel, load_models
from anlin.models import folders
from anlin.site.config import BadSetting, Config

TRIED_WITHIN_S = 3


def reasons_to_refuse(config: Config) -> Iterator[BadSetting]:
    """One line each: what, where, remedy. Source: LU-63; the demo's one-click roles; `load_models`."""
    if config.is_demo and not (is_loopback(config.host) and is_loopback(config.gateway_host)):
        yield BadSetting(
            f"ANLIN_HOST={config.host!r}",
            "a demo signs anybody in, so it runs on this machine only; unset ANLIN_HOST",
            "演示谁都能登录，只能在本机运行；请去掉 ANLIN_HOST",
        )
    public = urlsplit(config.public_url)
    if not is_loopback(config.host) and public.scheme != "https":
        yield BadSetting(
            f"ANLIN_HOST={config.host!r}",
            "pages would cross the network unencrypted. Put a TLS proxy in front, "
            "keep ANLIN_HOST=127.0.0.1 and set ANLIN_PUBLIC_URL=https://…",
            "页面会以明文经过网络。请在前面放 TLS 代理，保留 ANLIN_HOST=127.0.0.1，设 ANLIN_PUBLIC_URL=https://…",
        )
    if is_public(config.gateway_host):
        yield BadSetting(
            f"ANLIN_GATEWAY_HOST={config.gateway_host!r}",
            "a public address. Devices have no certificates yet "
            "(LU-70), so the door opens in a private network only; use an address of the device network",
            "这是公网地址。设备还没有证书（LU-70），入口只在专网开放；请用设备网内的地址",
        )
    yield from reasons_of_the_owner(config)
    for name, url in {"ANLIN_DATABASE": config.database, "ANLIN_JOURNAL": config.journal}.items():
        if url.startswith("postgresql://") and lets_anybody_in(url):
            host = urlsplit(url).hostname
            yield BadSetting(
                name,
                f"{host} lets users in without their password; set scram-sha-256 in pg_hba.conf",
                f"{host} 不验密码就放行；请在 pg_hba.conf 设 scram-sha-256",
            )
    try:
        load_models(folders(config.home))
    except BadModel as error:
        # Remedies are English; either language may stand first, so the place is said before both.
        place = f"{error.path}:{error.line}" if error.line else str(error.path)
        yield BadSetting(f"{place}: {error.field}", error.remedy, "模型文件此处有误，改法见英文")


def reasons_of_the_owner(config: Config) -> Iterator[BadSetting]:
    """No process that works with the database may know its owner's password; migrations alone do."""
    if config.database_owner:
        yield BadSetting(
            "ANLIN_DATABASE_OWNER",
            "whoever runs the platform must not be able to act as the database's owner (LU-53); "
            "give this setting to anlin serve --only migrate alone",
            "运行平台的一方不得能以数据库属主行事（LU-53）；此项只给 anlin serve --only migrate",
        )


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
