"""Settings: each is documented, and a bad value is one line that says what to do."""

import re
from pathlib import Path

import pytest

from anlin.site.config import BadSetting, config

ROOT = Path(__file__).resolve().parents[2]
GUIDE = (ROOT / "docs" / "guide" / "operating.md").read_text(encoding="utf-8")
SOURCE = (ROOT / "anlin" / "site" / "config.py").read_text(encoding="utf-8")
NAMES = sorted(set(re.findall(r'_(?:given|flag|port|choice|url|number)\(\s*"([A-Z_]+)"', SOURCE)))


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
        ("DEMO", "perhaps", "ANLIN_DEMO='perhaps': expected 1 or 0"),
        ("KEEP_DAYS", "91", "ANLIN_KEEP_DAYS='91': expected 1 to 90"),
        ("KEEP_DAYS", "0", "ANLIN_KEEP_DAYS='0': expected 1 to 90"),
        ("CRYPTO", "rot13", "ANLIN_CRYPTO='rot13': expected international or gm"),
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
