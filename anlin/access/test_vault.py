import base64
import hashlib
import threading

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from anlin.access.keys import KeyMissing
from anlin.access.vault import PROFILES, NotSealedHere, Place, Vault
from anlin.people import second_factor
from anlin.site.config import config

PHONE = Place("people_resident", "phone", "17")


@pytest.fixture(params=PROFILES)
def vault(request, tmp_path):
    return Vault(tmp_path / "keys", request.param)


@pytest.fixture(scope="module")
def both(tmp_path_factory):
    folder = tmp_path_factory.mktemp("keys")
    return [Vault(folder, profile) for profile in PROFILES]


@given(text=st.text())
def test_lu_60_what_is_sealed_opens_again_in_either_profile(both, text):
    for vault in both:
        assert vault.open(PHONE, vault.seal(PHONE, text)) == text


@pytest.mark.parametrize(
    "other",
    [
        Place("people_resident", "phone", "18"),
        Place("people_resident", "id_number", "17"),
        Place("people_contact", "phone", "17"),
    ],
)
def test_lu_60_a_ciphertext_moved_to_another_row_column_or_table_does_not_open(vault, other):
    sealed = vault.seal(PHONE, "13800138000")
    with pytest.raises(NotSealedHere):
        vault.open(other, sealed)


def test_lu_60_an_altered_ciphertext_does_not_open(vault):
    sealed = vault.seal(PHONE, "13800138000")
    for place in range(len(sealed) - 30, len(sealed)):
        altered = sealed[:place] + ("A" if sealed[place] != "A" else "B") + sealed[place + 1 :]
        with pytest.raises(NotSealedHere):
            vault.open(PHONE, altered)


def test_lu_60_the_same_text_seals_differently_each_time(vault):
    assert vault.seal(PHONE, "13800138000") != vault.seal(PHONE, "13800138000")


def test_lu_60_switching_the_profile_leaves_older_fields_readable(tmp_path):
    old, new = Vault(tmp_path, "international"), Vault(tmp_path, "gm")
    sealed = old.seal(PHONE, "13800138000")
    assert new.open(PHONE, sealed) == "13800138000"
    assert new.seal(PHONE, "x").startswith("a1.gm.")


def test_lu_60_sm4_and_sm3_agree_with_the_published_vectors():
    """GB/T 32907-2016 example 1 and GB/T 32905-2016 example 1; RFC 8998 A.1 for SM4-GCM."""
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

    key = bytes.fromhex("0123456789abcdeffedcba9876543210")
    block = Cipher(algorithms.SM4(key), modes.ECB()).encryptor()
    assert block.update(key).hex() == "681edf34d206965e86b3e94f536e4246"
    digest = hashes.Hash(hashes.SM3())
    digest.update(b"abc")
    assert digest.finalize().hex() == "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
    gcm = Cipher(algorithms.SM4(key), modes.GCM(bytes.fromhex("00001234567800000000abcd"))).encryptor()
    gcm.authenticate_additional_data(bytes.fromhex("feedfacedeadbeeffeedfacedeadbeefabaddad2"))
    plain = "aaaaaaaaaaaaaaaabbbbbbbbbbbbbbbbccccccccccccccccdddddddddddddddd"
    plain += "eeeeeeeeeeeeeeeeffffffffffffffffeeeeeeeeeeeeeeeeaaaaaaaaaaaaaaaa"
    sealed = gcm.update(bytes.fromhex(plain)) + gcm.finalize()
    assert sealed.hex().startswith("17f399f08c67d5ee19d0dc9969c4bb7d")
    assert gcm.tag.hex() == "83de3541e4c2b58177e065a9bf7b62ec"


def test_lu_61_a_blind_index_finds_the_same_text_for_one_field_and_purpose_only(vault):
    token = vault.blind_index("plate", "visitor_log", "鲁L12345")
    assert token == vault.blind_index("plate", "visitor_log", "鲁L12345")
    others = {
        vault.blind_index("plate", "visitor_log", "鲁L12346"),
        vault.blind_index("plate", "paid_parking", "鲁L12345"),
        vault.blind_index("phone", "visitor_log", "鲁L12345"),
    }
    assert token not in others
    assert len(others) == 3


def test_lu_61_without_the_key_a_token_says_nothing(tmp_path):
    here, there = Vault(tmp_path / "a"), Vault(tmp_path / "b")
    assert here.blind_index("phone", "x", "1") != there.blind_index("phone", "x", "1")


def test_lu_62_keys_can_be_exchanged_while_fields_stay_readable(vault):
    before = vault.seal(PHONE, "13800138000")
    number = vault.ring.rotate()
    after = vault.seal(PHONE, "13800138000")
    assert f".{number}." in after
    assert vault.open(PHONE, before) == vault.open(PHONE, after) == "13800138000"


def test_lu_62_fields_are_read_without_a_failure_while_keys_are_exchanged(vault):
    rows = [Place("people_resident", "phone", str(row)) for row in range(50)]
    sealed = {row: vault.seal(row, f"1380013{row.row:>04}") for row in rows}
    stop, failures = threading.Event(), []

    def read():
        while not stop.is_set():
            for row in rows:
                if vault.open(row, sealed[row]) != f"1380013{row.row:>04}":
                    failures.append(row)

    reader = threading.Thread(target=read)
    reader.start()
    for _ in range(5):
        vault.ring.rotate()
        for row in rows:
            sealed[row] = vault.seal(row, f"1380013{row.row:>04}")
    stop.set()
    reader.join()
    assert failures == []
    assert vault.ring.newest()[0] == 6


def test_lu_62_a_dump_of_the_database_teaches_no_secret(db, person):
    user = person(username="wang", password="correct horse battery")
    secret = second_factor.enrol(user)
    tables = connection.introspection.table_names()
    with connection.cursor() as cursor:
        dump = ""
        for table in tables:
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            dump += repr(cursor.fetchall())
    assert "wang" in dump
    raw = base64.b32decode(secret)
    for canary in (secret, raw.hex(), base64.b64encode(raw).decode(), "correct horse battery", config().secret_key):
        assert canary not in dump


def test_lu_61_of_ten_thousand_phones_none_is_found_from_a_dump_without_the_key(tmp_path):
    """Whoever has the tokens and this code, but no key, tries every number with a key of their own."""
    vault, thief = Vault(tmp_path / "keys"), Vault(tmp_path / "thief")
    phones = [f"1380013{n:04}" for n in range(10_000)]
    dump = {vault.blind_index("phone", "alert_handling", phone) for phone in phones[::100]}
    unkeyed = {hashlib.sha256(phone.encode()).hexdigest() for phone in phones}
    tried = {thief.blind_index("phone", "alert_handling", phone) for phone in phones}
    assert not {token[1:] for token in dump} & unkeyed
    assert not dump & tried


def test_lu_62_keys_lie_in_files_that_only_their_owner_reads(vault):
    vault.seal(PHONE, "x")
    vault.blind_index("phone", "x", "1")
    files = [path for path in vault.ring.folder.parent.rglob("*") if path.is_file()]
    assert {path.stat().st_mode & 0o777 for path in files} == {0o600}


def test_lu_62_without_its_key_a_field_stays_closed_and_says_which_key_is_missing(vault):
    sealed = vault.seal(PHONE, "x")
    (vault.ring.folder / "1.key").unlink()
    with pytest.raises(KeyMissing, match="key 1 is not in"):
        vault.open(PHONE, sealed)


@pytest.mark.parametrize("text", ["", "a1", "a1.international.1.!!!", "a1.rot13.1.AAAA", "13800138000", "a1.gm.x.AAAA"])
def test_what_was_never_sealed_is_refused(vault, text):
    vault.seal(PHONE, "x")
    with pytest.raises(NotSealedHere):
        vault.open(PHONE, text)
