"""The tables that places can be imported from: their columns in English and Chinese, and what fits into each."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import models as fields
from django.db.models import Model

from anlin.access.purposes import shipped_purposes
from anlin.places.models import Area, Building, Device, Dwelling, PoliceArea, PoliceMapping, Zone


class Unfit(Exception):
    """A value does not fit its column; `words` (zh, en) say what would."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.words = (zh, en)


@dataclass(frozen=True)
class Column:
    """One column: its names in a file's first line, the field it fills, or the table whose code it names."""

    name: str
    zh: str
    field: str
    parse: Callable[[str], Any]
    is_needed: bool = False
    refers_to: type[Model] | None = None


@dataclass(frozen=True)
class Kind:
    """One table. `identity`: columns that know a row; `point`: of longitude and latitude; `shape`: of a shape."""

    name: str
    zh: str
    en: str
    model: type[Model]
    columns: tuple[Column, ...]
    identity: tuple[str, ...] = ("code",)
    point: tuple[str, str] = ("", "")
    shape: str = ""
    shape_types: tuple[str, ...] = ()
    needs_shape: bool = False

    def name_of(self, heading: str) -> str:
        """The column a heading means, empty where it means none."""
        folded = heading.strip().lower()
        return next((column.name for column in self.columns if folded in (column.name, column.zh.lower())), "")


def _text(field: "fields.Field[Any, Any]") -> Callable[[str], str]:
    choices = {str(value) for value, _label in field.choices} if field.choices else None

    def parse(text: str) -> str:
        if field.max_length is not None and len(text) > field.max_length:
            raise Unfit(f"最多 {field.max_length} 个字", f"at most {field.max_length} characters")
        if choices is not None and text not in choices and not (field.blank and text == ""):
            raise Unfit(f"应为：{'、'.join(sorted(choices))}", f"one of {', '.join(sorted(choices))}")
        return text

    return parse


def _whole(low: int, high: int) -> Callable[[str], int]:
    def parse(text: str) -> int:
        try:
            number = int(text or 0)
        except ValueError:
            raise Unfit("应为整数", "a whole number") from None
        if not low <= number <= high:
            raise Unfit(f"应在 {low} 到 {high} 之间", f"from {low} to {high}")
        return number

    return parse


def _decimal(text: str) -> float | None:
    if not text:
        return None
    try:
        number = float(text)
    except ValueError:
        raise Unfit("应为数字", "a number") from None
    if number != number or abs(number) == float("inf"):
        raise Unfit("应为数字", "a number")
    return number


def _height(text: str) -> float:
    return _decimal(text) or 0.0


def _yes(text: str) -> bool:
    folded = text.lower()
    if folded not in ("1", "0", "true", "false", "yes", "no", "是", "否"):
        raise Unfit("应为 1 或 0", "1 or 0")
    return folded in ("1", "true", "yes", "是")


def _geojson(text: str) -> dict[str, Any] | None:
    if not text:
        return None
    try:
        found = json.loads(text)
    except ValueError:
        raise Unfit("应为 GeoJSON 图形", "a GeoJSON geometry") from None
    if not isinstance(found, dict) or "type" not in found or "coordinates" not in found:
        raise Unfit("应为 GeoJSON 图形", "a GeoJSON geometry")
    return found


def _purpose(text: str) -> str:
    if text and text not in shipped_purposes():
        raise Unfit(f"应为用途代码：{'、'.join(shipped_purposes())}", f"one of {', '.join(shipped_purposes())} (LU-01)")
    return text


def _nothing(text: str) -> str:
    return text


def _of(model: type[Model], name: str, zh: str, *, needed: bool = False) -> Column:
    return Column(name, zh, name, _text(model._meta.get_field(name)), is_needed=needed)  # type: ignore[arg-type]


def _to(name: str, zh: str, model: type[Model], *, needed: bool = False) -> Column:
    return Column(name, zh, name, _nothing, is_needed=needed, refers_to=model)


def _tree(model: type[Model]) -> tuple[Column, ...]:
    return (
        _of(model, "code", "编码", needed=True),
        _of(model, "name_zh", "名称", needed=True),
        _of(model, "name_en", "英文名称"),
        _of(model, "kind", "类型", needed=True),
        _to("parent", "上级编码", model),
        Column("lon", "经度", "center_lon", _decimal),
        Column("lat", "纬度", "center_lat", _decimal),
        Column("outline", "边界", "_shape", _geojson),
    )


_AREA = _to("area", "区域编码", Area, needed=True)
_POINT = (Column("lon", "经度", "lon", _decimal), Column("lat", "纬度", "lat", _decimal))
_POLYGONS = ("Polygon", "MultiPolygon")

KINDS: dict[str, Kind] = {
    kind.name: kind
    for kind in (
        Kind(
            "areas", "区域", "Areas", Area,
            (
                *_tree(Area), _of(Area, "edition", "版本"), _of(Area, "tier", "配置"),
                Column("capacity", "容量", "capacity", _whole(0, 10_000_000)),
            ),
            point=("center_lon", "center_lat"), shape="outline", shape_types=_POLYGONS,
        ),
        Kind(
            "police_areas", "警务区域", "Police areas", PoliceArea, _tree(PoliceArea),
            point=("center_lon", "center_lat"), shape="outline", shape_types=_POLYGONS,
        ),
        Kind(
            "mappings", "警务区与区域对照", "Police areas and what they look after", PoliceMapping,
            (_to("police_area", "警务区编码", PoliceArea, needed=True), _AREA), identity=("police_area", "area"),
        ),
        Kind(
            "buildings", "楼栋", "Buildings", Building,
            (
                _of(Building, "code", "编码", needed=True), _AREA, _of(Building, "name_zh", "名称", needed=True),
                _of(Building, "name_en", "英文名称"), Column("height_m", "高度", "height_m", _height),
                Column("floors", "层数", "floors", _whole(1, 200)),
                Column("floors_below", "地下层数", "floors_below", _whole(0, 20)),
                Column("outline", "轮廓", "_shape", _geojson),
            ),
            shape="outline", shape_types=("Polygon",), needs_shape=True,
        ),
        Kind(
            "dwellings", "户室", "Homes", Dwelling,
            (
                _of(Dwelling, "code", "编码", needed=True), _to("building", "楼栋编码", Building, needed=True),
                _of(Dwelling, "unit", "单元"), Column("floor", "楼层", "floor", _whole(-20, 200)),
                Column("registered_occupants", "登记人数", "registered_occupants", _whole(0, 100)),
                Column("quiet_from_min", "作息开始分钟", "quiet_from_min", _whole(0, 1439)),
                Column("quiet_to_min", "作息结束分钟", "quiet_to_min", _whole(0, 1439)),
            ),
        ),
        Kind(
            "zones", "点位", "Zones", Zone,
            (
                _of(Zone, "code", "编码", needed=True), _AREA, _of(Zone, "kind", "类型", needed=True),
                _of(Zone, "name_zh", "名称", needed=True), _of(Zone, "name_en", "英文名称"),
                _to("building", "楼栋编码", Building), _to("dwelling", "户室编码", Dwelling),
                Column("floor", "楼层", "floor", _whole(-20, 200)),
                Column("capacity", "容量", "capacity", _whole(0, 10_000_000)),
                Column("shape", "图形", "_shape", _geojson),
            ),
            shape="shape", shape_types=("Polygon", "LineString", "Point"),
        ),
        Kind(
            "devices", "设备", "Devices", Device,
            (
                _of(Device, "code", "编码", needed=True), _AREA, _of(Device, "name_zh", "名称", needed=True),
                _of(Device, "name_en", "英文名称"), _of(Device, "kind", "类型"), _to("zone", "点位编码", Zone),
                _to("parent", "上级设备编码", Device), _of(Device, "standard_id", "国标编码"),
                _of(Device, "vendor_id", "厂家编码"), *_POINT, Column("height_m", "高度", "height_m", _height),
                Column("floor", "楼层", "floor", _whole(-20, 200)),
                Column("heartbeat_s", "心跳秒数", "heartbeat_s", _whole(0, 86_400)),
                Column("lateness_ms", "迟到毫秒数", "lateness_ms", _whole(0, 3_600_000)),
                _of(Device, "stream", "视频流名称"), Column("purpose", "用途", "purpose", _purpose),
                _of(Device, "covers", "拍摄范围"), _of(Device, "filing_number", "备案号"),
                Column("enabled", "启用", "enabled", _yes),
            ),
            point=("lon", "lat"),
        ),
    )
}  # fmt: skip
"""In the order in which they build on each other."""
