"""What an import promises: every row is accepted, a repeat, or refused with its reason, whatever wrote the table."""

import gzip
import json
import os
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from anlin.observations import KIND_CODES, LABEL_CODES, LABELS, SCHEMA, registry_from_bytes
from anlin.observations.instants import iso, moment
from anlin.tables import BadMapping, Mapping, UnreadableTable, import_tables, load_mapping, mapping_of
from anlin.tables.clock import Fold, instants
from anlin.tables.importing import REGISTRY_KEY, refusals_file
from anlin.tables.mapping import TimeColumn
from anlin.tables.vocabulary import reader_of

HOME: dict[str, Any] = {
    "time": {"column": "ts", "format": "%Y-%m-%d %H:%M:%S", "zone": "America/Los_Angeles"},
    "columns": {"device": "sensor", "zone": "room", "kind": "kind", "label": "state"},
    "values": {"kind": {"motion": "ir_motion"}, "state": {"ON": "on", "OFF": "off"}},
    "zones": {
        "Bedroom": {"zone": "bedroom", "area": "home-1", "kind": "bedroom"},
        "Front": {"zone": "front-door", "area": "home-1", "kind": "door"},
    },
}
HEAD = "ts,sensor,room,kind,state\n"
ONE = "2011-06-15 01:00:00,m1,Bedroom,motion,ON\n"


def imported(
    tmp_path: Path, text: str, mapping: Mapping | None = None, name: str = "table.csv"
) -> tuple[Any, Any, Any]:
    """(counts, rows as a table, refused lines)."""
    file, out = tmp_path / name, tmp_path / "out.parquet"
    if not file.exists():
        file.write_text(text, encoding="utf-8")
    counts = import_tables([file], mapping or mapping_of(HOME), out)
    refused = [json.loads(line) for line in refusals_file(out).read_text(encoding="utf-8").splitlines()]
    assert counts.read == counts.accepted + counts.duplicates + counts.rejected
    assert counts.rejected == len(refused)
    return counts, pq.read_table(out), refused


def test_a_row_becomes_an_observation_in_utc(tmp_path: Path) -> None:
    counts, rows, _ = imported(tmp_path, HEAD + ONE)
    assert (counts.read, counts.accepted) == (1, 1)
    [row] = rows.to_pylist()
    assert row["observed_at"] == row["received_at"] == datetime(2011, 6, 15, 8, tzinfo=UTC)
    assert (row["kind"], row["label"]) == (KIND_CODES["ir_motion"], LABEL_CODES["on"])
    assert row["quality"] == 0
    assert rows.schema.equals(SCHEMA)


def test_the_file_carries_the_registry_that_a_replay_needs(tmp_path: Path) -> None:
    _, rows, _ = imported(tmp_path, HEAD + ONE)
    registry = registry_from_bytes(rows.schema.metadata[REGISTRY_KEY])
    assert [(zone.number, zone.code, zone.kind, zone.dwelling) for zone in registry.zones] == [
        (1, "bedroom", "bedroom", 1),
        (2, "front-door", "door", 1),
    ]
    assert [(device.code, device.zone, device.lateness_ms) for device in registry.devices] == [("m1", 1, 0)]
    assert registry.zone_name == "America/Los_Angeles"
    assert [dwelling.code for dwelling in registry.dwellings] == ["home-1"]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("yesterday,m1,Bedroom,motion,ON", "bad_time"),
        (",m1,Bedroom,motion,ON", "bad_time"),
        ("2011-03-13 02:30:00,m1,Bedroom,motion,ON", "no_such_time"),
        ("2011-06-15 01:00:00,,Bedroom,motion,ON", "no_device"),
        ("2011-06-15 01:00:00,m1,Cellar,motion,ON", "unknown_zone"),
        ("2011-06-15 01:00:00,m1,,motion,ON", "unknown_zone"),
        ("2011-06-15 01:00:00,m1,Bedroom,humming,ON", "unknown_kind"),
        ("2011-06-15 01:00:00,m1,Bedroom,motion,perhaps", "unknown_label"),
        ("2011-06-15 01:00:00,m1,Bedroom", "bad_row"),
        ("2011-06-15 01:00:00,m1,Bedroom,motion,ON,extra", "bad_row"),
    ],
)
def test_a_bad_row_is_refused_alone_with_its_number_and_reason(tmp_path: Path, row: str, reason: str) -> None:
    counts, _, refused = imported(tmp_path, HEAD + ONE + row + "\n")
    assert (counts.accepted, counts.rejected) == (1, 1)
    assert (refused[0]["row"], refused[0]["reason"], refused[0]["file"]) == (2, reason, "table.csv")


def test_a_failed_import_leaves_the_rows_and_refusals_of_the_one_before(tmp_path: Path) -> None:
    imported(tmp_path, HEAD + ONE + "yesterday,m1,Bedroom,motion,ON\n")
    out = tmp_path / "out.parquet"
    before = refusals_file(out).read_text(), out.read_bytes()
    assert before[0]
    (tmp_path / "other.csv").write_text("ts,sensor\n")
    with pytest.raises(UnreadableTable):
        import_tables([tmp_path / "other.csv"], mapping_of(HOME), out)
    assert (refusals_file(out).read_text(), out.read_bytes()) == before
    assert not list(tmp_path.glob(".new-*"))


def test_a_repeat_is_counted_and_dropped(tmp_path: Path) -> None:
    counts, rows, _ = imported(tmp_path, HEAD + ONE + ONE + ONE.replace("m1", "m2"))
    assert (counts.accepted, counts.duplicates, len(rows)) == (2, 1, 2)


def test_rows_come_out_in_order_of_time_and_rows_of_one_instant_in_order_of_the_file(tmp_path: Path) -> None:
    text = HEAD + "".join(
        f"2011-06-15 {clock},m1,Bedroom,motion,{state}\n"
        for clock, state in (("02:00:00", "ON"), ("01:00:00", "ON"), ("01:00:00", "OFF"))
    )
    _, rows, _ = imported(tmp_path, text)
    assert rows.column("label").to_pylist() == [LABEL_CODES[name] for name in ("on", "off", "on")]


def test_the_hour_that_comes_twice_is_told_apart_by_the_step_back(tmp_path: Path) -> None:
    clocks = ["00:59:00", "01:10:00", "01:50:00", "01:05:00", "01:55:00", "02:00:00"]
    texts = pl.Series([f"2011-11-06 {clock}" for clock in clocks])
    at, _ = instants(texts, TimeColumn("ts", zone="America/Los_Angeles"), Fold())
    assert [iso(one)[11:16] for one in at] == ["07:59", "08:10", "08:50", "09:05", "09:55", "10:00"]


def test_a_file_cut_in_parts_keeps_the_pass_of_the_hour() -> None:
    column, fold = TimeColumn("ts", zone="America/Los_Angeles"), Fold()
    parts = [pl.Series([f"2011-11-06 {clock}"]) for clock in ("01:50:00", "01:05:00", "01:06:00", "02:00:00")]
    at = [instants(part, column, fold)[0][0] for part in parts]
    assert [iso(one)[11:16] for one in at] == ["08:50", "09:05", "09:06", "10:00"]


@pytest.mark.parametrize(
    ("text", "written", "expected"),
    [
        ("2026-03-01T08:00:00Z", "", "2026-03-01T08:00:00.000000Z"),
        ("2026-03-01T08:00:00.25+08:00", "", "2026-03-01T00:00:00.250000Z"),
        ("2026/03/01 08:00", "", "2026-03-01T00:00:00.000000Z"),
        ("2026-03-01", "", "2026-02-28T16:00:00.000000Z"),
        ("20260301080000", "", "2026-03-01T00:00:00.000000Z"),
        ("1772323200", "", "2026-03-01T00:00:00.000000Z"),
        ("1772323200123", "", "2026-03-01T00:00:00.123000Z"),
        ("1772323200.5", "epoch_s", "2026-03-01T00:00:00.500000Z"),
        ("01.03.2026 08:00:00.125", "%d.%m.%Y %H:%M:%S.%f", "2026-03-01T00:00:00.125000Z"),
        ("3/1/26 8:00 AM", "%m/%d/%y %I:%M %p", "2026-03-01T00:00:00.000000Z"),
    ],
)
def test_a_time_is_read_as_it_is_written(text: str, written: str, expected: str) -> None:
    at, _ = instants(pl.Series([text]), TimeColumn("ts", written, "Asia/Shanghai"), Fold())
    assert iso(at[0]) == expected


@given(st.integers(1, 4_000_000_000_000_000))
def test_an_instant_written_as_utc_comes_back_to_the_microsecond(at: int) -> None:
    read, _ = instants(pl.Series([iso(at), moment(at).isoformat()]), TimeColumn("ts"), Fold())
    assert read.to_list() == [at, at]


def excel(path: Path) -> None:
    """A workbook as small as one can be: shared and inline texts, a date as a serial number."""
    main = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    related = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
    names = zip("ABCDE", HEAD.strip().split(","), strict=True)
    heads = "".join(f'<c r="{c}1" t="inlineStr"><is><t>{t}</t></is></c>' for c, t in names)
    shared_texts = "".join(f"<si><t>{text}</t></si>" for text in ("m1", "Bedroom", "motion", "ON"))
    cells = '<c r="A2" s="1"><v>40709.041666666664</v></c>'
    cells += "".join(f'<c r="{column}2" t="s"><v>{nth}</v></c>' for nth, column in enumerate("BCDE"))
    sheets = '<sheets><sheet name="S" r:id="r1"/></sheets>'
    rows = f'<sheetData><row r="1">{heads}</row><row r="2">{cells}</row></sheetData>'
    parts = {
        "workbook.xml": f"<workbook {main} {related}>{sheets}</workbook>",
        "_rels/workbook.xml.rels": '<R><Relationship Id="r1" Target="worksheets/sheet1.xml"/></R>',
        "styles.xml": f'<styleSheet {main}><cellXfs><xf numFmtId="0"/><xf numFmtId="22"/></cellXfs></styleSheet>',
        "sharedStrings.xml": f"<sst {main}>{shared_texts}</sst>",
        "worksheets/sheet1.xml": f"<worksheet {main}>{rows}</worksheet>",
    }
    with zipfile.ZipFile(path, "w") as book:
        for name, text in parts.items():
            book.writestr(f"xl/{name}", text)


def test_every_kind_of_file_gives_the_same_rows(tmp_path: Path) -> None:
    _, expected, _ = imported(tmp_path, HEAD + ONE)
    (tmp_path / "a.csv.gz").write_bytes(gzip.compress(("\ufeff" + HEAD + ONE).encode()))
    line = {"ts": "2011-06-15 01:00:00", "sensor": "m1", "room": "Bedroom", "kind": "motion", "state": "ON", "more": 1}
    (tmp_path / "a.jsonl").write_text(json.dumps(line) + "\n")
    local = datetime.fromisoformat("2011-06-15 01:00:00")
    pl.DataFrame({**line, "ts": local}).write_parquet(tmp_path / "a.parquet")
    excel(tmp_path / "a.xlsx")
    for name in ("a.csv.gz", "a.jsonl", "a.parquet", "a.xlsx"):
        _, rows, _ = imported(tmp_path, "", name=name)
        assert rows.equals(expected), name


def test_a_bad_line_of_json_is_refused_alone(tmp_path: Path) -> None:
    good = json.dumps({"ts": "2011-06-15 01:00:00", "sensor": "m1", "room": "Bedroom", "kind": "motion", "state": "ON"})
    counts, _, refused = imported(tmp_path, good + "\n{\n[]\n", name="a.jsonl")
    assert (counts.accepted, [line["reason"] for line in refused]) == (1, ["bad_row", "bad_row"])


def test_a_constant_and_a_number_are_read(tmp_path: Path) -> None:
    mapping = mapping_of(
        {
            "time": {"column": ["day", "clock"], "zone": "Europe/London"},
            "columns": {"device": "park", "kind": {"value": "people_count"}, "value": "cars", "area": "park"},
        }
    )
    text = "park,day,clock,cars\nP1,2016-10-04,07:59:42,93\nP1,2016-10-04,08:29:42,\nP1,2016-10-04,08:59:42,x\n"
    counts, rows, refused = imported(tmp_path, text, mapping)
    assert (counts.accepted, rows.column("value").to_pylist(), rows.column("area").to_pylist()) == (1, [93.0], [1])
    assert [(line["row"], line["reason"]) for line in refused] == [(2, "bad_value"), (3, "bad_value")]
    assert rows.column("observed_at")[0].as_py() == datetime(2016, 10, 4, 6, 59, 42, tzinfo=UTC)


def test_an_empty_table_gives_an_empty_file(tmp_path: Path) -> None:
    counts, rows, _ = imported(tmp_path, HEAD)
    assert (counts.read, len(rows)) == (0, 0)


def test_a_missing_column_is_named_with_those_that_are_there(tmp_path: Path) -> None:
    with pytest.raises(UnreadableTable, match=r"no column 'room'.*'sensor'"):
        imported(tmp_path, "ts,sensor,kind,state\n")


def test_an_empty_file_is_said_to_have_no_columns(tmp_path: Path) -> None:
    with pytest.raises(UnreadableTable, match=r"no column 'ts'; it has none at all: is it empty\?"):
        imported(tmp_path, "")


@pytest.mark.parametrize("name", ["a.parquet", "a.xlsx", "a.csv.gz"])
def test_a_file_of_another_kind_is_refused_in_one_line(tmp_path: Path, name: str) -> None:
    with pytest.raises(UnreadableTable) as caught:
        imported(tmp_path, "no such thing", name=name)
    assert name in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"columns": {"device": "a"}}, "columns.kind is missing"),
        ({"columns": {"device": "a", "kind": "b", "plate": "c"}}, "columns.plate: no such field"),
        ({"columns": {"device": "a", "kind": "b", "subject": "c"}}, "columns.subject: this field is never read"),
        ({"columns": {"kind": "b"}}, "columns.device is missing"),
        ({"time": {"column": "ts", "zone": "Mars/Olympus"}}, "time.zone='Mars/Olympus'"),
        ({"time": {"column": "ts", "format": "iso8601"}}, "time.format='iso8601'"),
        ({"time": {}}, "column"),
        ({"zones": {"A": {"area": "x"}}}, "zone"),
        ({"value": {}}, "value"),
        ({"values": {"nowhere": {}}}, "values.nowhere"),
        ({"colums": {}}, "mapping: contains unknown field `colums`; allowed: time, columns, values, zones"),
        ({"time": {"column": "ts", "zon": "UTC"}}, "time: contains unknown field `zon`; allowed: column, format, zone"),
        ({"zones": {"A": {"zone": "a"}, "B": {"zone": "b", "knd": ""}}}, "zones.B: .*`knd`; allowed: zone, area, kind"),
        ({"zones": {"A": {"zone": "a", "floor": "x"}}}, "zones.A.floor: Expected `int`, got `str`"),
        ({"columns": {"device": "a", "kind": {"valu": "b"}}}, "columns.kind: .*`valu`; allowed: value"),
    ],
)
def test_a_bad_mapping_says_where_and_what(change: dict[str, Any], words: str) -> None:
    with pytest.raises(BadMapping, match=words):
        mapping_of({**HOME, **change})


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"values": {"kind": {"lo": "left_objct"}}}, "values.kind.lo: 'left_objct' is no kind; .* 'left_object'"),
        ({"values": {"state": {"ON": "onn"}}}, "values.state.ON: 'onn' is no label; did you mean 'on'"),
        ({"values": {"label": {"lo": "closd"}}}, "values.label.lo: 'closd' is no label; did you mean 'closed'"),
        ({"values": {"kind": {"m": "ir_moton"}}}, "values.kind.m: 'ir_moton' is no kind; did you mean 'ir_motion'"),
        ({"values": {"kind": {"m": "qqq"}}}, "'qqq' is no kind; all are in anlin/observations/kinds.py"),
        (
            {"columns": {"device": "a", "kind": {"value": "ir_moton"}}, "values": {}},
            "columns.kind: 'ir_moton' is no kind; did you mean 'ir_motion'",
        ),
    ],
)
def test_a_kind_or_label_that_there_is_not_is_refused_when_the_mapping_is_read(
    change: dict[str, Any], words: str
) -> None:
    with pytest.raises(BadMapping, match=words):
        mapping_of({**HOME, **change})


def test_a_mapping_may_write_kinds_and_labels_as_logs_commonly_do() -> None:
    columns = {"device": "a", "kind": {"value": "PIR"}, "label": "state"}
    mapping = mapping_of({**HOME, "columns": columns, "values": {"state": {"AN": " Opened ", "?": ""}}})
    assert reader_of("kind", {})(str(mapping.constant("kind"))) == KIND_CODES["ir_motion"]
    assert reader_of("label", mapping.meanings("label"))("AN") == LABEL_CODES["open"]


@pytest.mark.shared
@pytest.mark.parametrize(
    ("name", "zone", "rows"),
    [
        ("casas_al_2011", "America/Los_Angeles", 61_578),
        ("kasteren_A", "Europe/Amsterdam", 2_458),
        ("ordonez_A", "Europe/Madrid", 818),
    ],
)
def test_real_homes_are_read_to_the_last_row(tmp_path: Path, shared: Path, name: str, zone: str, rows: int) -> None:
    file = shared / "data" / "home_activity" / f"{name}.csv.gz"
    kinds = {"pressure": "presence", "magnetic": "door_state", "electric": "presence", "flush": "water_use"}
    mapping = mapping_of(
        {
            "time": {"column": "ts", "format": "%Y-%m-%d %H:%M:%S.%f", "zone": zone},
            "columns": {"device": "sensor", "zone": "room", "kind": "kind", "label": "state"},
            "values": {"kind": kinds},
        }
    )
    counts = import_tables([file], mapping, tmp_path / "out.parquet")
    assert counts.read == rows
    assert counts.rejected == 0
    assert counts.accepted >= 0.99 * rows


@pytest.fixture
def shared() -> Path:
    place = Path(os.environ.get("ANLIN_SHARED") or Path(__file__).resolve().parents[2].parent / "shared")
    if not (place / "data").exists():
        pytest.skip("the shared data is not beside the project")
    return place


def test_a_mapping_file_that_is_no_toml_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "m.toml"
    file.write_text("[time\n")
    with pytest.raises(BadMapping, match="is not TOML"):
        load_mapping(file)


def test_a_star_is_every_text_that_is_not_named(tmp_path):
    table = tmp_path / "hours.csv"
    table.write_text("hour,count\n2019-11-06T10:00:00Z,19\n2019-11-06T11:00:00Z,0\n", encoding="utf-8")
    mapping = mapping_of(
        {
            "time": {"column": "hour", "zone": "UTC"},
            "columns": {"device": {"value": "all"}, "kind": {"value": "ir_motion"}, "label": "count", "value": "count"},
            "values": {"label": {"0": "off", "*": "on"}},
        }
    )
    assert import_tables([table], mapping, tmp_path / "out.parquet").accepted == 2
    read = pq.read_table(tmp_path / "out.parquet")
    assert [LABELS[code] for code in read["label"].to_pylist()] == ["on", "off"]
    assert read["value"].to_pylist() == [19, 0]
