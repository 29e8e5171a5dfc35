"""The models, a folder each, all alike: `model.toml`, `README.md`, `test_model.py`."""

from pathlib import Path


def folders(home: Path | None = None) -> list[Path]:
    """The folders of Anlin's own models, in order of name, then those somebody put into `models/` of their home."""
    places = [Path(__file__).parent] if home is None else [Path(__file__).parent, home / "models"]
    return [file.parent for place in places for file in sorted(place.glob("*/model.toml"))]
