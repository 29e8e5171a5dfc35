"""The guide tells the truth: its blocks are taken out of the page and run."""

import importlib.util
import re
from pathlib import Path
from types import ModuleType

import pytest

from anlin.engine import BadModel, load_model
from anlin.engine.catalogue import KEYS, OPERATORS, PLACEHOLDERS

PAGE = (Path(__file__).resolve().parents[1] / "docs" / "guide" / "a-model-of-your-own.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (toml,), (tests,) = blocks("toml"), blocks("python")
    folder = tmp_path / "illegal_dumping"
    folder.mkdir()
    (folder / "model.toml").write_text(toml, encoding="utf-8")
    (folder / "test_model.py").write_text(tests, encoding="utf-8")
    return folder


def loaded(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("the_guides_test_model", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_fifteenth_model_is_made_by_its_text_alone_and_does_what_the_page_says(folder: Path) -> None:
    module = loaded(folder / "test_model.py")
    tests = [each for name, each in vars(module).items() if name.startswith("test_")]
    assert len(tests) == PAGE.count("\ndef test_")
    for test in tests:
        test()


def test_the_error_on_the_page_is_the_one_that_comes(folder: Path) -> None:
    path = folder / "model.toml"
    path.write_text(
        path.read_text(encoding="utf-8").replace('["left_object"]', '["left_objects"]', 1), encoding="utf-8"
    )
    with pytest.raises(BadModel) as caught:
        load_model(folder)
    assert str(caught.value).removeprefix(f"{folder}/") in PAGE


def test_the_page_names_all_there_is_to_write_with() -> None:
    for name in (*OPERATORS, *KEYS):
        assert f"`{name}`" in PAGE, name
    for name in PLACEHOLDERS:
        assert f"`{{{name}}}`" in PAGE, name
