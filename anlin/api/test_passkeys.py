"""Passkeys through the routes, with an authenticator of software that answers as the standard says."""

import hashlib
import json
from dataclasses import dataclass, field

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2.cose import ES256
from fido2.utils import websafe_decode, websafe_encode
from fido2.webauthn import (
    Aaguid,
    AttestationObject,
    AttestedCredentialData,
    AuthenticatorData,
    CollectedClientData,
)

from anlin.access.models import AuditRecord
from anlin.api.conftest import PASSWORD
from anlin.api.test_session import give_password
from anlin.observations.clock import system_clock
from anlin.observations.instants import SECOND
from anlin.people import passkeys
from anlin.people.alarms import SignInAlarm
from anlin.people.models import RoleGrant
from anlin.people.passkeys import Passkey
from anlin.people.roles import PASSKEY_ROLES

ORIGIN = "http://localhost"
FLAG = AuthenticatorData.FLAG


@dataclass
class SoftKey:
    """One key with its counter. `origin` is the page it is used on; `verifies`: a finger or PIN was given."""

    origin: str = ORIGIN
    verifies: bool = True
    counts: bool = True
    counter: int = 0
    number: bytes = b"soft-key-of-a-test"
    secret: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))

    def make(self, options):
        public = AttestedCredentialData.create(
            Aaguid.NONE, self.number, ES256.from_cryptography_key(self.secret.public_key())
        )
        seen = self._seen(options["rp"]["id"], FLAG.AT, public)
        said = CollectedClientData.create("webauthn.create", options["challenge"], self.origin)
        return self._answer(
            clientDataJSON=websafe_encode(said),
            attestationObject=websafe_encode(AttestationObject.create("none", seen, {})),
        )

    def answer(self, options):
        seen = self._seen(options["rpId"], FLAG(0), b"")
        said = CollectedClientData.create("webauthn.get", options["challenge"], self.origin)
        signature = self.secret.sign(seen + said.hash, ec.ECDSA(hashes.SHA256()))
        return self._answer(
            clientDataJSON=websafe_encode(said),
            authenticatorData=websafe_encode(seen),
            signature=websafe_encode(signature),
        )

    def _seen(self, host, flags, public):
        self.counter += self.counts
        flags |= FLAG.UP | (FLAG.UV if self.verifies else FLAG(0))
        return AuthenticatorData.create(hashlib.sha256(host.encode()).digest(), flags, self.counter, public)

    def _answer(self, **response):
        number = websafe_encode(self.number)
        return {
            "credential": {
                "id": number, "rawId": number, "type": "public-key", "authenticatorAttachment": "platform",
                "clientExtensionResults": {}, "response": response,
            }
        }  # fmt: skip


@pytest.fixture
def officer(town, person):
    return person("community_officer", town.compound, username="lin", password=PASSWORD)


@pytest.fixture
def here(browser):
    """The browser, on a page that is open at http://localhost."""
    browser.client.defaults["HTTP_HOST"] = "localhost"
    return browser


@pytest.fixture
def elsewhere(browsers):
    other = browsers(agent="another browser")
    other.client.defaults["HTTP_HOST"] = "localhost"
    return other


@pytest.fixture
def as_officer_of_three(browsers, person):
    """A browser with one of the three officers of the whole platform signed in."""
    return lambda role: browsers().sign_in(person(role))


def options_of(browser, path):
    answer = browser.post(path)
    assert answer.status_code == 200, answer.content
    return answer.json()["options"]


def make_key(browser, key=None):
    key = key or SoftKey()
    options = options_of(browser, "/api/session/passkeys/options")
    return key, browser.post("/api/session/passkeys", key.make(options))


@pytest.fixture
def key(browsers, officer):
    """The officer's key, made on the first day."""
    first = browsers(agent="the first day")
    first.client.defaults["HTTP_HOST"] = "localhost"
    give_password(first, "lin")
    sign_in_fully_as(first)
    made, answer = make_key(first)
    assert answer.status_code == 200
    return made


def sign_in_fully_as(browser):
    from anlin.people import second_factor

    secret = browser.post("/api/session/second-factor/enrol").json()["secret"]
    code = second_factor.code_at(secret, system_clock())
    assert browser.post("/api/session/second-factor", {"code": code}).status_code == 200


def sign_in_with(browser, key):
    give_password(browser, "lin")
    return browser.post("/api/session/passkey", key.answer(options_of(browser, "/api/session/passkey/options")))


def test_lu_06_police_approvers_and_whoever_gives_rights_act_with_a_passkey_only():
    assert {"community_officer", "auxiliary", "dispatcher", "health_worker", "security_manager"} == PASSKEY_ROLES


def test_lu_06_an_officer_who_signed_in_with_a_code_cannot_act(here, officer):
    here.sign_in(officer, factor="code")
    session = here.get("/api/session").json()
    assert (session["passkey_needed"], session["passkeys"]) == (True, 0)
    refused = here.get("/api/alerts")
    assert (refused.status_code, refused.json()["code"]) == (403, "passkey_needed")


def test_lu_06_making_the_first_passkey_lets_the_officer_act_at_once(here, officer):
    here.sign_in(officer, factor="code")
    _, answer = make_key(here)
    assert answer.status_code == 200
    assert answer.json()["passkey_needed"] is False
    assert here.get("/api/alerts").status_code == 200


def test_lu_06_an_officer_with_a_passkey_signs_in_with_it(here, key):
    assert give_password(here, "lin").json()["next"] == "passkey"
    answer = here.post("/api/session/passkey", key.answer(options_of(here, "/api/session/passkey/options")))
    assert answer.status_code == 200
    assert here.get("/api/alerts").status_code == 200
    assert Passkey.objects.get().counter == key.counter


def test_a_role_that_needs_no_passkey_acts_with_a_code(here, person, town):
    here.sign_in(person("property_guard", town.compound), factor="code")
    assert here.get("/api/alerts").status_code == 200


def test_lu_06_a_role_given_during_a_sign_in_by_code_needs_a_passkey_at_the_next_request(here, person, town):
    guard = person("property_guard", town.compound)
    here.sign_in(guard, factor="code")
    assert here.get("/api/alerts").status_code == 200
    RoleGrant.objects.create(user=guard, role="auxiliary", area=town.compound)
    assert here.get("/api/alerts").json()["code"] == "passkey_needed"


def test_lu_06_an_answer_replayed_from_a_second_device_is_refused(here, elsewhere, key):
    give_password(here, "lin")
    answer = key.answer(options_of(here, "/api/session/passkey/options"))
    assert here.post("/api/session/passkey", answer).status_code == 200
    give_password(elsewhere, "lin")
    options_of(elsewhere, "/api/session/passkey/options")
    assert elsewhere.post("/api/session/passkey", answer).json()["code"] == "wrong_passkey"
    assert elsewhere.get("/api/alerts").status_code == 401


def test_lu_06_a_challenge_is_used_up_by_the_first_answer(here, key):
    give_password(here, "lin")
    options = options_of(here, "/api/session/passkey/options")
    assert here.post("/api/session/passkey", {"credential": {}}).status_code == 401
    assert here.post("/api/session/passkey", key.answer(options)).status_code == 401


def test_lu_06_a_session_used_on_a_second_device_is_refused_and_alerted(here, elsewhere, key, as_officer_of_three):
    assert sign_in_with(here, key).status_code == 200
    elsewhere.client.cookies["anlin_session"] = here.client.cookies["anlin_session"].value
    assert elsewhere.get("/api/alerts").status_code == 401
    assert here.get("/api/alerts").status_code == 401
    alarm = as_officer_of_three("auditor").get("/api/audit/alarms").json()[0]
    assert (alarm["who"]["username"], alarm["because"]) == ("lin", "sign_in_replayed")
    rows = as_officer_of_three("security_manager").get("/api/accounts").json()["items"]
    assert [row["alarmed_at"] is not None for row in rows if row["username"] == "lin"] == [True]


def test_lu_06_the_person_is_told_of_the_replay_until_it_is_read(here, elsewhere, key):
    assert sign_in_with(here, key).json()["alarm"] is None
    elsewhere.client.cookies["anlin_session"] = here.client.cookies["anlin_session"].value
    elsewhere.get("/api/alerts")
    assert "另一台设备" in sign_in_with(here, key).json()["alarm"]["words"]["zh"]
    assert here.post("/api/session/alarm/seen").status_code == 204
    assert here.get("/api/session").json()["alarm"] is None


def test_lu_06_a_copy_of_a_key_is_refused_stopped_and_alerted(here, elsewhere, key):
    copy = SoftKey(counter=key.counter - 1, secret=key.secret)
    assert sign_in_with(here, key).status_code == 200
    refused = sign_in_with(elsewhere, copy)
    assert (refused.status_code, refused.json()["code"]) == (401, "passkey_copied")
    assert SignInAlarm.objects.get().because == "passkey_copied"
    assert give_password(here, "lin").json()["next"] == "second_factor"


def test_a_key_that_does_not_count_signs_in_again_and_again(here, elsewhere, officer):
    here.sign_in(officer, factor="code")
    key, _ = make_key(here, SoftKey(counts=False))
    assert sign_in_with(elsewhere, key).status_code == 200
    assert sign_in_with(elsewhere, key).status_code == 200


@pytest.mark.parametrize(
    "wrong",
    [
        {"origin": "http://localhost.evil.example"},
        {"origin": "https://localhost"},
        {"verifies": False},
        {"number": b"x"},
    ],
)
def test_lu_06_a_false_page_or_a_key_without_its_owner_is_refused(here, key, wrong):
    false = SoftKey(**{"secret": key.secret, "counter": 5, **wrong})
    assert sign_in_with(here, false).json()["code"] == "wrong_passkey"


def test_lu_06_somebody_elses_key_does_not_sign_in(here, key):
    assert sign_in_with(here, SoftKey(counter=9)).json()["code"] == "wrong_passkey"


def test_lu_06_with_password_and_code_alone_nobody_adds_a_key_to_an_account_that_has_one(here, key, officer):
    here.sign_in(officer, factor="code")
    assert here.post("/api/session/passkeys/options").json()["code"] == "passkey_needed"
    assert here.get("/api/alerts").status_code == 403


def test_a_key_belongs_to_one_account(here, key, person, town):
    here.sign_in(person("auxiliary", town.compound), factor="code")
    options = options_of(here, "/api/session/passkeys/options")
    assert here.post("/api/session/passkeys", key.make(options)).status_code == 401


def test_a_challenge_of_five_minutes_ago_counts_and_one_older_does_not(rf, officer):
    now = system_clock()
    key = SoftKey()
    for age, counts in ((passkeys.CHALLENGE_FOR, True), (passkeys.CHALLENGE_FOR + SECOND, False)):
        request = rf.post("/", headers={"host": "localhost"})
        request.session = {}
        key.number = str(age).encode()
        answer = key.make(passkeys.begin_registration(request, officer, lambda: now))["credential"]
        if counts:
            assert passkeys.complete_registration(request, officer, answer, lambda then=age: now + then).user == officer
        else:
            with pytest.raises(passkeys.PasskeyRefused):
                passkeys.complete_registration(request, officer, answer, lambda then=age: now + then)


@pytest.mark.parametrize(
    "nonsense",
    [
        {},
        {"id": "x"},
        {"id": "eA", "rawId": "eA", "response": {}},
        {"id": "eA", "rawId": "eA", "response": None, "type": 5},
        {
            "id": "eA",
            "rawId": "eA",
            "response": {"clientDataJSON": "e30", "authenticatorData": "AA", "signature": "AA"},
        },
        {"id": "eA", "rawId": "eA", "response": {"clientDataJSON": "!", "attestationObject": "oA"}},
        {"id": "eA", "rawId": "eA", "response": {"clientDataJSON": "W10", "attestationObject": "oWA"}},
    ],
)
def test_what_no_authenticator_sends_is_refused_and_nothing_fails_inside(here, key, officer, nonsense):
    give_password(here, "lin")
    options_of(here, "/api/session/passkey/options")
    assert here.post("/api/session/passkey", {"credential": nonsense}).status_code == 401
    here.sign_in(officer)
    options_of(here, "/api/session/passkeys/options")
    assert here.post("/api/session/passkeys", {"credential": nonsense}).status_code == 401


def test_the_last_key_of_an_officer_cannot_be_taken_away_and_a_second_can(here, key, officer):
    here.sign_in(officer)
    first = here.get("/api/session/passkeys").json()[0]
    assert here.send("DELETE", f"/api/session/passkeys/{first['id']}").status_code == 409
    make_key(here, SoftKey(number=b"second"))
    assert here.send("DELETE", f"/api/session/passkeys/{first['id']}").status_code == 204
    assert len(here.get("/api/session/passkeys").json()) == 1


def test_lu_03_another_persons_key_is_like_none(here, key, person, town):
    here.sign_in(person("auxiliary", town.compound))
    answers = [here.send("DELETE", f"/api/session/passkeys/{n}") for n in (Passkey.objects.get().pk, 99999)]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert answers[0].content == answers[1].content


def test_a_reset_account_has_no_key_any_more(here, key, officer, as_officer_of_three):
    as_officer_of_three("security_manager").post(f"/api/accounts/{officer.pk}/reset")
    assert not Passkey.objects.exists()


def test_a_page_open_under_a_number_is_told_to_use_a_name(browser, officer):
    browser.client.defaults["HTTP_HOST"] = "127.0.0.1:8400"
    browser.sign_in(officer, factor="code")
    answer = browser.post("/api/session/passkeys/options")
    assert (answer.status_code, answer.json()["code"]) == (409, "no_host")


def test_the_public_address_is_what_keys_are_made_for(rf, settings, officer, monkeypatch):
    from anlin.site.config import config

    monkeypatch.setenv("ANLIN_PUBLIC_URL", "https://anlin.example.cn/")
    config.cache_clear()
    try:
        assert passkeys.site_of(rf.get("/", headers={"host": "localhost"})) == (
            "anlin.example.cn",
            "https://anlin.example.cn",
        )
    finally:
        monkeypatch.undo()
        config.cache_clear()


def test_no_record_holds_a_credential(here, key):
    sign_in_with(here, key)
    everything = "".join(AuditRecord.objects.values_list("body", flat=True))
    assert websafe_encode(key.number) not in everything
    assert json.loads(AuditRecord.objects.order_by("-position").first().body)["result"] == "allowed"


def test_what_is_stored_of_a_key_signs_nobody_in(here, key):
    stored = AttestedCredentialData(websafe_decode(Passkey.objects.get().credential))
    assert set(stored.public_key) == {1, 3, -1, -2, -3}  # Of an EC key: its type, its use, and the public point.
