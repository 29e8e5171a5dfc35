"""Whoever reads a citation can look it up: pages that code and docs name are here, with the section they name."""

import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FOLDERS = ("anlin", "bench", "console/src", "docs", "requirements", "scripts", "tests")
KINDS = {".css", ".html", ".json", ".md", ".py", ".toml", ".ts", ".tsx", ".txt"}
BUILT = ROOT / "anlin" / "site" / "console"

# What stands behind a placeholder (`<model>/README.md`), a star or an address is no page of ours.
PAGE = re.compile(r"(?<![\w./:*<>{}-])((?:\.\./|\w)[\w./-]*\.md)\b(?:`?,? sections? (\d+))?")
ELSEWHERE = re.compile(r"\bdesign(?:\.md)? section|\bdesign, P\d|\b[Ii]ssue \d|\b[Dd]omain (?:section|model) \d")
"""Words that cite papers which are nobody's but ours."""


def files() -> Iterator[Path]:
    yield from (path for path in ROOT.iterdir() if path.suffix in KINDS)
    for folder in FOLDERS:
        for path in (ROOT / folder).rglob("*"):
            if path.suffix in KINDS and BUILT not in path.parents and path != Path(__file__):
                yield path


def found_page(name: str, citing: Path) -> Path | None:
    """The page that a name means: from the root, from the file that cites it, or by its bare name in docs."""
    places = (ROOT, citing.parent) if "/" in name else (ROOT, citing.parent, ROOT / "docs", ROOT / "docs" / "guide")
    return next((place / name for place in places if (place / name).is_file()), None)


def faults_of(text: str, citing: Path) -> Iterator[str]:
    for name, section in PAGE.findall(text):
        page = found_page(name, citing)
        if page is None:
            yield name
        elif section and not re.search(rf"^#+ {section}\b", page.read_text(encoding="utf-8"), re.MULTILINE):
            yield f"{name} section {section}"
    yield from ELSEWHERE.findall(text)


def test_every_page_that_is_cited_is_in_the_repository() -> None:
    faults = {}
    for path in files():
        found = sorted(set(faults_of(path.read_text(encoding="utf-8"), path)))
        if found:
            faults[str(path.relative_to(ROOT))] = found
    assert faults == {}


def test_a_missing_page_a_missing_section_and_a_paper_of_ours_are_found() -> None:
    here = ROOT / "docs" / "x.md"

    assert list(faults_of("See nowhere.md, and adr/nowhere.md.", here)) == ["nowhere.md", "adr/nowhere.md"]
    assert list(faults_of("`docs/gat1400.md` section 13, docs/gat1400.md, section 99", here)) == [
        "docs/gat1400.md section 99"
    ]
    assert list(faults_of("As design section 7 says; source: issue 3", here)) == ["design section", "issue 3"]
    assert list(faults_of("models/<model>/nowhere.md, https://example.org/nowhere.md", here)) == []
