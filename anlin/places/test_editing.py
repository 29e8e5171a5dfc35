"""One row at a time: the same columns and checks as an import, nothing lost, nothing orphaned."""

import pytest

from anlin.alerts.conftest import FixedFacts, condition
from anlin.alerts.sink import ConditionSink
from anlin.places.columns import KINDS
from anlin.places.editing import EDITED, NotEdited, retire, rows_of, save_row, values_of
from anlin.places.models import Area, Building, Device, Zone
from anlin.places.registry import current_version
from anlin.residents.conftest import make_home

AREAS, ZONES, DEVICES, BUILDINGS = (KINDS[name] for name in ("areas", "zones", "devices", "buildings"))
SQUARE = '{"type": "Polygon", "coordinates": [[[119.5, 35.4], [119.6, 35.4], [119.6, 35.5], [119.5, 35.4]]]}'


@pytest.mark.django_db
def test_an_area_a_building_a_zone_a_recorder_and_its_channel_are_added_one_by_one(town):
    before = current_version()
    save_row(
        AREAS, {"code": "new-1", "name_zh": "新区", "kind": "compound", "parent": town.community.code}, is_new=True
    )
    save_row(BUILDINGS, {"code": "new-1/1", "area": "new-1", "name_zh": "1 号楼", "outline": SQUARE}, is_new=True)
    save_row(ZONES, {"code": "new-1/lift", "area": "new-1", "kind": "lift", "name_zh": "电梯"}, is_new=True)
    recorder = {"code": "nvr-9", "area": "new-1", "kind": "recorder", "name_zh": "录像机"}
    save_row(DEVICES, recorder, is_new=True)
    channel = {"code": "cam-9", "area": "new-1", "zone": "new-1/lift", "parent": "nvr-9", "name_zh": "电梯相机"}
    save_row(DEVICES, channel, is_new=True)
    made = Device.objects.get(code="cam-9")
    assert (made.parent.code, made.zone.code, made.area.parent) == ("nvr-9", "new-1/lift", town.community)
    assert current_version() >= before + 5


def test_what_a_row_says_saves_as_itself_and_a_column_left_out_stays(town):
    for kind in (AREAS, ZONES, DEVICES):
        for row in rows_of(kind, ""):
            said = values_of(kind, row)
            assert values_of(kind, save_row(kind, said, is_new=False)) == said
    save_row(DEVICES, {"code": town.device.code, "area": town.compound.code, "name_zh": "新名字"}, is_new=False)
    town.device.refresh_from_db()
    assert (town.device.name_zh, town.device.zone) == ("新名字", town.zone)


def test_a_reference_that_is_emptied_is_gone(town):
    values = values_of(DEVICES, town.device) | {"zone": ""}
    save_row(DEVICES, values, is_new=False)
    town.device.refresh_from_db()
    assert town.device.zone is None


@pytest.mark.parametrize(
    ("values", "is_new", "column"),
    [
        ({"code": "x", "name_zh": "甲", "kind": "compound", "parent": "nowhere"}, True, "parent"),
        ({"code": "furong-1", "name_zh": "甲", "kind": "compound"}, True, "code"),
        ({"code": "x", "name_zh": "", "kind": "compound"}, True, "name_zh"),
        ({"code": "x", "name_zh": "甲", "kind": "castle"}, True, "kind"),
        ({"code": "furong-1", "name_zh": "甲", "kind": "compound", "parent": "furong-1"}, False, "parent"),
        ({"code": "x", "name_zh": "甲", "kind": "compound"}, False, None),
    ],
)
def test_what_does_not_fit_names_its_column_and_writes_nothing(town, values, is_new, column):
    before = list(Area.objects.order_by("pk").values())
    with pytest.raises(NotEdited) as refused:
        save_row(AREAS, values, is_new=is_new)
    assert [fault.column for fault in refused.value.faults] == ([column] if column else [])
    assert list(Area.objects.order_by("pk").values()) == before


def test_lu_30_no_camera_is_put_into_a_private_place_by_the_form(town):
    Zone.objects.create(area=town.compound, code="wc", kind="toilet", name_zh="卫生间")
    with pytest.raises(NotEdited):
        save_row(DEVICES, {"code": "cam-x", "area": "furong-1", "zone": "wc", "name_zh": "相机"}, is_new=True)


def test_a_device_is_switched_off_and_stays_a_free_zone_goes_and_a_used_one_says_what_hangs_on_it(town):
    retire(DEVICES, town.device.code)
    town.device.refresh_from_db()
    assert town.device.enabled is False
    with pytest.raises(NotEdited, match="1 things hang on it \\(devices\\)"):
        retire(ZONES, town.zone.code)
    Zone.objects.create(area=town.compound, code="free", kind="lobby", name_zh="大厅")
    retire(ZONES, "free")
    assert not Zone.objects.filter(code="free").exists()
    with pytest.raises(NotEdited, match="hang on it"):
        retire(AREAS, town.community.code)
    with pytest.raises(NotEdited, match="not registered"):
        retire(BUILDINGS, "nowhere")


def test_a_place_of_past_alerts_is_not_removed(town):
    free = Zone.objects.create(area=town.compound, code="free", kind="lobby", name_zh="大厅")
    ConditionSink(FixedFacts()).apply(1, 1, 1, [condition(area=town.compound.pk, zone=free.pk)])
    with pytest.raises(NotEdited, match="records of work"):
        retire(ZONES, "free")


def test_lu_10_homes_and_what_stands_in_them_are_not_looked_through(town):
    home = make_home(town.compound)
    Device.objects.create(area=town.compound, zone=home.bedroom, code="pir-1", name_zh="红外", kind="motion_sensor")
    assert "dwellings" not in EDITED
    assert home.bedroom.code not in {row.code for row in rows_of(ZONES, "")}
    assert "pir-1" not in {row.code for row in rows_of(DEVICES, "")}
    assert Building.objects.count() == rows_of(BUILDINGS, "").count()


def test_rows_are_found_by_every_word_of_code_or_name(town):
    assert [row.code for row in rows_of(AREAS, "芙蓉 furong-1")] == ["furong-1"]
    assert list(rows_of(AREAS, "芙蓉 nothing")) == []
