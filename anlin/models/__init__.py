"""The models, a folder each, all alike: `model.toml`, `README.md`, `test_model.py`."""

from pathlib import Path


def folders() -> list[Path]:
    """The folders of Anlin's own models, in order of name."""
    return sorted(file.parent for file in Path(__file__).parent.glob("*/model.toml"))
