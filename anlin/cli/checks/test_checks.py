"""What `anlin check` notices."""

import dataclasses
import re
import socket
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

import anlin.models
from anlin.archive import ArchiveWriter, open_manifest
from anlin.cli.check import findings_of, tell
from anlin.cli.checks import CHECKS, State, Surroundings
from anlin.cli.checks.archive import archive_findings
from anlin.cli.checks.field import device_findings
from anlin.cli.checks.finding import problem
from anlin.cli.checks.machine import clock_findings, disk_findings, port_findings
from anlin.cli.checks.settings import setting_findings, without_password
from anlin.cli.checks.stores import audit_findings, balance_findings, database_findings, journal_findings
from anlin.cli.checks.work import engine_findings
from anlin.cli.checks.zones import zone_findings
from anlin.cli.processes.refusing import reasons_to_refuse
from anlin.journal import Commit, Liveness, Parked
from anlin.observations import batch_of
from anlin.observations.instants import DAY, HOUR, MINUTE, SECOND
from anlin.places.models import Zone
from anlin.site.config import config

GIB = 1 << 30
NOW = 1_800_000_000_000_000

pytestmark = pytest.mark.django_db


@pytest.fixture
def look(tmp_path: Path) -> Iterator[Surroundings]:
    """A home of its own with an empty journal; the clock stands at NOW."""
    settings = dataclasses.replace(config(), home=tmp_path, journal=f"sqlite:///{tmp_path / 'journal.sqlite3'}")
    made = Surroundings(settings, clock=lambda: NOW, room=lambda _: (100 * GIB, 0, 50 * GIB))
    yield made
    made.journal.close()


def problems_in(findings: Iterator[object]) -> list[str]:
    return [finding.text for finding in findings if finding.state == State.PROBLEM]  # type: ignore[attr-defined]


def append_row(look: Surroundings, at: int) -> None:
    look.journal.append(Commit(batches={1: batch_of({"id": [at], "observed_at": [at], "received_at": [at]})}))


def test_a_new_home_has_no_problem(look: Surroundings) -> None:
    checks = (setting_findings, database_findings, journal_findings, balance_findings, clock_findings)
    of_work = (engine_findings, device_findings, zone_findings, archive_findings, audit_findings, disk_findings)
    for examine in (*checks, *of_work):
        assert problems_in(findings_of(examine, look)) == []


def test_counts_that_do_not_balance_are_a_problem(look: Surroundings) -> None:
    tallies = Counter({("d", "received", ""): 5, ("d", "journalled", ""): 4})
    look.journal.append(Commit(tallies=tallies))
    assert problems_in(balance_findings(look)) == [
        "5 received, but 4 journalled, 0 duplicate, 0 quarantined, 0 refused, 0 parked"
    ]


@pytest.mark.parametrize(("age", "count"), [(MINUTE, 0), (MINUTE + SECOND, 1)])
def test_an_engine_more_than_a_minute_behind_is_a_problem(look: Surroundings, age: int, count: int) -> None:
    append_row(look, NOW - age)
    assert len(problems_in(engine_findings(look))) == count


def test_a_damaged_checkpoint_is_a_problem(look: Surroundings) -> None:
    append_row(look, NOW)
    look.config.checkpoints.mkdir()
    (look.config.checkpoints / "shard-1.checkpoint").write_bytes(b"ANLINST1 and then nothing sensible")
    assert problems_in(engine_findings(look)) == ["shard 1: the checkpoint shard-1.checkpoint is damaged"]


@pytest.mark.parametrize(("ahead", "count"), [(2 * SECOND, 0), (2 * SECOND + 1, 1)])
def test_a_journal_from_the_future_means_that_our_clock_went_back(look: Surroundings, ahead: int, count: int) -> None:
    append_row(look, NOW + ahead)
    assert len(problems_in(clock_findings(look))) == count


@pytest.mark.parametrize(
    ("offsets_s", "count"), [([40, 41, 42], 1), ([-40, -41, -42], 1), ([40, 41], 0), ([90, 0, 0], 0)]
)
def test_our_own_clock_is_suspected_when_most_devices_agree_against_it(
    look: Surroundings, offsets_s: list[int], count: int
) -> None:
    liveness = {f"d{nth}": Liveness(f"d{nth}", clock_offset_us=s * SECOND) for nth, s in enumerate(offsets_s)}
    look.journal.append(Commit(liveness=liveness))
    assert len(problems_in(clock_findings(look))) == count


def test_silent_wrong_and_unregistered_devices_are_named(look: Surroundings, town) -> None:
    gone = Liveness(town.device.code, session_at=NOW - HOUR, clock_offset_us=2 * MINUTE)
    parked = Parked("unknown-1", "gat1400", "", "10.0.0.9", NOW, NOW)
    look.journal.append(Commit(liveness={gone.code: gone}, parked=[parked]))
    assert problems_in(device_findings(look)) == [
        f"offline: {town.device.code}",
        f"clock more than a minute off: {town.device.code}",
        "1 devices send but are not registered: unknown-1",
    ]


@pytest.mark.parametrize(
    ("free", "whole", "count"), [(2 * GIB, 8 * GIB, 0), (2 * GIB - 1, 8 * GIB, 1), (5 * GIB - 1, 100 * GIB, 1)]
)
def test_a_disk_with_little_room_is_a_problem(look: Surroundings, free: int, whole: int, count: int) -> None:
    look.room = lambda _: (whole, whole - free, free)
    assert len(problems_in(disk_findings(look))) == count


def test_a_port_that_something_else_uses_is_a_problem(look: Surroundings) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken, socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        ports = {"port": taken.getsockname()[1], "gateway_port": free.getsockname()[1]}
        look.config = dataclasses.replace(look.config, **ports)
        assert problems_in(port_findings(look)) == [f"ANLIN_PORT: something else uses 127.0.0.1:{ports['port']}"]


def test_a_key_that_others_can_read_is_a_problem(look: Surroundings) -> None:
    look.config.keys.mkdir(mode=0o700)
    key = look.config.keys / "evidence.key"
    key.touch(mode=0o600)
    assert problems_in(setting_findings(look)) == []
    key.chmod(0o640)
    assert problems_in(setting_findings(look)) == [f"{key} can be read by other users of this machine"]


def test_a_database_that_others_can_read_is_a_problem_unless_they_cannot_enter_its_folder(look: Surroundings) -> None:
    home = look.config.home
    file = home / "anlin.sqlite3"
    look.config = dataclasses.replace(look.config, database=f"sqlite:///{file}")
    file.touch(mode=0o644)
    assert problems_in(setting_findings(look)) == []
    home.chmod(0o755)
    [found] = [finding for finding in setting_findings(look) if finding.state == State.PROBLEM]
    assert found.text == f"{file} can be read by other users of this machine"
    assert found.remedy == f"chmod go= {home}"
    file.chmod(0o600)
    look.journal.totals()
    Path(look.config.journal.removeprefix("sqlite:///")).chmod(0o600)
    assert problems_in(setting_findings(look)) == []


def test_a_kind_of_zone_that_is_nearly_a_known_one_is_a_problem_and_a_new_one_is_none(look: Surroundings, town) -> None:
    for kind in ("bin_yard", "fire_lnae", "moat"):
        Zone.objects.create(area=town.compound, code=kind, kind=kind, name_zh=kind)
    folder = look.config.home / "models" / "mine"
    folder.mkdir(parents=True)
    own = (Path(anlin.models.__file__).parent / "fire_lane_occupied" / "model.toml").read_text(encoding="utf-8")
    own = own.replace('"fire_lane_occupied"', '"mine"', 1).replace('["fire_lane"]', '["bin_yrd", "street"]')
    (folder / "model.toml").write_text(own, encoding="utf-8")
    assert [(one.text, one.remedy.partition("?")[0]) for one in zone_findings(look) if one.remedy] == [
        ("mine looks at zones of kind 'bin_yrd', and there are none", "is 'bin_yard' meant"),
        ("zones of kind 'fire_lnae' are registered, and no model names it", "is 'fire_lane' meant"),
    ]


def test_a_missing_archive_file_is_a_problem(look: Surroundings) -> None:
    append_row(look, NOW - DAY)
    folder = look.config.archive
    manifest = open_manifest(f"sqlite:///{folder / 'manifest.sqlite3'}")
    ArchiveWriter(folder, manifest, 1).archive(look.journal)
    assert problems_in(archive_findings(look)) == []
    manifest.segments(1)[0].rows_file(folder).unlink()
    [missing] = problems_in(archive_findings(look))
    assert "is missing" in missing


def test_a_damaged_manifest_is_a_problem_that_names_it(look: Surroundings) -> None:
    manifest = look.config.archive / "manifest.sqlite3"
    manifest.parent.mkdir(exist_ok=True)
    manifest.write_bytes(b"no database, as all can see" * 200)
    [damaged] = problems_in(archive_findings(look))
    assert damaged.startswith(f"{manifest}: is damaged")


def test_an_archive_that_lags_is_a_problem(look: Surroundings) -> None:
    append_row(look, NOW - DAY)
    folder = look.config.archive
    ArchiveWriter(folder, open_manifest(f"sqlite:///{folder / 'manifest.sqlite3'}"), 1).archive(look.journal)
    append_row(look, NOW - 2 * HOUR - 1)
    assert problems_in(archive_findings(look)) == ["shard 1: archived only to position 1"]


def test_a_check_that_cannot_be_made_is_itself_a_problem(look: Surroundings) -> None:
    def broken(_: Surroundings) -> Iterator[object]:
        raise OSError("no")
        yield

    assert problems_in(findings_of(broken, look)) == ["could not be checked: OSError"]  # type: ignore[arg-type]


def test_a_variable_that_is_no_setting_is_a_problem(look: Surroundings) -> None:
    look.config = dataclasses.replace(look.config, unknown=("ANLIN_COLOUR",))
    assert problems_in(setting_findings(look)) == ["ANLIN_COLOUR: no such setting; it does nothing"]


def test_every_finding_is_told_in_both_languages(look: Surroundings, capsys: pytest.CaptureFixture[str]) -> None:
    for topic, examine in CHECKS:
        if topic != "ports":
            for finding in findings_of(examine, look):
                tell(topic, finding)
    tell("disk", problem(("the disk is full", "磁盘满了"), ("make room", "清理")))
    said = capsys.readouterr().out.splitlines()
    assert said[-4:] == [
        "问题 磁盘  磁盘满了",
        "     PROBLEM disk: the disk is full",
        "     → 清理",
        "     → make room",
    ]
    assert all(re.search("[一-鿿]", line) for line in said if line.startswith(("正常", "问题")))


def test_no_finding_shows_a_password() -> None:
    assert without_password("postgresql://anlin:geheim@db.example/anlin") == "postgresql://db.example/anlin"


@pytest.mark.parametrize(("host", "refused"), [("8.8.8.8", True), ("2001:4860:4860::8888", True), ("10.1.2.3", False)])
def test_lu_70_no_door_on_the_internet(host: str, refused: bool) -> None:
    reasons = list(reasons_to_refuse(dataclasses.replace(config(), gateway_host=host)))
    assert any("ANLIN_GATEWAY_HOST" in reason.setting for reason in reasons) is refused


@pytest.mark.parametrize(
    ("changes", "count"),
    [
        ({}, 0),
        ({"is_demo": True}, 0),
        ({"is_demo": True, "host": "192.0.2.7", "public_url": "https://a.example"}, 1),
        ({"is_demo": True, "gateway_host": "0.0.0.0"}, 1),
        ({"host": "192.0.2.7", "public_url": "https://a.example"}, 0),
        ({"host": "192.0.2.7"}, 1),
        ({"gateway_host": "192.0.2.7"}, 0),
    ],
)
def test_lu_63_the_platform_does_not_start_with_an_open_door(changes: dict[str, object], count: int) -> None:
    assert len(list(reasons_to_refuse(dataclasses.replace(config(), **changes)))) == count  # type: ignore[arg-type]
