import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anlin.gateway.protocols.gat1400.digest import Throttle, challenge, is_for, is_right, is_served, is_sha256, proof_in
from anlin.observations.instants import MINUTE, SECOND

PATH = "/VIID/System/Register"


def md5(text: str) -> str:
    return hashlib.md5(text.encode()).hexdigest()


HA1 = md5("camera:anlin:secret-1")


def response(uri: str = PATH, nc: str = "00000001", qop: str = "auth", ha1: str = HA1) -> str:
    tail = f":{nc}:0a4f:{qop}:" if qop else ":"
    return md5(f"{ha1}:abc{tail}{md5(f'POST:{uri}')}")


def header(**changed: str) -> str:
    parts = {
        "username": '"camera"', "realm": '"anlin"', "nonce": '"abc"', "uri": f'"{PATH}"', "qop": "auth",
        "nc": "00000001", "cnonce": '"0a4f"', "response": f'"{response()}"',
        **changed,
    }  # fmt: skip
    return "Digest " + ", ".join(f"{name}={value}" for name, value in parts.items() if value)


def is_accepted(authorization: str) -> bool:
    proof = proof_in(authorization)
    return proof is not None and is_for(proof, PATH) and is_right(proof, "POST", HA1)


def test_the_example_of_rfc_2617_is_right() -> None:
    ha1 = md5("Mufasa:testrealm@host.com:Circle Of Life")
    proof = proof_in(
        'Digest username="Mufasa", realm="testrealm@host.com", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093", '
        'uri="/dir/index.html", qop=auth, nc=00000001, cnonce="0a4f113b", '
        'response="6629fae49393a05397450978507c4ef1", opaque="5ccc069c403ebaf9f0171e9517f40e41"'
    )

    assert proof is not None
    assert is_right(proof, "GET", ha1)
    assert not is_right(proof, "POST", ha1)
    assert not is_right(proof, "GET", md5("Mufasa:testrealm@host.com:circle of life"))


@pytest.mark.parametrize(
    ("algorithm", "response"),
    [
        ("MD5", "8ca523f5e9506fed4657c9700eebdbec"),
        ("SHA-256", "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1"),
    ],
)
def test_the_examples_of_rfc_7616_are_right(algorithm: str, response: str) -> None:
    text = b"Mufasa:http-auth@example.org:Circle of Life"
    proof = proof_in(
        'Digest username="Mufasa", realm="http-auth@example.org", uri="/dir/index.html", '
        f"algorithm={algorithm}, "
        'nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", nc=00000001, '
        'cnonce="f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ", qop=auth, '
        f'response="{response}", opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"'
    )

    assert proof is not None
    kept = hashlib.sha256(text) if is_sha256(proof) else hashlib.md5(text)
    assert is_right(proof, "GET", kept.hexdigest())
    assert not is_right(proof, "POST", kept.hexdigest())


ABSOLUTE = f"http://192.0.2.9:8480{PATH}"


@pytest.mark.parametrize(
    "authorization",
    [
        header(),
        header(qop='"auth"', nc='"00000001"'),
        header(qop="", nc="", cnonce="", response=f'"{response(qop="")}"'),
        header(uri=f'"{ABSOLUTE}"', response=f'"{response(ABSOLUTE)}"'),
        header(response=f'"{response()}"', opaque='"null'),
        header().replace(", ", ","),
        header(response=f'"{response().upper()}"'),
        "Digest " + ",".join(reversed(header().removeprefix("Digest ").split(", "))),
        header().replace("Digest", "digest  "),
        header(algorithm="MD5"),
        header(algorithm="SHA-256"),  # Repeated from the challenge, reckoned with MD5.
        header(uri=f'"/{PATH}"', response=f'"{response("/" + PATH)}"'),
        header(uri=f'"http://192.0.2.9:8480/{PATH}"', response=f'"{response(f"http://192.0.2.9:8480/{PATH}")}"'),
        header(uri=f'"{PATH}/"', response=f'"{response(PATH + "/")}"'),
    ],
)
def test_every_deviation_met_in_the_field_is_accepted(authorization: str) -> None:
    assert is_accepted(authorization)


@pytest.mark.parametrize(
    "authorization",
    [
        "",
        "Basic Y2FtZXJhOnNlY3JldC0x",
        "Digest",
        header(response=""),
        header(response='"x"'),
        header(response=f'"{response(ha1=md5("camera:anlin:other"))}"'),
        header(nc="00000002"),
        header(uri='"/VIID/System/UnRegister"', response=f'"{response("/VIID/System/UnRegister")}"'),
        header(uri='"http://192.0.2.9/other"', response=f'"{response("http://192.0.2.9/other")}"'),
        header(uri='"http://[bad"', response=f'"{response("http://[bad")}"'),
        header(qop="auth-int", response=f'"{response(qop="auth-int")}"'),
        header(algorithm="SHA-256", response=f'"{"0" * 64}"'),
        header(algorithm="SHA-512-256"),
        header(response='"é"'),
        "Digest " + "a=1," * 1000,
    ],
)
def test_a_wrong_proof_is_refused(authorization: str) -> None:
    assert not is_accepted(authorization)


def test_the_challenge_can_be_read_by_splitting_at_commas_and_equal_signs() -> None:
    parts = dict(part.split("=") for part in challenge("anlin", "0f" * 16).split(","))

    assert set(parts) == {"Digest realm", "qop", "nonce", "opaque"}
    assert parts["nonce"] == '"' + "0f" * 16 + '"'
    assert " " not in challenge("anlin", "0f" * 16).removeprefix("Digest ")


def test_an_algorithm_that_is_not_served_is_told_apart_from_a_wrong_password() -> None:
    for served in ("", "MD5", "md5-sess", "SHA-256", "SHA-256-sess"):
        assert is_served(proof_in(header(algorithm=served)))  # type: ignore[arg-type]
    for other in ("SHA-512-256", "SHA-1", "token"):
        assert not is_served(proof_in(header(algorithm=other)))  # type: ignore[arg-type]


def test_the_client_that_hashes_the_whole_address_and_forgets_the_last_quote_is_let_in() -> None:
    # Word for word what its `getAuthorization` writes.
    sent = (
        f'Digest username="camera",realm="anlin",nonce="abc",uri="{ABSOLUTE}",qop="auth",nc="00000001",'
        f'cnonce="0a4f",response="{response(ABSOLUTE)}",opaque="null'
    )

    assert is_accepted(sent)


@given(st.text(max_size=300))
def test_any_header_gives_a_proof_or_none(text: str) -> None:
    proof = proof_in("Digest " + text)
    if proof is not None:
        is_for(proof, PATH)
        is_right(proof, "POST", HA1)


def test_wrong_tries_shut_the_door_for_that_account_and_address_only() -> None:
    now = [1_000 * SECOND]
    throttle = Throttle(lambda: now[0], tries=3, span=5 * MINUTE)
    for _ in range(3):
        assert not throttle.is_shut("192.0.2.1", "a")
        throttle.note_wrong("192.0.2.1", "a")

    assert throttle.is_shut("192.0.2.1", "a")
    assert not throttle.is_shut("192.0.2.1", "b")
    assert not throttle.is_shut("192.0.2.2", "a")


def test_the_door_opens_again_after_the_span() -> None:
    now = [0]
    throttle = Throttle(lambda: now[0], tries=1, span=5 * MINUTE)
    throttle.note_wrong("p", "a")
    now[0] = 5 * MINUTE - 1
    assert throttle.is_shut("p", "a")
    now[0] = 5 * MINUTE
    assert not throttle.is_shut("p", "a")


def test_guessing_many_accounts_from_one_address_is_shut_too() -> None:
    throttle = Throttle(lambda: 0, tries=2)
    for n in range(20):
        throttle.note_wrong("p", f"account-{n}")

    assert throttle.is_shut("p", "another")


def test_the_throttles_memory_is_bounded() -> None:
    throttle = Throttle(lambda: 0)
    for n in range(Throttle.MAX_KEPT + 10):
        throttle.note_wrong(f"peer-{n}", "a")

    assert len(throttle._wrong) <= Throttle.MAX_KEPT
