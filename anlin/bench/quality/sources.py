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
    """Figures per question, in the order of docs/quality.md. Raises `NoData`, or ValueError for an unknown question."""
    from anlin.bench.quality.access import measure_access
    from anlin.bench.quality.care import measure_care
    from anlin.bench.quality.crowd import measure_crowd
    from anlin.bench.quality.density import measure_density
    from anlin.bench.quality.hotspot import measure_hotspot
    from anlin.bench.quality.parking import measure_parking

    questions: dict[str, Callable[[Path, Say], dict[str, Any]]] = {
        "care": measure_care,
        "crowd": measure_crowd,
        "hotspot": measure_hotspot,
        "access": measure_access,
        "parking": measure_parking,
        "density": measure_density,
    }
    unknown = set(only) - set(questions)
    if unknown:
        raise ValueError(f"{', '.join(sorted(unknown))}: not one of {', '.join(questions)}")
    folder = data_folder()
    return {name: ask(folder, say) for name, ask in questions.items() if not only or name in only}
