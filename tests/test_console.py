"""The built console, as it is served and packed."""

import gzip
import json
import re
from pathlib import Path

import pytest

from anlin.observations.kinds import KINDS, LABELS

BUILT = Path(__file__).resolve().parents[1] / "anlin/site/console"
FIRST_LOAD = 300_000


@pytest.fixture(scope="module")
def chunks() -> dict[str, dict]:
    manifest = BUILT / ".vite/manifest.json"
    if not manifest.is_file():
        pytest.skip("the console is not built: make console")
    return json.loads(manifest.read_text(encoding="utf-8"))


def files_for(chunks: dict[str, dict], *names: str) -> set[str]:
    """What the browser loads for these chunks, without what waits until it is needed."""
    wanted, seen, files = list(names), set(), set()
    while wanted:
        name = wanted.pop()
        if name in seen:
            continue
        seen.add(name)
        chunk = chunks[name]
        files |= {chunk["file"], *chunk.get("css", ())}
        wanted += chunk.get("imports", ())
    return files


def test_the_first_page_needs_at_most_300_kb(chunks: dict[str, dict]) -> None:
    first = files_for(chunks, "index.html", "src/features/situation/SituationPage.tsx")
    sizes = {name: len(gzip.compress((BUILT / name).read_bytes())) for name in first}
    assert sum(sizes.values()) <= FIRST_LOAD, sizes


def test_the_map_waits_until_the_page_stands(chunks: dict[str, dict]) -> None:
    first = files_for(chunks, "index.html", "src/features/situation/SituationPage.tsx")
    lazy = files_for(chunks, "src/features/situation/MapStage.tsx") - first
    assert any((BUILT / name).stat().st_size > 500_000 for name in lazy)


def test_nothing_is_loaded_from_elsewhere() -> None:
    page = BUILT / "index.html"
    if not page.is_file():
        pytest.skip("the console is not built: make console")
    text = page.read_text(encoding="utf-8")
    assert "//" not in text.replace("<!doctype html>", "").replace('xmlns="http://www.w3.org/2000/svg"', "")


def test_whatever_devices_notice_has_a_word_in_both_languages() -> None:
    text = (BUILT.parents[2] / "console/src/words/observations.ts").read_text(encoding="utf-8")
    for name, known in (("kinds", KINDS), ("labels", LABELS)):
        for language in ("Zh", "En"):
            block = text.split(f"export const {name}{language}")[1].split("};")[0]
            words = dict(re.findall(r"^  (\w+): '(.+)',$", block, re.MULTILINE))
            assert set(known) - {""} == set(words), f"{name}{language}"
