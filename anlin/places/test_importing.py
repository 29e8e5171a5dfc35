"""Importing places: previewed before it is written, faults by line, the same file twice changes nothing."""

import json
import math

import pytest

from anlin.observations.coordinates import wgs84_to_gcj02
from anlin.places.importing import UnreadableFile, read_table
from anlin.places.models import Area, Building, Device, PoliceMapping, RegistryVersion, Zone
from anlin.places.planning import Plan, carry_out, plan_of

pytestmark = pytest.mark.django_db


def plan(text: str, kind: str, system: str = "WGS84") -> Plan:
    return plan_of(read_table(text.encode(), kind, system))


def faults(made: Plan) -> list[tuple[int, str]]:
    return [(fault.line, fault.column) for fault in made.faults]


AREAS = """code,name_zh,kind,parent,lon,lat
haiqu,海曲区,district,,119.5,35.4
haiqu-1-2,二号小区,compound,haiqu-1,119.5,35.4
haiqu-1,一号社区,community,haiqu,119.5,35.4
"""


def test_a_tree_is_imported_whatever_the_order_of_its_lines(db):
    made = plan(AREAS, "areas")
    assert (len(made.created), made.faults) == (3, [])
    assert not Area.objects.exists()
    carry_out(made)
    leaf = Area.objects.get(code="haiqu-1-2")
    assert [Area.objects.get(pk=n).code for n in leaf.ancestor_numbers()] == ["haiqu", "haiqu-1", "haiqu-1-2"]


def test_the_same_file_again_changes_nothing(db):
    carry_out(plan(AREAS, "areas"))
    again = plan(AREAS, "areas")
    assert (len(again.created), len(again.changed), again.same) == (0, 0, 3)


def test_what_differs_is_changed_and_a_column_that_is_missing_stays(town):
    made = plan(f"编码,区域编码,名称\n{town.device.code},{town.compound.code},东门相机\n", "devices")
    assert (len(made.created), len(made.changed), made.same) == (0, 1, 0)
    before = RegistryVersion.objects.get().version
    carry_out(made)
    device = Device.objects.get(pk=town.device.pk)
    assert (device.name_zh, device.zone_id, device.filing_number) == (
        "东门相机",
        town.zone.pk,
        town.device.filing_number,
    )
    assert RegistryVersion.objects.get().version > before


def test_faults_are_named_by_line_and_column_and_the_other_lines_stand(town):
    text = (
        "code,area,name_zh,kind,zone,floor,lon,lat\n"
        "c1,furong-1,一,door,,1,119.5,35.4\n"
        "c2,nowhere,二,door,,1,119.5,35.4\n"
        "c3,furong-1,,door,,1,119.5,35.4\n"
        "c4,furong-1,四,door,,x,119.5,35.4\n"
        "c5,furong-1,五,door,,1,35.4,\n"
        "c6,furong-1,六,door,,1,35.4,119.5\n"
        "c1,furong-1,七,door,,1,119.5,35.4\n"
    )
    made = plan(text, "devices")
    assert faults(made) == [(3, "area"), (4, "name_zh"), (5, "floor"), (6, "lon"), (7, "lon"), (8, "code")]
    assert [wish.code for wish in made.created] == ["c1"]


def test_lu_30_no_import_puts_a_camera_into_a_private_place(town):
    Zone.objects.create(area=town.compound, code="bath-1", kind="bathroom", name_zh="卫生间")
    text = "code,area,name_zh,kind,zone\nx,furong-1,相机,camera,bath-1\ny,furong-1,红外,pir,bath-1\n"
    made = plan(text, "devices")
    assert faults(made) == [(2, "zone")]
    assert [wish.code for wish in made.created] == ["y"]


def test_a_recorder_and_its_channels_come_in_one_file(town):
    text = "code,area,name_zh,kind,parent\nch1,furong-1,通道一,camera,nvr\nnvr,furong-1,录像机,nvr,\n"
    carry_out(plan(text, "devices"))
    assert Device.objects.get(code="ch1").parent == Device.objects.get(code="nvr")


def test_parents_that_form_a_circle_are_refused_and_nothing_is_written(town):
    made = plan("code,area,name_zh,parent\na,furong-1,甲,b\nb,furong-1,乙,a\n", "devices")
    with pytest.raises(ValueError, match="circle"):
        carry_out(made)
    assert not Device.objects.filter(code__in="ab").exists()


def test_coordinates_of_another_system_are_converted_once(town):
    lon, lat = wgs84_to_gcj02(119.5, 35.4)
    carry_out(plan(f"code,area,name_zh,lon,lat\nc,furong-1,相机,{lon},{lat}\n", "devices", "GCJ02"))
    device = Device.objects.get(code="c")
    assert (device.lon, device.lat) == (pytest.approx(119.5, abs=1e-5), pytest.approx(35.4, abs=1e-5))


def test_buildings_and_zones_come_with_their_shapes_from_geojson(town):
    ring = [[[119.5, 35.4], [119.501, 35.4], [119.501, 35.401], [119.5, 35.4]]]
    feature = {
        "type": "Feature",
        "geometry": {"type": "Polygon", "coordinates": ring},
        "properties": {"code": "b9", "area": "furong-1", "name_zh": "9 号楼", "floors": 18},
    }
    carry_out(plan(json.dumps({"type": "FeatureCollection", "features": [feature]}), "buildings"))
    building = Building.objects.get(code="b9")
    assert (building.outline["coordinates"], building.floors) == (ring, 18)
    feature["geometry"] = {"type": "Point", "coordinates": [119.5, 35.4]}
    feature["properties"]["code"] = "b10"
    wrong = plan(json.dumps({"type": "FeatureCollection", "features": [feature]}), "buildings")
    assert faults(wrong) == [(1, "outline")]


def test_each_corner_of_a_shape_in_another_system_is_converted_once(town):
    corners = [(119.5, 35.4), (119.501, 35.4), (119.501, 35.401), (119.5, 35.4)]
    feature = {
        "type": "Feature",
        "geometry": {"type": "Polygon", "coordinates": [[list(wgs84_to_gcj02(*corner)) for corner in corners]]},
        "properties": {"code": "b9", "area": "furong-1", "name_zh": "9 号楼"},
    }
    carry_out(plan(json.dumps({"type": "FeatureCollection", "features": [feature]}), "buildings", "GCJ02"))
    (ring,) = Building.objects.get(code="b9").outline["coordinates"]
    assert [tuple(corner) for corner in ring] == [pytest.approx(corner, abs=1e-5) for corner in corners]


def test_the_police_tree_is_mapped_onto_areas(town):
    carry_out(plan("code,name_zh,kind,parent\nps,海曲派出所,station,\nbeat,一警区,beat,ps\n", "police_areas"))
    text = "police_area,area\nbeat,furong-1\nbeat,furong-2\n"
    carry_out(plan(text, "mappings"))
    assert PoliceMapping.objects.filter(police_area__code="beat").count() == 2
    assert plan(text, "mappings").same == 2


@pytest.mark.parametrize(
    "content",
    [b"", b"name_zh\nx\n", b'{"type":"Feature"}', b"\xff\xfe\x00\x81\x20\xff", b'{"features": 3}'],
)
def test_a_file_that_cannot_be_read_is_refused_in_words(content):
    with pytest.raises(UnreadableFile) as caught:
        read_table(content, "devices", "WGS84")
    assert caught.value.words.zh


def test_a_file_of_a_chinese_spreadsheet_is_read(town):
    text = "编码,区域编码,名称,类型\nd1,furong-1,东门,door\n"
    made = plan_of(read_table(text.encode("gb18030"), "devices", "WGS84"))
    assert (len(made.created), made.faults) == (1, [])


def test_the_mark_that_a_spreadsheet_puts_before_its_file_is_no_part_of_a_name(town):
    made = plan_of(
        read_table("code,area,name_zh,kind\nd1,furong-1,东门,door\n".encode("utf-8-sig"), "devices", "WGS84")
    )
    assert (len(made.created), made.faults) == (1, [])


def bd09(lon: float, lat: float) -> tuple[float, float]:
    """The published way from WGS-84 through GCJ-02 to BD-09."""
    x, y = wgs84_to_gcj02(lon, lat)
    z = math.hypot(x, y) + 0.00002 * math.sin(y * math.pi * 3000 / 180)
    theta = math.atan2(y, x) + 0.000003 * math.cos(x * math.pi * 3000 / 180)
    return z * math.cos(theta) + 0.0065, z * math.sin(theta) + 0.006


@pytest.mark.parametrize(("system", "place"), [("CGCS2000", (119.5, 35.4)), ("BD09", bd09(119.5, 35.4))])
def test_each_system_that_maps_in_china_use_is_brought_to_ours(town, system, place):
    lon, lat = place
    carry_out(plan(f"code,area,name_zh,lon,lat\nc,furong-1,相机,{lon},{lat}\n", "devices", system))
    device = Device.objects.get(code="c")
    assert (device.lon, device.lat) == (pytest.approx(119.5, abs=2e-5), pytest.approx(35.4, abs=2e-5))


def test_of_ten_thousand_lines_the_bad_ones_are_named_and_the_preview_writes_nothing(town):
    lines = [f"c{n},furong-1,相机{n},door,119.5,{35.4 if n % 1000 else 'x'}" for n in range(10_000)]
    made = plan("\n".join(["code,area,name_zh,kind,lon,lat", *lines]), "devices")
    assert {line for line, _ in faults(made)} == {n + 2 for n in range(0, 10_000, 1000)}
    assert (len(made.created), Device.objects.count()) == (9_990, 2)
