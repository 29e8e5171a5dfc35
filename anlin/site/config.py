"""Anlin's settings, read once from the environment and typed. Knows no Django, so every room's starter can use it."""

import os
import secrets
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from urllib.parse import urlsplit


class BadSetting(Exception):
    """A setting cannot be used; the message is one line: name, value, what is expected."""


@dataclass(frozen=True)
class Config:
    """Where things are and how they are reached.

    `database` and `journal` are URLs (`sqlite:///<path>` or `postgresql://…`); `secret_key` signs sessions;
    ports are TCP ports, of the pages on `host`, of the devices' door on `gateway_host`. All files lie under `home`.
    """

    home: Path
    database: str
    journal: str
    secret_key: str
    host: str
    port: int
    gateway_host: str
    gateway_port: int
    is_demo: bool
    public_url: str
    metrics_token: str
    realm: str
    shard: int
    keep_days: int  # How long the archive keeps observations, counted from receipt.
    archive_every_s: int
    crypto_profile: str  # "international" (AES-256-GCM, SHA-256) or "gm" (SM4-GCM, SM3).
    clock: Path | None  # The demo's clock file; None means the system's clock.
    smtp: str = ""  # `smtp://[user:password@]host[:port]` or `smtps://…`; empty: no mail is sent.
    mail_from: str = ""
    outbound_hosts: frozenset[str] = frozenset()  # Hosts that messages may be posted to (LU-84).
    witnesses: tuple[str, ...] = ()  # Addresses that the signed heads of the audit log are posted to (LU-52).
    live_url: str = ""  # HLS address of a camera's stream at the media gateway, with `{stream}`; empty: no live view.
    whep_url: str = ""  # WHEP address of the same stream there, for WebRTC; empty: HLS alone.

    @property
    def archive(self) -> Path:
        return self.home / "archive"

    @property
    def manifest(self) -> str:
        """Where the archive's manifest is: beside it, or where several machines share the journal."""
        shared = self.journal.startswith("postgresql://")
        return self.journal if shared else f"sqlite:///{self.archive / 'manifest.sqlite3'}"

    @property
    def checkpoints(self) -> Path:
        return self.home / "checkpoints"

    @property
    def evidence(self) -> Path:
        return self.home / "evidence"

    @property
    def keys(self) -> Path:
        return self.home / "keys"


def _given(name: str, default: str = "") -> str:
    """`ANLIN_<name>`, or the text of the file that `ANLIN_<name>_FILE` names."""
    file = os.environ.get(f"ANLIN_{name}_FILE")
    if file:
        try:
            return Path(file).read_text(encoding="utf-8").strip()
        except OSError as error:
            raise BadSetting(f"ANLIN_{name}_FILE={file!r}: cannot be read ({error.strerror})") from None
    return os.environ.get(f"ANLIN_{name}", default)


def _port(name: str, default: int) -> int:
    text = _given(name, str(default))
    if not text.isdigit() or not 0 < int(text) < 65536:
        raise BadSetting(f"ANLIN_{name}={text!r}: expected a TCP port from 1 to 65535")
    return int(text)


def _number(name: str, default: int, most: int) -> int:
    """From 1 to `most`. For days of keeping the default is the most: an operator alone may only make it stricter."""
    text = _given(name, str(default))
    if not text.isdigit() or not 0 < int(text) <= most:
        raise BadSetting(f"ANLIN_{name}={text!r}: expected 1 to {most}")
    return int(text)


def _flag(name: str) -> bool:
    text = _given(name, "0").lower()
    if text not in ("0", "1", "true", "false", "yes", "no", ""):
        raise BadSetting(f"ANLIN_{name}={text!r}: expected 1 or 0")
    return text in ("1", "true", "yes")


def _choice(name: str, *allowed: str) -> str:
    """One of `allowed`, the first being the default."""
    text = _given(name, allowed[0])
    if text not in allowed:
        raise BadSetting(f"ANLIN_{name}={text!r}: expected {' or '.join(allowed)}")
    return text


def _clock() -> Path | None:
    text = _given("CLOCK")
    if not text:
        return None
    if not _flag("DEMO"):
        raise BadSetting(f"ANLIN_CLOCK={text!r}: only a demo (ANLIN_DEMO=1) has a clock of its own; unset it")
    return Path(text)


def _url(name: str, default: str) -> str:
    text = _given(name, default)
    if not text.startswith(("sqlite:///", "postgresql://")):
        raise BadSetting(f"ANLIN_{name}={text.split('@')[-1]!r}: expected sqlite:///<path> or postgresql://…")
    return text


def _smtp() -> str:
    text = _given("SMTP")
    if text and not text.startswith(("smtp://", "smtps://")):
        raise BadSetting(
            f"ANLIN_SMTP={text.split('@')[-1]!r}: expected smtp://[user:password@]host[:port] or smtps://…"
        )
    return text


def _witnesses() -> tuple[str, ...]:
    urls = tuple(dict.fromkeys(filter(None, map(str.strip, _given("WITNESSES").split(",")))))
    for url in urls:
        parts = urlsplit(url)
        is_near = parts.hostname in ("127.0.0.1", "localhost", "::1")
        if not parts.hostname or parts.scheme not in (("https", "http") if is_near else ("https",)):
            raise BadSetting(f"ANLIN_WITNESSES={url.split('@')[-1]!r}: expected https://host/path, separated by commas")
    hosts = [urlsplit(url).netloc.rpartition("@")[2] for url in urls]
    if len(set(hosts)) < len(hosts):
        raise BadSetting(
            "ANLIN_WITNESSES: two of the addresses are of one host; witnesses must not depend on each other"
        )
    return urls


def _stream_url(name: str, what: str, example: str) -> str:
    text = _given(name)
    if text and not (text.startswith(("http://", "https://")) and text.count("{stream}") == 1):
        raise BadSetting(
            f"ANLIN_{name}={text.split('@')[-1]!r}: expected an http address of {what} with {{stream}}, "
            f"such as {example}"
        )
    return text


def secret_file(path: Path) -> str:
    """The secret kept in `path`, made there (readable by the owner only) when it does not exist yet."""
    if not path.exists():
        # The home too: whoever else uses the machine has no business in it.
        path.parent.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        path.parent.mkdir(exist_ok=True, mode=0o700)
        # O_EXCL: of two processes that start together one makes the key and both read it.
        try:
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            pass
        else:
            with os.fdopen(handle, "w") as file:
                file.write(secrets.token_urlsafe(48))
                file.flush()
                os.fsync(file.fileno())
    return path.read_text(encoding="utf-8").strip()


@lru_cache(maxsize=1)
def config() -> Config:
    """The settings of this process. Raises `BadSetting`."""
    home = Path(_given("HOME", "anlin-data")).expanduser().absolute()
    database = _url("DATABASE", f"sqlite:///{home / 'anlin.sqlite3'}")
    default_journal = database if database.startswith("postgresql://") else f"sqlite:///{home / 'journal.sqlite3'}"
    return Config(
        home=home,
        database=database,
        journal=_url("JOURNAL", default_journal),
        secret_key=_given("SECRET_KEY") or secret_file(home / "keys" / "session.key"),
        host=_given("HOST", "127.0.0.1"),
        port=_port("PORT", 8400),
        gateway_host=_given("GATEWAY_HOST") or _given("HOST", "127.0.0.1"),
        gateway_port=_port("GATEWAY_PORT", 8480),
        is_demo=_flag("DEMO"),
        public_url=_given("PUBLIC_URL", ""),
        metrics_token=_given("METRICS_TOKEN") or secret_file(home / "keys" / "metrics.token"),
        realm=_given("REALM", "anlin"),
        shard=int(_given("SHARD", "1") or 1),
        keep_days=_number("KEEP_DAYS", 90, 90),
        archive_every_s=_number("ARCHIVE_EVERY_S", 300, 3600),
        crypto_profile=_choice("CRYPTO", "international", "gm"),
        clock=_clock(),
        smtp=_smtp(),
        mail_from=_given("MAIL_FROM", "anlin@localhost"),
        live_url=_stream_url("LIVE_URL", "an HLS playlist", "http://127.0.0.1:1984/api/stream.m3u8?src={stream}"),
        whep_url=_stream_url("WHEP_URL", "a WHEP door", "http://127.0.0.1:8889/{stream}/whep"),
        witnesses=_witnesses(),
        outbound_hosts=frozenset(filter(None, map(str.strip, _given("OUTBOUND_HOSTS").split(",")))),
    )
