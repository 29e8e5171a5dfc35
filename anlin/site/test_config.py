"""Settings: each is documented, and a bad value is one line that says what to do."""

import re
import secrets
from pathlib import Path

import pytest

from anlin.demo.terminal import Terminal
from anlin.site.config import BadSetting, config, given_settings, secret_file

ROOT = Path(__file__).resolve().parents[2]
GUIDE = (ROOT / "docs" / "guide" / "operating.md").read_text(encoding="utf-8")
SOURCE = (ROOT / "anlin" / "site" / "config.py").read_text(encoding="utf-8")
NAMES = sorted(set(re.findall(r'_(?:given|secret|flag|port|choice|url|number|host|hosts)\(\s*"([A-Z_]+)"', SOURCE)))


def test_the_settings_are_found() -> None:
    assert {"HOME", "PORT", "DATABASE", "KEEP_DAYS"} <= set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_every_setting_stands_in_the_guide(name: str) -> None:
    assert f"`ANLIN_{name}`" in GUIDE


@pytest.mark.parametrize("name", sorted(set(re.findall(r"`ANLIN_([A-Z_]+?)(?:_FILE=[^`]*)?`", GUIDE))))
def test_the_guide_names_no_setting_that_does_not_exist(name: str) -> None:
    assert name in NAMES


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("PORT", "99999", "ANLIN_PORT='99999': expected a TCP port"),
        ("DATABASE", "mysql://a:geheim@h/n", "expected sqlite:///<path> or postgresql://"),
        ("DATABASE", "postgresql://", "ANLIN_DATABASE='postgresql://': names no database; write postgresql://"),
        ("DATABASE", "postgresql://a:geheim@h", "ANLIN_DATABASE='h': names no database"),
        ("DATABASE", "sqlite:///", "ANLIN_DATABASE='sqlite:///': names no file; write sqlite:///<path>"),
        ("JOURNAL", "postgresql://h/?sslmode=require", "names no database"),
        ("DATABASE_OWNER", "postgresql://o:geheim@h/n", "the database of ANLIN_DATABASE for another user"),
        ("DEMO", "perhaps", "ANLIN_DEMO='perhaps': expected 1 or 0"),
        ("KEEP_DAYS", "91", "ANLIN_KEEP_DAYS='91': expected 1 to 90"),
        ("KEEP_DAYS", "0", "ANLIN_KEEP_DAYS='0': expected 1 to 90"),
        ("CRYPTO", "rot13", "ANLIN_CRYPTO='rot13': expected international or gm"),
        ("CALENDAR", "China", "ANLIN_CALENDAR='China': expected a country with public holidays, such as CN"),
        ("CALENDAR", "AU-XYZ", "or a part of it, such as AU-VIC"),
        ("SHARD", "one", "ANLIN_SHARD='one': expected 1 to 32767"),
        ("HOST", "http://192.168.1.10", "expected an address of this machine alone"),
        ("GATEWAY_HOST", "192.168.1.10:8480", "ANLIN_GATEWAY_HOST='192.168.1.10:8480': expected an address"),
        ("PUBLIC_URL", "anlin.example.cn", "ANLIN_PUBLIC_URL='anlin.example.cn': expected https://"),
        ("PUBLIC_URL", "https://a.example:port", "expected https://<name>[:port]"),
        ("OUTBOUND_HOSTS", "a.example, https://b.example/x", "expected names of hosts"),
        ("REALM", 'a "realm"', "expected plain letters and digits"),
        ("MAIL_FROM", "anlin", "ANLIN_MAIL_FROM='anlin': expected name@host"),
        ("SMTP", "mail.example", "ANLIN_SMTP='mail.example': expected smtp://"),
        ("SMTP", "smtp://", "ANLIN_SMTP='smtp://': expected smtp://[user:password@]host[:port]"),
        ("SMTP", "smtps://a:geheim@", "the host is needed"),
        ("SMTP", "smtp://mail.example:port", "expected smtp://[user:password@]host[:port]"),
        ("LIVE_URL", "http://127.0.0.1:1984/", "with {stream}"),
        ("HOME", "/proc/x", "ANLIN_HOME='/proc/x': /proc/x: No such file or directory; name a folder"),
        ("HOME", __file__, "File exists; name a folder that this user can make and write"),
        ("KEEP_DAY", "30", "ANLIN_KEEP_DAY: no such setting; is ANLIN_KEEP_DAYS meant?"),
        ("WITNESES_FILE", "/run/w", "ANLIN_WITNESES_FILE: no such setting; is ANLIN_WITNESSES meant?"),
        ("SECRET_KEY_FILE", "/nowhere/key", "ANLIN_SECRET_KEY_FILE='/nowhere/key': cannot be read"),
    ],
)
def test_a_bad_setting_is_one_line_without_secrets(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, words: str
) -> None:
    monkeypatch.setenv(f"ANLIN_{name}", value)
    with pytest.raises(BadSetting) as caught:
        config.__wrapped__()
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)
    assert "geheim" not in str(caught.value)


@pytest.mark.parametrize("region", ["CN", "AU", "AU-VIC"])
def test_the_calendar_is_of_a_country_or_a_part_of_it(monkeypatch: pytest.MonkeyPatch, region: str) -> None:
    monkeypatch.setenv("ANLIN_CALENDAR", region)
    assert config.__wrapped__().calendar == region


@pytest.mark.parametrize(
    "owner", ["postgresql://works:y@db/anlin", "postgresql://o:y@db/other", "postgresql://db/anlin", "sqlite:///a"]
)
def test_lu_53_the_owner_is_another_user_of_the_same_database(monkeypatch: pytest.MonkeyPatch, owner: str) -> None:
    monkeypatch.setenv("ANLIN_DATABASE", "postgresql://works:x@db/anlin")
    monkeypatch.setenv("ANLIN_DATABASE_OWNER", "postgresql://owner:y@db/anlin")
    assert config.__wrapped__().database_owner == "postgresql://owner:y@db/anlin"
    monkeypatch.setenv("ANLIN_DATABASE_OWNER", owner)
    with pytest.raises(BadSetting):
        config.__wrapped__()


@pytest.mark.parametrize("url", ["postgresql:///anlin?host=/run/postgresql", "postgresql://?service=anlin"])
def test_a_database_needs_a_name_and_no_host(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    monkeypatch.setenv("ANLIN_DATABASE", url)
    assert config.__wrapped__().journal == url


def test_a_home_whose_keys_cannot_be_kept_is_a_bad_setting(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "keys").touch()
    monkeypatch.setenv("ANLIN_HOME", str(tmp_path))
    monkeypatch.delenv("ANLIN_SECRET_KEY", raising=False)
    with pytest.raises(BadSetting, match=r"ANLIN_HOME=.*keys"):
        config.__wrapped__()


def test_a_home_is_made_for_its_owner_alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("ANLIN_HOME", str(tmp_path / "home"))
    assert config.__wrapped__().home.stat().st_mode & 0o777 == 0o700


def test_a_setting_given_twice_is_not_chosen_from(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "port").write_text("8401")
    monkeypatch.setenv("ANLIN_PORT_FILE", str(tmp_path / "port"))
    monkeypatch.setenv("ANLIN_PORT", "8402")
    with pytest.raises(BadSetting, match="unset one of them"):
        config.__wrapped__()


def test_an_empty_setting_is_as_if_it_were_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("PORT", "KEEP_DAYS", "GATEWAY_HOST", "DEMO", "CRYPTO"):
        monkeypatch.setenv(f"ANLIN_{name}", "")
    settings = config.__wrapped__()
    assert (settings.port, settings.keep_days, settings.gateway_host) == (8400, 90, settings.host)


@pytest.mark.parametrize("name", ["ANLIN_SERVICE_HOST", "ANLIN_PORT_8400_TCP_ADDR", "ANLIN_COLOUR"])
def test_a_variable_that_is_like_no_setting_is_told_and_stops_nothing(
    monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv(name, "x")
    assert config.__wrapped__().unknown == (name,)


def test_the_demo_says_which_settings_it_does_not_heed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ANLIN_PORT", "9000")
    monkeypatch.setenv("ANLIN_SHARED", "/shared")
    given = [name for name in given_settings() if name in ("ANLIN_PORT", "ANLIN_SHARED")]
    Terminal(as_json=False).unheeded(given)
    assert given == ["ANLIN_PORT"]
    assert "does not heed ANLIN_PORT" in capsys.readouterr().out


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "::1", "localhost", "gate-1.lan"])
def test_a_host_is_an_address_or_a_name(monkeypatch: pytest.MonkeyPatch, host: str) -> None:
    monkeypatch.setenv("ANLIN_GATEWAY_HOST", host)
    assert config.__wrapped__().gateway_host == host


def test_of_two_that_make_a_key_at_once_both_have_the_same_whole_one(tmp_path, monkeypatch):
    path, words, read = tmp_path / "keys" / "web.key", iter(["first", "second"]), []

    def word(_length: int) -> str:
        mine = next(words)
        if mine == "first":
            read.append(secret_file(path))  # Another process, while this one is on its way.
        return mine

    monkeypatch.setattr(secrets, "token_urlsafe", word)
    assert [secret_file(path), *read] == ["second", "second"]
    assert [file.name for file in path.parent.iterdir()] == ["web.key"]
    assert path.stat().st_mode & 0o777 == 0o600
