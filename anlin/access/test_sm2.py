"""SM2 against the example of the standard, and heads of the audit log signed with it (LU-60)."""

import base64

import pytest
from cryptography.hazmat.primitives.serialization import load_der_public_key

from anlin.access import sm2, verify
from anlin.access.audit import Entry, record, verify_chain
from anlin.access.heads import Heads

# GM/T 0003.5-2012, appendix A: key, nonce and signature of "message digest".
KEY = bytes.fromhex("3945208F7B2144B13F36E38AC6D39F95889393692860B51A42FB81EF4DF7C5B8")
PUBLIC = (
    0x09F9DF311E5421A150DD7D161E4BC5C672179FAD1833FC076BB08FF356F35020,
    0xCCEA490CE26775A52DC6EA718CC1AA600AED05FBF35E084A6632F6072DA9AD13,
)
NONCE = 0x59276E27D506861A16680F3AD9C02DCCEF3CC1FA3CDBE4CE6D54B80DEAC1BC21
SIGNATURE = bytes.fromhex(
    "F5A03B0648D2C4630EEAC513E1BB81A15944DA3827D5B74143AC7EACEEE720B3"
    "B1B6AA29DF212FD8763182BC0D421CA1BB9038FD1F7F42D4840B69C485BBC1AA"
)
MESSAGE = b"message digest"


def test_lu_60_sm2_gives_the_signature_of_the_standards_example():
    assert sm2.public_of(KEY) == PUBLIC
    assert sm2.sign(KEY, MESSAGE, NONCE) == SIGNATURE
    assert verify.sm2_is_signed(PUBLIC, MESSAGE, SIGNATURE)


@pytest.mark.parametrize("at", [0, 31, 32, 63])
def test_lu_60_an_altered_sm2_signature_or_message_is_refused(at):
    altered = bytearray(SIGNATURE)
    altered[at] ^= 1
    assert not verify.sm2_is_signed(PUBLIC, MESSAGE, bytes(altered))
    assert not verify.sm2_is_signed(PUBLIC, MESSAGE + b".", SIGNATURE)


def test_what_is_no_signature_or_no_point_is_refused():
    for wrong in (b"", SIGNATURE[:-1], bytes(64), verify.SM2_N.to_bytes(32, "big") * 2):
        assert not verify.sm2_is_signed(PUBLIC, MESSAGE, wrong)
    assert not verify.sm2_is_signed((PUBLIC[0], PUBLIC[1] ^ 1), MESSAGE, SIGNATURE)


def test_each_key_signs_for_itself_only():
    one, other = sm2.new_key(), sm2.new_key()
    signature = sm2.sign(one, MESSAGE)
    assert verify.checker_of(sm2.public_pem(one))(MESSAGE, signature)
    assert not verify.checker_of(sm2.public_pem(other))(MESSAGE, signature)
    assert sm2.sign(one, MESSAGE) != signature


def test_the_public_key_is_written_as_others_read_it():
    """The DER of a P-256 key differs in the curve's name only."""
    body = base64.b64decode(b"".join(sm2.public_pem(KEY).splitlines()[1:-1]))
    assert len(body) == 91
    p256 = bytes.fromhex("3059301306072A8648CE3D020106082A8648CE3D030107034200")
    assert len(p256) == len(verify.SM2_SPKI) - 1
    with pytest.raises(ValueError):
        load_der_public_key(p256 + body[26:])


def test_lu_60_the_audit_logs_heads_are_signed_with_sm2_in_the_gm_profile(db, tmp_path):
    record(Entry("GET /api/things", "things.read", "operations", "allowed", 200))
    usual, gm = (Heads(tmp_path / "keys", tmp_path / "witness", profile) for profile in ("international", "gm"))
    gm.sign()
    usual.sign()
    assert [verify_chain(heads.all(), heads.public_key_pem()) for heads in (usual, gm)] == [[], []]
    (finding,) = verify_chain(usual.all(), gm.public_key_pem())
    assert finding.what == "this head is not signed by the given key"
    (head,) = gm.all()
    forged = {**head, "hash": "f" * 64}
    assert verify_chain([forged], gm.public_key_pem())[0].what == "this head is not signed by the given key"
