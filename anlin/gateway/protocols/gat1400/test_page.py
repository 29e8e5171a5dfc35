"""docs/gat1400.md tells the truth: its example is decoded, its paths, codes and bounds are those of the code."""

import re
from pathlib import Path

from anlin.gateway.decoded import Seen
from anlin.gateway.protocols.gat1400 import codes, decode
from anlin.gateway.protocols.gat1400.decode import MAX_OBJECTS, READERS
from anlin.gateway.protocols.gat1400.envelope import kind_of_name
from anlin.gateway.protocols.gat1400.fields import MAX_FIELDS
from anlin.gateway.protocols.gat1400.routes import COLLECTIONS
from anlin.gateway.protocols.gat1400.sender import MAX_DEVICE, MAX_ITEM
from anlin.gateway.settings import GatewaySettings
from anlin.observations.instants import iso
from anlin.observations.kinds import KINDS, LABELS

PAGE = (Path(__file__).parents[4] / "docs" / "gat1400.md").read_text(encoding="utf-8")


def section(number: int) -> str:
    return PAGE.partition(f"\n## {number}. ")[2].partition("\n## ")[0]


def test_the_example_becomes_what_the_page_says() -> None:
    example = re.findall(r"^```json\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)[0]
    [seen] = decode("/VIID/MotorVehicles", example.encode(), {}, 0)

    assert isinstance(seen, Seen)
    assert (KINDS[seen.kind], LABELS[seen.label], seen.confidence) == ("plate_read", "in", 0.96)
    assert (seen.device, seen.observed_at and iso(seen.observed_at)) == (
        "37110200001210000002",
        "2026-01-05T00:30:00.000000Z",
    )


def test_every_collection_of_the_door_is_on_the_page_and_no_other() -> None:
    rows = re.findall(r"^\| (`.*?) \|", section(2), re.MULTILINE)
    named = {path for row in rows for path in re.findall(r"`(.*?)`", row)}

    assert {path for path in named if not path.startswith("System/")} == set(COLLECTIONS)


def test_the_events_of_the_page_are_those_that_are_read() -> None:
    sorts = section(9).partition("- `EventSort`: ")[2].partition("Others")[0]

    assert {int(number) for number in re.findall(r"\d+", sorts)} == {*codes.EVENT_SORTS, *codes.COMPARISONS}


def test_the_table_at_the_end_has_every_object_that_is_read() -> None:
    rows = re.findall(r"^\| (`.*?) \|", PAGE.partition("## What each object becomes")[2], re.MULTILINE)
    named = {kind_of_name(name) for row in rows for name in re.findall(r"`(.*?)`", row)}

    assert named >= READERS.keys() - {"register", "keepalive", "unregister"}


def test_the_bounds_of_the_page_hold() -> None:
    megabytes = GatewaySettings().max_body_bytes >> 20
    for bound in (f"{megabytes} MiB", f"{MAX_OBJECTS:,} objects", f"{MAX_FIELDS} fields", f"{MAX_ITEM} letters"):
        assert bound in section(1)
    assert f"{MAX_DEVICE} a device id" in section(1)
