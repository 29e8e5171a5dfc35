"""Where the real data lies, and the questions asked of it."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

Say = Callable[[str], None]


class NoData(Exception):
    """The folder with the real data is not on this machine; the message says where it is looked for."""


def data_folder() -> Path:
    """`data` of `$ANLIN_SHARED`, or of `../shared` beside the project. Raises `NoData`."""
    beside = Path(__file__).resolve().parents[3].parent / "shared"
    folder = Path(os.environ.get("ANLIN_SHARED") or beside) / "data"
    if not folder.is_dir():
        raise NoData(f"no real data at {folder}: put the data folder there or name it in ANLIN_SHARED")
    return folder


def measure_all(say: Say, only: tuple[str, ...] = ()) -> dict[str, Any]:
    """Figures per question, in the order of docs/quality.md; a question without data is left out, and said.

    Raises `NoData` where one of `only` has none, or nothing is there at all; ValueError for an unknown question or a
    table that cannot be read.
    """
    from anlin.bench.quality.access import measure_access
    from anlin.bench.quality.care import measure_care
    from anlin.bench.quality.crowd import measure_crowd
    from anlin.bench.quality.density import measure_density
    from anlin.bench.quality.hotspot import CITIES, measure_hotspot
    from anlin.bench.quality.parking import measure_parking

    questions: dict[str, tuple[Callable[[Path, Say], dict[str, Any]], tuple[str, ...]]] = {
        "care": (measure_care, ("home_activity",)),
        "crowd": (measure_crowd, ("pedestrian_counts",)),
        "hotspot": (measure_hotspot, tuple(CITIES)),
        "access": (measure_access, ("badge_vast2016",)),
        "parking": (measure_parking, ("parking_birmingham",)),
        "density": (measure_density, ("pedestrian_tracks",)),
    }
    unknown = set(only) - set(questions)
    if unknown:
        raise ValueError(f"{', '.join(sorted(unknown))}: not one of {', '.join(questions)}")
    folder, figures = data_folder(), {}
    for name, (ask, places) in questions.items():
        if only and name not in only:
            continue
        if any(has_tables(folder / place) for place in places):
            figures[name] = ask(folder, say)
        elif only:
            raise NoData(
                f"no real data for {name}: no table (*.csv, *.csv.gz) in {' or '.join(str(folder / p) for p in places)}"
            )
        else:
            say(f"{name}: left out, no table in {' or '.join(places)}")
    if not figures:
        raise NoData(
            f"no real data at {folder}: none of {', '.join(p for _, places in questions.values() for p in places)}"
        )
    return figures


def has_tables(folder: Path) -> bool:
    return any(folder.glob("*.csv*"))
