"""LU-52: two outside witnesses know every signed head, and neither takes a changed past."""

import json
import shutil
import subprocess
import sys
import threading
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from anlin.access import verify, witness
from anlin.access.audit import record
from anlin.access.features import UNWITNESSED, held_back, held_back_by, refusal_of
from anlin.access.heads import Heads
from anlin.access.test_audit import entry
from anlin.access.witness import Book, server
from anlin.access.witnesses import Witnesses
from anlin.site.config import BadSetting, config


@contextmanager
def running(folder, port=0):
    made = server(Book(folder), "127.0.0.1", port)
    thread = threading.Thread(target=made.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{made.server_port}/heads"
    finally:
        made.shutdown()
        made.server_close()
        thread.join(10)


@pytest.fixture
def heads(db, tmp_path):
    return Heads(tmp_path / "keys", tmp_path / "witness")


def kept(folder) -> list[int]:
    return [head["position"] for head in verify.read_lines(folder / "heads.jsonl")]


def signed(heads, times=1) -> list[int]:
    for _ in range(times):
        record(entry())
        heads.sign()
    return [head["position"] for head in heads.all()]


def test_lu_52_both_witnesses_know_every_head_and_the_log_verifies_with_what_either_keeps(heads, tmp_path):
    with running(tmp_path / "one") as one, running(tmp_path / "two") as two:
        witnesses = Witnesses(heads, (one, two))
        signed(heads, 2)
        witnesses.tell()
        positions = signed(heads, 3)
        assert witnesses.tell() == {one: positions[-1], two: positions[-1]}
        assert witnesses.tell() == {one: positions[-1], two: positions[-1]}
    for name in ("one", "two"):
        assert kept(tmp_path / name) == positions
        assert (tmp_path / name / "key.pem").read_bytes() == heads.public_key_pem()


def test_lu_52_a_witness_that_was_away_gets_what_it_missed_and_the_other_does_not_wait(heads, tmp_path):
    with running(tmp_path / "two") as away:
        port = int(away.rpartition(":")[2].split("/")[0])
    with running(tmp_path / "one") as one:
        witnesses = Witnesses(heads, (away, one))
        positions = signed(heads, 2)
        assert witnesses.tell() == {away: -1, one: positions[-1]}
        with running(tmp_path / "two", port):
            assert witnesses.tell() == {away: positions[-1], one: positions[-1]}
    assert kept(tmp_path / "two") == positions


@pytest.mark.parametrize("how", ["forked", "unsigned", "of another key", "back-dated"])
def test_lu_52_a_witness_refuses_a_changed_past_and_keeps_what_was_tried(heads, tmp_path, how):
    signed(heads, 3)
    *first, last = heads.all()
    key = heads.public_key_pem().decode()
    other = Heads(tmp_path / "other", tmp_path / "w")

    def made(position, said, at, by=heads):
        return {
            "position": position,
            "hash": said,
            "at": at,
            "signature": by.signature_of(verify.head_text(position, said, at)),
        }

    wrong = {
        "forked": made(last["position"], "f" * 64, last["at"]),
        "unsigned": {**last, "hash": "f" * 64},
        "of another key": made(last["position"] + 1, "f" * 64, last["at"], other),
        "back-dated": made(first[0]["position"] - 1, "f" * 64, 1),
    }[how]
    with running(tmp_path / "one") as one:
        assert httpx.post(one, json={"key": key, "heads": [*first, last]}, trust_env=False).json() == {"new": 3}
        answer = httpx.post(one, json={"key": key, "heads": [wrong]}, trust_env=False)
    assert answer.status_code == 409
    assert kept(tmp_path / "one") == [head["position"] for head in heads.all()]
    assert len((tmp_path / "one" / "refused.jsonl").read_text().splitlines()) == 1


def test_a_witness_answers_nonsense_in_words_and_goes_on(tmp_path):
    with running(tmp_path / "one") as one:
        for body in (b"", b"{", b"[]", b'{"key": 1, "heads": 2}'):
            assert httpx.post(one, content=body, trust_env=False).status_code == 400


def test_lu_52_the_witness_needs_nothing_of_the_platform(tmp_path):
    for module in (witness, verify):
        shutil.copy(Path(module.__file__), tmp_path)
    # -I: neither this project nor the environment's own paths.
    run = subprocess.run(
        [sys.executable, "-I", "-c", f"import sys; sys.path.insert(0, {str(tmp_path)!r}); "
         "sys.modules['anlin'] = None; import witness; print(witness.head_text.__module__)"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (run.returncode, run.stdout.strip()) == (0, "verify"), run.stderr


@pytest.fixture
def told(monkeypatch):
    def set_to(text):
        monkeypatch.setenv("ANLIN_WITNESSES", text)
        config.cache_clear()
        return config()

    yield set_to
    monkeypatch.undo()
    config.cache_clear()


def test_lu_52_lists_and_residents_stay_off_until_two_outside_witnesses_are_told(told):
    told("https://one.example.org/heads")
    assert set(UNWITNESSED) <= set(held_back())
    for permission in ("lists.read", "residents.read"):
        assert held_back_by(permission) is not None
    assert held_back_by("alerts.read") is None
    assert "ANLIN_WITNESSES" in refusal_of(UNWITNESSED["unwitnessed_lists"])[1]
    told("https://one.example.org/heads, https://two.example.org/heads")
    assert not set(UNWITNESSED) & set(held_back())


@pytest.mark.parametrize("text", ["http://one.example.org/", "ftp://x", "https://a.org/1,https://a.org/2", "nonsense"])
def test_addresses_of_witnesses_are_https_and_of_different_hosts(told, text):
    with pytest.raises(BadSetting, match="ANLIN_WITNESSES"):
        told(text)


def test_told_json_is_whole_after_each_witness(heads, tmp_path):
    with running(tmp_path / "one") as one:
        positions = signed(heads)
        Witnesses(heads, (one,)).tell()
    assert json.loads((heads.witness / "told.json").read_text()) == {one: positions[-1]}
