"""Sealed pictures."""

from pathlib import Path

import pytest

from anlin.evidence import EvidenceStore, NoEvidence

KEY = bytes(range(32))
NOW = 1_767_573_000_000_000


@pytest.fixture
def store(tmp_path: Path) -> EvidenceStore:
    return EvidenceStore(tmp_path, KEY)


def test_what_was_put_comes_back_and_lies_encrypted(store: EvidenceStore, tmp_path: Path) -> None:
    key = store.put(b"a picture", NOW)
    assert store.get(key) == b"a picture"
    assert key == store.key_of(b"a picture")
    (file,) = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert b"a picture" not in file.read_bytes()
    assert file.stat().st_mode & 0o077 == 0


def test_it_is_destroyed_when_due_and_not_before(store: EvidenceStore) -> None:
    key = store.put(b"a picture", NOW)
    assert store.sweep(NOW - 1) == 0
    assert store.sweep(NOW) == 1
    with pytest.raises(NoEvidence):
        store.get(key)


def test_a_hold_moves_the_end_later_and_never_earlier(store: EvidenceStore) -> None:
    key = store.put(b"a picture", NOW)
    store.hold(key, NOW + 10)
    store.hold(key, NOW + 5)
    store.put(b"a picture", NOW + 7)
    assert store.sweep(NOW + 9) == 0
    assert store.sweep(NOW + 10) == 1
    with pytest.raises(NoEvidence):
        store.hold(key, NOW + 20)


def test_without_its_key_neither_content_nor_name_tells_anything(store: EvidenceStore, tmp_path: Path) -> None:
    key = store.put(b"a picture", NOW)
    other = EvidenceStore(tmp_path, bytes(32))
    with pytest.raises(NoEvidence):
        other.get(key)
    assert other.key_of(b"a picture") != key


def test_a_damaged_or_swapped_file_is_no_evidence(store: EvidenceStore, tmp_path: Path) -> None:
    one, two = store.put(b"one", NOW), store.put(b"two", NOW)
    (tmp_path / one[:2] / one).write_bytes((tmp_path / two[:2] / two).read_bytes())
    with pytest.raises(NoEvidence):
        store.get(one)


@pytest.mark.parametrize("key", ["", "../../etc/passwd", "0" * 39, "g" * 40])
def test_a_key_that_is_none_reaches_no_file(store: EvidenceStore, key: str) -> None:
    with pytest.raises(NoEvidence):
        store.get(key)


def test_an_unfinished_file_is_swept_too(store: EvidenceStore, tmp_path: Path) -> None:
    store.put(b"a picture", NOW)
    folder = next(path for path in tmp_path.iterdir() if path.is_dir())
    (folder / ".half-written").write_bytes(b"")
    assert store.sweep(2**62 // 1000) == 2


def test_a_key_of_another_length_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="32 are expected"):
        EvidenceStore(tmp_path, b"short")
