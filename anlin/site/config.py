"""Anlin's settings, read once from the environment and typed. Knows no Django, so every room's starter can use it."""

import difflib
import ipaddress
import os
import re
import secrets
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

_OURS = frozenset({"SHARED", "TEST_DATABASE", "TEST_CRYPTO", "BENCH_JOURNAL", "PLATFORM"})
"""What tests, measurements and the console's development server read: no settings of the platform."""
_MISTYPED = 0.8
"""How alike (0 to 1) an unknown name and a setting must be to be taken for a slip. `SERVICE_PORT`, which Kubernetes
sets by itself for a service called anlin, is 0.6 like its nearest."""
_NAME = re.compile(r"[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?")


class BadSetting(Exception):
    """A setting cannot be used; the message is one line: name, value, what is expected, in English and Chinese.

    `setting`: its name and value as given, without secrets.
    """

    def __init__(self, setting: str, en: str, zh: str) -> None:
        super().__init__(f"{setting}: {en}（{zh}）")
        self.setting, self.en, self.zh = setting, en, zh


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
    database_owner: str = ""  # `database` for the role that owns its tables, known to migrations only (LU-53).
    smtp: str = ""  # `smtp://[user:password@]host[:port]` or `smtps://…`; empty: no mail is sent.
    mail_from: str = ""
    outbound_hosts: frozenset[str] = frozenset()  # Hosts that messages may be posted to (LU-84).
    witnesses: tuple[str, ...] = ()  # Addresses that the signed heads of the audit log are posted to (LU-52).
    calendar: str = "CN"  # Whose public holidays the forecasts know: ISO 3166, such as `CN` or `AU-VIC`.
    live_url: str = ""  # HLS address of a camera's stream at the media gateway, with `{stream}`; empty: no live view.
    whep_url: str = ""  # WHEP address of the same stream there, for WebRTC; empty: HLS alone.
    unknown: tuple[str, ...] = ()  # Variables that begin with ANLIN_ and are no setting nor like one.

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


_asked: set[str] = set()
"""Every name that was looked for, so that what nobody looks for is found."""


def _given(name: str, default: str = "") -> str:
    """`ANLIN_<name>`, or the text of the file that `ANLIN_<name>_FILE` names. Empty is as if it were not set."""
    _asked.add(name)
    file = os.environ.get(f"ANLIN_{name}_FILE")
    if not file:
        return os.environ.get(f"ANLIN_{name}") or default
    setting = f"ANLIN_{name}_FILE={file!r}"
    if os.environ.get(f"ANLIN_{name}"):
        raise BadSetting(
            setting, f"ANLIN_{name} is set too; unset one of them", f"同时设了 ANLIN_{name}，请去掉其中一个"
        )
    try:
        return Path(file).read_text(encoding="utf-8").strip() or default
    except OSError as error:
        raise BadSetting(setting, f"cannot be read ({error.strerror})", "读不到这个文件") from None
    except UnicodeDecodeError:
        raise BadSetting(setting, "is no UTF-8 text", "不是 UTF-8 文本") from None


def _shown(name: str, text: str) -> str:
    """Name and value, without user and password."""
    return f"ANLIN_{name}={text.rpartition('@')[2]!r}"


def _port(name: str, default: int) -> int:
    text = _given(name, str(default))
    if not text.isdecimal() or not 0 < int(text) < 65536:
        raise BadSetting(_shown(name, text), "expected a TCP port from 1 to 65535", "应为 1 至 65535 的 TCP 端口")
    return int(text)


def _number(name: str, default: int, most: int) -> int:
    """From 1 to `most`. For days of keeping the default is the most: an operator alone may only make it stricter."""
    text = _given(name, str(default))
    if not text.isdecimal() or not 0 < int(text) <= most:
        raise BadSetting(_shown(name, text), f"expected 1 to {most}", f"应为 1 至 {most}")
    return int(text)


def _flag(name: str) -> bool:
    text = _given(name, "0").lower()
    if text not in ("0", "1", "true", "false", "yes", "no"):
        raise BadSetting(_shown(name, text), "expected 1 or 0", "应为 1 或 0")
    return text in ("1", "true", "yes")


def _choice(name: str, *allowed: str) -> str:
    """One of `allowed`, the first being the default."""
    text = _given(name, allowed[0])
    if text not in allowed:
        raise BadSetting(_shown(name, text), f"expected {' or '.join(allowed)}", f"应为 {' 或 '.join(allowed)}")
    return text


def _is_host(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return bool(_NAME.fullmatch(text))
    return True


def _host(name: str, default: str) -> str:
    text = _given(name, default)
    if not _is_host(text):
        raise BadSetting(
            _shown(name, text),
            "expected an address of this machine alone, such as 192.168.1.10, without http:// and port",
            "应为本机地址，如 192.168.1.10，不带 http:// 和端口",
        )
    return text


def _realm() -> str:
    text = _given("REALM", "anlin")
    # It stands between quotation marks in the challenge; devices cut there, and at commas.
    if not re.fullmatch(r"[\w.@ -]{1,64}", text, re.ASCII):
        raise BadSetting(_shown("REALM", text), "expected plain letters and digits", "应为字母与数字")
    return text


def _public_url() -> str:
    text = _given("PUBLIC_URL")
    if not text:
        return ""
    try:
        parts = urlsplit(text)
        is_address = bool(parts.hostname) and parts.port != 0
    except ValueError:
        is_address = False
    if not is_address or parts.scheme not in ("http", "https") or parts.path.strip("/") or parts.query:
        raise BadSetting(
            _shown("PUBLIC_URL", text),
            "expected https://<name>[:port], as people type it",
            "应为 https://<名称>[:端口]，即人们输入的地址",
        )
    return text


def _hosts(name: str) -> frozenset[str]:
    hosts = frozenset(filter(None, map(str.strip, _given(name).split(","))))
    for host in sorted(hosts):
        if not _is_host(host):
            raise BadSetting(
                _shown(name, host),
                "expected names of hosts separated by commas, without https:// and path",
                "应为逗号分隔的主机名，不带 https:// 和路径",
            )
    return hosts


def _clock() -> Path | None:
    text = _given("CLOCK")
    if not text:
        return None
    if not _flag("DEMO"):
        raise BadSetting(
            _shown("CLOCK", text),
            "only a demo (ANLIN_DEMO=1) has a clock of its own; unset it",
            "只有演示（ANLIN_DEMO=1）有自己的时钟，请去掉",
        )
    return Path(text)


def _url(name: str, default: str) -> str:
    text = _given(name, default)
    if not text.startswith(("sqlite:///", "postgresql://")):
        raise BadSetting(
            _shown(name, text),
            "expected sqlite:///<path> or postgresql://…",
            "应为 sqlite:///<路径> 或 postgresql://…",
        )
    if text == "sqlite:///":
        raise BadSetting(_shown(name, text), "names no file; write sqlite:///<path>", "缺文件，请写 sqlite:///<路径>")
    if text.startswith("postgresql://") and not _names_a_database(text):
        raise BadSetting(
            _shown(name, text),
            "names no database; write postgresql://user:password@host/name",
            "缺数据库名，请写 postgresql://用户:密码@主机/库名",
        )
    return text


def _names_a_database(url: str) -> bool:
    """In the path, or as libpq has it in the query."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return bool(parts.path.strip("/")) or not {"dbname", "service"}.isdisjoint(parse_qs(parts.query))


def _database_owner(database: str) -> str:
    text = _given("DATABASE_OWNER")
    if not text:
        return ""
    owner, works = urlsplit(text), urlsplit(database)
    is_pair = owner.scheme == works.scheme == "postgresql" and owner.path == works.path
    if not is_pair or not owner.username or not works.username or owner.username == works.username:
        raise BadSetting(
            _shown("DATABASE_OWNER", text),
            "expected postgresql://owner:password@host/name, the database of ANLIN_DATABASE for another user",
            "应为 postgresql://属主:密码@主机/库名：与 ANLIN_DATABASE 同库、不同用户",
        )
    return text


def _smtp() -> str:
    text = _given("SMTP")
    if not text:
        return ""
    try:
        parts = urlsplit(text)
        is_address = parts.scheme in ("smtp", "smtps") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        is_address = False
    if not is_address:
        raise BadSetting(
            _shown("SMTP", text),
            "expected smtp://[user:password@]host[:port] or smtps://…; the host is needed",
            "应为 smtp://[用户:密码@]主机[:端口] 或 smtps://…，主机不能省",
        )
    return text


def _mail_from() -> str:
    text = _given("MAIL_FROM", "anlin@localhost")
    if not re.fullmatch(r"[^\s@]+@[^\s@]+", text):
        raise BadSetting(f"ANLIN_MAIL_FROM={text!r}", "expected name@host", "应为 名称@主机")
    return text


def _witnesses() -> tuple[str, ...]:
    urls = tuple(dict.fromkeys(filter(None, map(str.strip, _given("WITNESSES").split(",")))))
    for url in urls:
        parts = urlsplit(url)
        is_near = parts.hostname in ("127.0.0.1", "localhost", "::1")
        if not parts.hostname or parts.scheme not in (("https", "http") if is_near else ("https",)):
            raise BadSetting(
                _shown("WITNESSES", url),
                "expected https://host/path, separated by commas",
                "应为 https://主机/路径，以逗号分隔",
            )
    hosts = [urlsplit(url).netloc.rpartition("@")[2] for url in urls]
    if len(set(hosts)) < len(hosts):
        raise BadSetting(
            "ANLIN_WITNESSES",
            "two of the addresses are of one host; witnesses must not depend on each other",
            "有两个地址在同一主机上，见证方须互不依赖",
        )
    return urls


def _calendar() -> str:
    text = _given("CALENDAR", "CN")
    if text == "CN":
        return text
    from holidays.utils import list_supported_countries

    country, _, part = text.partition("-")
    parts = list_supported_countries().get(country)
    if parts is None or part not in ("", *parts):
        raise BadSetting(
            _shown("CALENDAR", text),
            "expected a country with public holidays, such as CN, or a part of it, such as AU-VIC",
            "应为有公共假日的国家代码，如 CN，或其地区，如 AU-VIC",
        )
    return text


def _stream_url(name: str, what: tuple[str, str], example: str) -> str:
    text = _given(name)
    if text and not (text.startswith(("http://", "https://")) and text.count("{stream}") == 1):
        en, zh = what
        raise BadSetting(
            _shown(name, text),
            f"expected an http address of {en} with {{stream}}, such as {example}",
            f"应为{zh}的 http 地址，其中有 {{stream}}，如 {example}",
        )
    return text


def given_settings() -> list[str]:
    """Variables that begin with ANLIN_, whether there is such a setting or not."""
    return sorted(name for name in os.environ if name.startswith("ANLIN_") and name.removeprefix("ANLIN_") not in _OURS)


def _unknown() -> tuple[str, ...]:
    """Variables that begin with ANLIN_ and that nobody reads. Raises `BadSetting` for one that is like a setting."""
    unknown = []
    for variable in given_settings():
        name = variable.removeprefix("ANLIN_")
        if name in _asked or name.removesuffix("_FILE") in _asked:
            continue
        [*near] = difflib.get_close_matches(name.removesuffix("_FILE"), sorted(_asked), 1, _MISTYPED)
        if near:
            raise BadSetting(
                variable, f"no such setting; is ANLIN_{near[0]} meant?", f"没有这个设置，是 ANLIN_{near[0]} 吗？"
            )
        unknown.append(variable)
    return tuple(unknown)


def _home() -> Path:
    """The folder of everything kept, made when it does not exist yet."""
    home = Path(_given("HOME", "anlin-data")).expanduser().absolute()
    try:
        # Whoever else uses the machine has no business in it.
        home.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise _unusable(home, error) from None
    return home


def _unusable(home: Path, error: OSError) -> BadSetting:
    return BadSetting(
        f"ANLIN_HOME={str(home)!r}",
        f"{error.filename}: {error.strerror}; name a folder that this user can make and write",
        "请指定当前用户能建立并写入的文件夹",
    )


def _secret(name: str, home: Path, file: str) -> str:
    """The setting, or a secret that was made in the home."""
    given = _given(name)
    if given:
        return given
    try:
        return secret_file(home / "keys" / file)
    except OSError as error:
        raise _unusable(home, error) from None


def secret_file(path: Path) -> str:
    """The secret kept in `path`, made there (readable by the owner only) when it does not exist yet."""
    if not path.exists():
        path.parent.mkdir(exist_ok=True, mode=0o700)
        made = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
        with os.fdopen(os.open(made, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(48))
            file.flush()
            os.fsync(file.fileno())
        # Of two processes that start together the first gives the key its name, whole; both read that one.
        with suppress(FileExistsError):
            os.link(made, path)
        made.unlink()
    return path.read_text(encoding="utf-8").strip()


@lru_cache(maxsize=1)
def config() -> Config:
    """The settings of this process. Raises `BadSetting`."""
    home = _home()
    database = _url("DATABASE", f"sqlite:///{home / 'anlin.sqlite3'}")
    default_journal = database if database.startswith("postgresql://") else f"sqlite:///{home / 'journal.sqlite3'}"
    return Config(
        home=home,
        database=database,
        database_owner=_database_owner(database),
        journal=_url("JOURNAL", default_journal),
        secret_key=_secret("SECRET_KEY", home, "session.key"),
        host=_host("HOST", "127.0.0.1"),
        port=_port("PORT", 8400),
        gateway_host=_host("GATEWAY_HOST", _given("HOST", "127.0.0.1")),
        gateway_port=_port("GATEWAY_PORT", 8480),
        is_demo=_flag("DEMO"),
        public_url=_public_url(),
        metrics_token=_secret("METRICS_TOKEN", home, "metrics.token"),
        realm=_realm(),
        shard=_number("SHARD", 1, 32767),
        keep_days=_number("KEEP_DAYS", 90, 90),
        archive_every_s=_number("ARCHIVE_EVERY_S", 300, 3600),
        crypto_profile=_choice("CRYPTO", "international", "gm"),
        clock=_clock(),
        smtp=_smtp(),
        mail_from=_mail_from(),
        calendar=_calendar(),
        live_url=_stream_url(
            "LIVE_URL", ("an HLS playlist", " HLS 播放列表"), "http://127.0.0.1:1984/api/stream.m3u8?src={stream}"
        ),
        whep_url=_stream_url("WHEP_URL", ("a WHEP door", " WHEP 入口"), "http://127.0.0.1:8889/{stream}/whep"),
        witnesses=_witnesses(),
        outbound_hosts=_hosts("OUTBOUND_HOSTS"),
        unknown=_unknown(),
    )
