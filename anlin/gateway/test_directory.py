"""What the journal of each shard carries of the registry."""

from pathlib import Path

import msgspec

from anlin.gateway.conftest import NOW, OF_AREA, directory_of, with_intake
from anlin.gateway.decoded import Seen
from anlin.gateway.directory import FixedDirectory
from anlin.gateway.intake import Intake
from anlin.journal import open_journal, registry_of
from anlin.observations import AreaRow, kind_code

TWO_SHARDS = {2: 1, 3: 2}


def test_with_one_shard_the_registry_is_carried_as_it_is() -> None:
    directory = directory_of()
    assert directory.registry_of(1) is directory.registry


def test_a_shard_carries_all_areas_but_only_its_own_zones_homes_and_devices() -> None:
    directory = directory_of(shards=TWO_SHARDS)
    near, far = directory.registry_of(1), directory.registry_of(2)
    assert near.areas == far.areas == directory.registry.areas
    assert {zone.code for zone in far.zones} == {"lift-2"}
    assert [device.number for device in far.devices] == [7]
    assert {device.number for device in near.devices} == {1, 2, 3, 4, 5, 6, 8}
    assert [home.number for home in near.dwellings] == [1, 2]
    assert far.dwellings == ()


def test_a_device_whose_recorder_is_in_another_shard_stands_alone_there() -> None:
    whole = directory_of().registry
    behind = tuple(msgspec.structs.replace(d, parent=3) if d.number == 7 else d for d in whole.devices)
    directory = directory_of(shards=TWO_SHARDS, registry=msgspec.structs.replace(whole, devices=behind))
    assert [device.parent for device in directory.registry_of(2).devices] == [0]


def test_a_circle_of_areas_ends_in_the_default_shard() -> None:
    whole = directory_of().registry
    circle = (AreaRow(1, "town", parent=2), AreaRow(2, "furong-1", parent=1))
    directory = directory_of(shards={3: 2}, registry=msgspec.structs.replace(whole, areas=circle))
    assert directory.shard_of(2) == 1


def test_each_journal_gets_its_own_part_before_its_first_rows(tmp_path: Path) -> None:
    journal = open_journal(f"sqlite:///{tmp_path / 'journal.sqlite3'}")
    directory = directory_of(shards=TWO_SHARDS)

    async def send(intake: Intake) -> None:
        seen = Seen("1", "motion-1", "1", kind_code("ir_motion"), observed_at=NOW)
        await intake.accept([seen], OF_AREA, NOW)

    with_intake(journal, send, source=FixedDirectory(directory))
    for shard in (1, 2):
        carried = journal.latest_control(shard, "registry")
        assert carried is not None
        assert registry_of(carried) == directory.registry_of(shard)
    journal.close()
