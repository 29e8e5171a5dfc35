"""The whole way of a GA/T 1400 device: register, send, be answered; with clients written as those met in the field."""

import asyncio
import hashlib
import json
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from anlin.gateway import Account, FixedDirectory, GatewaySettings
from anlin.gateway.app import create_app
from anlin.gateway.conftest import BEHIND, CAMERA, GATE, NEIGHBOUR, NOW, PLATFORM, directory_of
from anlin.gateway.quarantine import unseal
from anlin.journal import Journal, open_journal
from anlin.observations import from_bytes
from anlin.observations.instants import MINUTE, SECOND
from anlin.observations.kinds import KINDS

PEER = "10.0.0.7"
URL = "http://door.test:8480"
PASSWORD = "p-w-1"
VEHICLE = {"MotorVehicleID": "v1", "DeviceID": CAMERA, "PlateNo": "浙A00000", "PassTime": "20260105083000"}


def md5(text: str) -> str:
    return hashlib.md5(text.encode()).hexdigest()


def ha1(name: str) -> str:
    return md5(f"{name}:anlin:{PASSWORD}")


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


ACCOUNTS = tuple(
    Account(name, ha1(name), 2, device, sha256(f"{name}:anlin:{PASSWORD}"))
    for name, device in ((CAMERA, CAMERA), ("platform", ""), ("gate", GATE))
)


class Client:
    """A device as the standard has it: challenge, proof, then only `User-Identify`."""

    root = f"{URL}/VIID/"

    def __init__(
        self, web: httpx.AsyncClient, device: str = CAMERA, account: str = "", password: str = PASSWORD
    ) -> None:
        self.web, self.device = web, device
        self.account, self.password = account or device, password
        self.nc = 0

    def body(self, name: str) -> dict[str, Any]:
        return {f"{name}Object": {"DeviceID": self.device}}

    def uri(self, path: str) -> str:
        return path

    def authorization(self, wanted: str, path: str, method: str = "POST") -> str:
        said = dict(part.strip().split("=", 1) for part in wanted.removeprefix("Digest ").split(","))
        nonce = said["nonce"].strip('"')
        realm = said["realm"].strip('"')
        self.nc += 1
        nc = f"{self.nc:08x}"
        first = md5(f"{self.account}:{realm}:{self.password}")
        response = md5(f"{first}:{nonce}:{nc}:0a4f:auth:{md5(f'{method}:{self.uri(path)}')}")
        return self.header(realm, nonce, nc, path, response)

    def header(self, realm: str, nonce: str, nc: str, path: str, response: str) -> str:
        return (
            f'Digest username="{self.account}", realm="{realm}", nonce="{nonce}", uri="{self.uri(path)}", '
            f'qop=auth, nc={nc}, cnonce="0a4f", response="{response}"'
        )

    def wanted(self, first: httpx.Response) -> str:
        return first.headers.get_list("WWW-Authenticate")[0]

    async def register(self, name: str = "Register", authorization: str = "") -> httpx.Response:
        url = f"{self.root}System/{name}"
        headers = {"Authorization": authorization} if authorization else {}
        first = await self.web.post(url, json=self.body(name), headers=headers)
        if first.status_code != 401:
            return first
        proof = self.authorization(self.wanted(first), f"/VIID/System/{name}")
        return await self.web.post(url, json=self.body(name), headers={"Authorization": proof})

    async def send(self, path: str, body: Any = None, **headers: str) -> httpx.Response:
        content = body if isinstance(body, bytes) else json.dumps(body).encode() if body is not None else b""
        return await self.web.post(
            f"{self.root}{path}", content=content, headers={"User-Identify": self.device, **headers}
        )


class AbsoluteClient(Client):
    """Hashes the whole address, quotes `qop` and `nc`, cuts the challenge at `,` and `=`, forgets the last quote."""

    def uri(self, path: str) -> str:
        return f"{URL}{path}"

    def authorization(self, wanted: str, path: str, method: str = "POST") -> str:
        said = {}
        for child in wanted.split(","):
            entry = child.split("=")
            said[entry[0]] = entry[1].replace('"', "")
        realm, nonce, qop = said["Digest realm"], said["nonce"], said["qop"]
        first, second = md5(f"{self.account}:{realm}:{self.password}"), md5(f"{method}:{self.uri(path)}")
        response = md5(f"{first}:{nonce}:00000001:0a4f:{qop}:{second}")
        return self.header(realm, nonce, "00000001", path, response)

    def header(self, realm: str, nonce: str, nc: str, path: str, response: str) -> str:
        return (
            f'Digest username="{self.account}",realm="{realm}",nonce="{nonce}",uri="{self.uri(path)}",qop="auth",'
            f'nc="{nc}",cnonce="0a4f",response="{response}",opaque="null'
        )


class UnwrappedClient(Client):
    """Sends bodies without their wrapper."""

    def body(self, name: str) -> dict[str, Any]:
        return {"DeviceID": self.device}


class OldClient(Client):
    """RFC 2069: no `qop`, no count."""

    def authorization(self, wanted: str, path: str, method: str = "POST") -> str:
        nonce = wanted.partition('nonce="')[2].partition('"')[0]
        response = md5(f"{ha1(self.account)}:{nonce}:{md5(f'{method}:{path}')}")
        return f'Digest username="{self.account}", realm="anlin", nonce="{nonce}", uri="{path}", response="{response}"'


class Sha256Client(Client):
    """Takes nothing but SHA-256 (RFC 7616)."""

    def wanted(self, first: httpx.Response) -> str:
        return next(one for one in first.headers.get_list("WWW-Authenticate") if "algorithm=SHA-256" in one)

    def authorization(self, wanted: str, path: str, method: str = "POST") -> str:
        nonce = wanted.partition('nonce="')[2].partition('"')[0]
        first, second = sha256(f"{self.account}:anlin:{self.password}"), sha256(f"{method}:{path}")
        response = sha256(f"{first}:{nonce}:00000001:0a4f:auth:{second}")
        return f"{self.header('anlin', nonce, '00000001', path, response)}, algorithm=SHA-256"


class JoiningClient(Client):
    """Takes both challenges for one, as libraries do that join headers of one name; the last of each key counts."""

    def wanted(self, first: httpx.Response) -> str:
        parts = dict(part.split("=") for part in ",".join(first.headers.get_list("WWW-Authenticate")).split(","))
        return f"Digest realm={parts['Digest realm']},nonce={parts['nonce']}"


class SlashClient(Client):
    """Puts a slash behind the address of its menu, and another before its paths."""

    root = f"{URL}//VIID//"

    def uri(self, path: str) -> str:
        return path.replace("/VIID/", "//VIID//")


class Door:
    """The gateway over a journal file; `client` speaks to it from an address."""

    def __init__(self, app: Any, journal: Journal, clock: list[int]) -> None:
        self.app, self.journal, self.clock = app, journal, clock

    def web(self, peer: str = PEER) -> httpx.AsyncClient:
        return httpx.AsyncClient(transport=httpx.ASGITransport(self.app, client=(peer, 5000)), base_url=URL)

    def rows(self) -> list[dict[str, Any]]:
        entries = [entry for entry in self.journal.read(1, 0) if entry.kind == "rows"]
        return [row for entry in entries for row in from_bytes(entry.payload).to_pylist()]

    def kinds(self) -> list[str]:
        return [name for row in self.rows() if (name := KINDS[row["kind"]]) != "device_heartbeat"]


@pytest.fixture
def at_door(tmp_path: Path) -> Callable[[Callable[[Door], Awaitable[None]]], None]:
    """Plays a scene at an open door; a second scene finds the same journal, as after a restart."""
    path = tmp_path / "journal.sqlite3"
    clock = [NOW]

    def play(scene: Callable[[Door], Awaitable[None]]) -> None:
        async def inside() -> None:
            journal = open_journal(f"sqlite:///{path}")
            directory = FixedDirectory(directory_of(accounts=ACCOUNTS))
            settings = GatewaySettings(quarantine_key=bytes(range(32)), server_id="3" * 20)
            app = create_app(journal, directory, lambda: clock[0], None, settings)
            await app.state.intake.start()
            try:
                await scene(Door(app, journal, clock))
            finally:
                await app.state.intake.stop()
                journal.close()

        asyncio.run(inside())

    return play


def code_of(response: httpx.Response) -> int:
    return int(response.json()["ResponseStatusObject"]["StatusCode"])


def codes_of(response: httpx.Response) -> list[int]:
    return [each["StatusCode"] for each in response.json()["ResponseStatusListObject"]["ResponseStatusObject"]]


def vehicles(*objects: Any) -> dict[str, Any]:
    return {"MotorVehicleListObject": {"MotorVehicleObject": list(objects)}}


# Registering.


@pytest.mark.parametrize(
    "kind", [Client, AbsoluteClient, UnwrappedClient, OldClient, Sha256Client, JoiningClient, SlashClient]
)
def test_every_client_met_in_the_field_registers_sends_and_takes_its_leave(kind: type[Client], at_door: Any) -> None:
    async def scene(door: Door) -> None:
        async with door.web() as web:
            client = kind(web)
            assert (await client.register()).status_code == 200
            answer = await client.send("MotorVehicles", vehicles(VEHICLE))
            assert (answer.status_code, codes_of(answer), code_of(answer)) == (200, [0], 0)
            assert door.kinds() == ["plate_read"]
            assert (await client.register("UnRegister")).status_code == 200
            assert (await client.send("System/Keepalive")).status_code == 401

    at_door(scene)


def test_the_first_answer_is_a_challenge_and_an_answer_has_the_protocols_form(at_door: Any) -> None:
    async def scene(door: Door) -> None:
        async with door.web() as web:
            first = await web.post("/VIID/System/Register", json={"RegisterObject": {"DeviceID": CAMERA}})
            assert first.status_code == 401
            assert first.headers.get_list("WWW-Authenticate")[0].startswith('Digest realm="anlin",qop="auth",nonce="')
            answer = await Client(web).register()
            assert answer.headers["Content-Type"] == "application/VIID+JSON;charset=UTF-8"
            assert answer.json() == {
                "ResponseStatusObject": {
                    "RequestURL": "/VIID/System/Register", "StatusCode": 0, "StatusString": "OK", "Id": CAMERA,
                    "LocalTime": "20260105083000",
                }
            }  # fmt: skip

    at_door(scene)


def test_an_account_from_before_sha256_is_offered_md5_alone_and_told_why_it_cannot(at_door: Any) -> None:
    async def scene(door: Door) -> None:
        old = Account("old", ha1("old"), 2, GATE)
        door.app.state.intake.sessions.revise(directory_of(accounts=(*ACCOUNTS[:1], old)))
        async with door.web() as web:
            asked = {
                device: await web.post("/VIID/System/Register", json={"DeviceID": device}) for device in (GATE, CAMERA)
            }
            offers = {device: len(first.headers.get_list("WWW-Authenticate")) for device, first in asked.items()}
            assert offers == {GATE: 1, CAMERA: 2}
            client = Sha256Client(web, GATE, "old")
            wanted = asked[GATE].headers["WWW-Authenticate"]
            proof = client.authorization(wanted, "/VIID/System/Register")
            answer = await web.post("/VIID/System/Register", json={"DeviceID": GATE}, headers={"Authorization": proof})
            assert answer.status_code == 401
            assert "renew it" in answer.json()["ResponseStatusObject"]["StatusString"]
            assert (await Client(web, GATE, "old").register()).status_code == 200

    at_door(scene)


def test_an_algorithm_that_is_not_served_is_told_and_counts_as_no_wrong_try(at_door: Any) -> None:
    async def scene(door: Door) -> None:
        async with door.web() as web:
            for _ in range(12):
                proof = f'Digest username="{CAMERA}",nonce="0",uri="/",response="0",algorithm=SHA-512-256'
                answer = await web.post("/VIID/System/Register", headers={"Authorization": proof})
                assert answer.status_code == 401
                assert answer.json()["ResponseStatusObject"]["StatusString"].startswith("Only MD5 and SHA-256")
            assert (await Client(web).register()).status_code == 200

    at_door(scene)


def test_a_wrong_password_an_unknown_account_and_a_foreign_device_open_nothing(at_door: Any) -> None:
    async def scene(door: Door) -> None:
        async with door.web() as web:
            assert (await Client(web, password="wrong").register()).status_code == 401
            assert (await Client(web, CAMERA, "nobody").register()).status_code == 401
            assert (await Client(web, CAMERA, "gate").register()).status_code == 403
            assert (await Client(web).send("System/Keepalive")).status_code == 401

    at_door(scene)


def test_a_proof_for_another_path_or_method_opens_nothing(at_door: Any) -> None:
    async def scene(door: Door) -> None:
        async with door.web() as web:
            client = Client(web)
            first = await web.post("/VIID/System/Register", json=client.body("Register"))
            wanted = first.headers.get_list("WWW-Authenticate")[0]
            for proof in (
                client.authorization(wanted, "/VIID/System/UnRegister"),
                client.authorization(wanted, "/VIID/System/Register", "GET"),
            ):
                answer = await web.post(
                    "/VIID/System/Register", json=client.body("Register"), headers={"Authorization": proof}
                )
                assert answer.status_code == 401

    at_door(scene)


def test_a_proof_is_good_once_and_a_nonce_for_several_counts(at_door: Any) -> None:
    async def scene(door: Door) -> None:
        async with door.web() as web:
            client = Client(web)
            path = "/VIID/System/Register"
            wanted = (await web.post(path, json=client.body("Register"))).headers.get_list("WWW-Authenticate")[0]
            proof = client.authorization(wanted, path)
            second = client.authorization(wanted, path)
            answers = [
                await web.post(path, json=client.body("Register"), headers={"Authorization": each})
                for each in (proof, proof, second)
            ]
            assert [answer.status_code for answer in answers] == [200, 401, 200]
            assert answers[1].headers.get_list("WWW-Authenticate")[0].endswith(",stale=true")

    at_door(scene)


def test_a_client_that_begins_with_an_old_nonce_is_asked_again_and_let_in(at_door: Any) -> None:
    async def scene(door: Door) -> None:
        async with door.web() as web:
            client = Client(web)
            path = "/VIID/System/Register"
            wanted = (await web.post(path, json=client.body("Register"))).headers.get_list("WWW-Authenticate")[0]
            door.clock[0] += 30 * SECOND
            good = await web.post(
                path, json=client.body("Register"), headers={"Authorization": client.authorization(wanted, path)}
            )
            assert good.status_code == 200
            door.clock[0] += 10 * MINUTE
            assert (await client.register(authorization=client.authorization(wanted, path))).status_code == 200

    at_door(scene)


def test_guessing_is_slowed_and_the_right_password_waits_with_it(at_door: Any) -> None:
    async def scene(door: Door) -> None:
        async with door.web() as web, door.web("10.0.0.8") as other:
            for _ in range(10):
                assert (await Client(web, password="wrong").register()).status_code == 401
            assert (await Client(web).register()).status_code == 429
            assert (await Client(other).register()).status_code == 200
            door.clock[0] += 6 * MINUTE
            assert (await Client(web).register()).status_code == 200

    at_door(scene)


def test_a_session_and_a_nonce_outlive_a_restart(at_door: Any) -> None:
    kept: dict[str, str] = {}

    async def before(door: Door) -> None:
        async with door.web() as web:
            client = Client(web)
            await client.register()
            first = await web.post("/VIID/System/Register", json=client.body("Register"))
            kept["wanted"] = first.headers.get_list("WWW-Authenticate")[0]

    async def after(door: Door) -> None:
        async with door.web() as web:
            client = Client(web)
            assert (await client.send("System/Keepalive", client.body("Keepalive"))).status_code == 200
            proof = client.authorization(kept["wanted"], "/VIID/System/Register")
            answer = await web.post(
                "/VIID/System/Register", json=client.body("Register"), headers={"Authorization": proof}
            )
            assert answer.status_code == 200

    at_door(before)
    at_door(after)


# Sessions.


def test_lu_72_user_identify_speaks_only_from_the_address_that_registered(at_door: Any) -> None:
    async def scene(door: Door) -> None:
        async with door.web() as web, door.web("10.9.9.9") as thief:
            await Client(web).register()
            assert (await Client(thief).send("MotorVehicles", vehicles(VEHICLE))).status_code == 401
            assert (await Client(thief).send("System/UnRegister", {"DeviceID": CAMERA})).status_code == 401
            assert (await Client(web, GATE).send("MotorVehicles", vehicles(VEHICLE))).status_code == 401
            assert door.kinds() == []

    at_door(scene)


def test_a_keepalive_may_be_empty_unwrapped_or_without_header(at_door: Any) -> None:
    async def scene(door: Door) -> None:
        async with door.web() as web:
            client = Client(web)
            assert (await client.send("System/Keepalive")).status_code == 401
            await client.register()
            assert code_of(await client.send("System/Keepalive")) == 0
            assert code_of(await client.send("System/Keepalive", client.body("Keepalive"))) == 0
            assert code_of(await client.send("System/Keepalive", {"DeviceID": CAMERA})) == 0
            bare = await web.post("/VIID/System/Keepalive", json=client.body("Keepalive"))
            assert code_of(bare) == 0
            assert (await web.post("/VIID/System/Keepalive", json={"DeviceID": GATE})).status_code == 401

    at_door(scene)


def test_a_notification_without_a_name_belongs_to_the_only_session_of_its_address(at_door: Any) -> None:
    notification = {
        "NotificationID": "n1",
        "MotorVehicleObjectList": {"MotorVehicleObject": [{**VEHICLE, "DeviceID": BEHIND}]},
    }
    body = {"SubscribeNotificationListObject": {"SubscribeNotificationObject": [notification]}}

    async def scene(door: Door) -> None:
        async with door.web() as web:
            await Client(web, PLATFORM, "platform").register()
            answer = await web.post("/VIID/SubscribeNotifications", json=body, headers={"User-Identify": ""})
            assert codes_of(answer) == [0]
            assert answer.json()["ResponseStatusObject"]["Id"] == "n1"
            assert door.kinds() == ["plate_read"]

    at_door(scene)


def test_the_time_is_told_to_everyone_under_both_names(at_door: Any) -> None:
    async def scene(door: Door) -> None:
        async with door.web() as web:
            told = (await web.get("/VIID/System/Time")).json()
            assert told["SystemTimeObject"] == told["SystemTime"]
            assert told["SystemTimeObject"] == {
                "VIIDServerID": "3" * 20, "TimeMode": "1", "LocalTime": "20260105083000", "TimeZone": "Asia/Shanghai",
            }  # fmt: skip

    at_door(scene)


# Objects.


def test_one_bad_object_has_its_own_status_and_never_refuses_its_batch(at_door: Any) -> None:
    sent: list[Any] = [{**VEHICLE, "MotorVehicleID": f"v{n}"} for n in range(20)]
    sent[7] = "nonsense"

    async def scene(door: Door) -> None:
        async with door.web() as web:
            client = Client(web)
            await client.register()
            answer = await client.send("MotorVehicles", vehicles(*sent))
            assert answer.status_code == 200
            assert codes_of(answer) == [8 if n == 7 else 0 for n in range(20)]
            assert "ResponseStatusObject" not in answer.json()
            assert len(door.kinds()) == 19

    at_door(scene)


def test_a_resent_object_is_answered_like_the_first_and_kept_once(at_door: Any) -> None:
    async def scene(door: Door) -> None:
        async with door.web() as web:
            client = Client(web)
            await client.register()
            for _ in range(3):
                assert codes_of(await client.send("MotorVehicles", vehicles(VEHICLE))) == [0]
            assert door.kinds() == ["plate_read"]

    at_door(scene)


def test_lu_72_an_object_of_a_foreign_device_is_refused_and_one_behind_a_platform_is_not(at_door: Any) -> None:
    async def scene(door: Door) -> None:
        async with door.web() as web:
            camera, platform = Client(web), Client(web, PLATFORM, "platform")
            await camera.register()
            await platform.register()
            assert codes_of(await camera.send("MotorVehicles", vehicles({**VEHICLE, "DeviceID": GATE}))) == [4]
            assert codes_of(await platform.send("MotorVehicles", vehicles({**VEHICLE, "DeviceID": BEHIND}))) == [0]
            assert codes_of(await platform.send("MotorVehicles", vehicles({**VEHICLE, "DeviceID": NEIGHBOUR}))) == [4]
            assert len(door.kinds()) == 1

    at_door(scene)


def test_an_unknown_device_behind_a_platform_is_parked_and_answered_with_success(at_door: Any) -> None:
    async def scene(door: Door) -> None:
        async with door.web() as web:
            client = Client(web, PLATFORM, "platform")
            await client.register()
            ape = {"ApeID": "37110200001190000077", "Name": "东门", "Password": "hunter2"}
            answer = await client.send("APEs", {"APEListObject": {"APEObject": [ape]}})
            assert codes_of(answer) == [0]
            assert "hunter2" not in answer.text
            assert [device.code for device in door.journal.parked()] == ["37110200001190000077"]

    at_door(scene)


def test_a_recognised_face_is_refused_by_law_counted_and_not_sent_again(at_door: Any) -> None:
    face = {"FaceID": "f", "DeviceID": CAMERA, "IDNumber": "330299190001010000", "Name": "示例甲", "EthicCode": "01"}

    async def scene(door: Door) -> None:
        async with door.web() as web:
            client = Client(web)
            await client.register()
            answer = await client.send("Faces", {"FaceListObject": {"FaceObject": [face]}})
            assert codes_of(answer) == [0]
            assert "示例甲" not in answer.text
            assert door.kinds() == []
            tallies = {(each.outcome, each.reason): each.count for each in door.journal.tallies(CAMERA)}
            assert tallies["refused", "comparison_result"] == 1
            assert tallies["dropped", "EthicCode"] == 1

    at_door(scene)


def test_register_rows_without_a_declared_purpose_are_refused(at_door: Any) -> None:
    async def scene(door: Door) -> None:
        async with door.web() as web:
            client = Client(web)
            await client.register()
            row = {"PersonID": "p", "Name": "示例甲", "CommunityID": "1"}
            answer = await client.send("Community/PersonInfos", {"PersonInfoListObject": {"PersonInfoObject": [row]}})
            assert codes_of(answer) == [0]
            tallies = {(each.outcome, each.reason) for each in door.journal.tallies(CAMERA)}
            assert ("refused", "no_declared_purpose") in tallies

    at_door(scene)


def test_a_body_that_is_not_json_is_400_with_code_7_and_is_kept_for_inspection(at_door: Any) -> None:
    async def scene(door: Door) -> None:
        async with door.web() as web:
            client = Client(web)
            await client.register()
            answer = await client.send("Faces", b"{nonsense")
            assert (answer.status_code, code_of(answer)) == (400, 7)
            assert [row.reason for row in door.journal.quarantine()] == ["not_json"]

    at_door(scene)


def test_an_empty_list_is_answered_with_success(at_door: Any) -> None:
    async def scene(door: Door) -> None:
        async with door.web() as web:
            client = Client(web)
            await client.register()
            assert code_of(await client.send("MotorVehicles", vehicles())) == 0

    at_door(scene)


def test_tasks_are_answered_but_not_taken(at_door: Any) -> None:
    async def scene(door: Door) -> None:
        async with door.web() as web:
            client = Client(web)
            await client.register()
            subscribe = {"SubscribeListObject": {"SubscribeObject": [{"SubscribeID": "s", "ReceiveAddr": "http://x"}]}}
            watch = {"DispositionListObject": {"DispositionObject": [{"DispositionID": "d"}]}}
            assert codes_of(await client.send("Subscribes", subscribe)) == [4]
            assert codes_of(await client.send("Dispositions", watch)) == [4]

    at_door(scene)


# Other paths.


def test_paths_are_found_in_any_case_and_with_a_closing_slash(at_door: Any) -> None:
    async def scene(door: Door) -> None:
        async with door.web() as web:
            client = Client(web)
            await client.register()
            for n, path in enumerate(("motorvehicles", "MOTORVEHICLES/")):
                assert codes_of(await client.send(path, vehicles({**VEHICLE, "MotorVehicleID": f"v{n}"}))) == [0]
            lower = await web.post("/viid/system/keepalive", headers={"User-Identify": CAMERA})
            assert code_of(lower) == 0

    at_door(scene)


@pytest.mark.parametrize("method", ["GET", "DELETE"])
@pytest.mark.parametrize(
    "path", ["APEs", "Faces?RecordStartNo=1", "Subscribes?IDList=a", "MotorVehicles/v1", "System/x"]
)
def test_lu_72_a_device_can_read_and_remove_nothing(method: str, path: str, at_door: Any) -> None:
    async def scene(door: Door) -> None:
        async with door.web() as web:
            headers = {"User-Identify": CAMERA}
            assert (await web.request(method, f"/VIID/{path}", headers=headers)).status_code == 401
            await Client(web).register()
            answer = await web.request(method, f"/VIID/{path}", headers=headers)
            assert (answer.status_code, code_of(answer)) == (403, 4)

    at_door(scene)


def test_a_vendors_extra_path_is_404_kept_for_inspection_and_the_session_goes_on(at_door: Any) -> None:
    async def scene(door: Door) -> None:
        async with door.web() as web:
            client = Client(web)
            await client.register()
            for path in ("AcOpenLog", "SensorDeviceAlarm", "Extend/ExtendFaceRecognition", "Face/Pass"):
                assert (await client.send(path, {"x": 1})).status_code == 404
            assert (await client.send("System/Keepalive")).status_code == 200
            details = {row.detail for row in door.journal.quarantine()}
            assert "The path /VIID/AcOpenLog is not known." in details

    at_door(scene)


def test_an_image_may_come_in_parts_under_its_own_address(at_door: Any) -> None:
    image = f"{CAMERA}022026010508300000001"

    async def scene(door: Door) -> None:
        async with door.web() as web:
            client = Client(web)
            await client.register()
            info = await client.send(f"Images/{image}/Info", {"ImageID": image, "EventSort": 20})
            assert codes_of(info) == [0]
            assert codes_of(await client.send(f"Images/{image}/Data", b"\xff\xd8\xff\xd9")) == [0]
            assert codes_of(await client.send(f"Images/{image}/Data", b'"/9j/4AAQ"')) == [0]
            assert codes_of(await client.send(f"Images/{image}/Data", b"")) == [8]
            assert door.kinds() == ["perimeter_alarm"]

    at_door(scene)


def test_while_the_store_is_away_a_device_is_told_to_come_again_and_keeps_its_events(at_door: Any) -> None:
    async def scene(door: Door) -> None:
        async with door.web() as web:
            client = Client(web)
            await client.register()
            door.app.state.intake.health.is_ready = False
            answer = await client.send("MotorVehicles", vehicles(VEHICLE))
            assert (answer.status_code, code_of(answer), answer.headers["Retry-After"]) == (503, 2, "2")
            door.app.state.intake.health.is_ready = True
            assert codes_of(await client.send("MotorVehicles", vehicles(VEHICLE))) == [0]

    at_door(scene)


def test_p4_everything_a_device_sent_is_accounted_for(at_door: Any) -> None:
    sent = [
        VEHICLE,
        VEHICLE,
        {**VEHICLE, "DeviceID": GATE, "MotorVehicleID": "x"},
        "nonsense",
        {"DeviceID": "unknown-1"},
    ]
    faces = [{"FaceID": "f", "DeviceID": CAMERA, "Name": "示例甲"}, {"FaceID": "g", "DeviceID": CAMERA}]

    async def scene(door: Door) -> None:
        async with door.web() as web:
            client = Client(web)
            await client.register()
            await client.send("MotorVehicles", vehicles(*sent))
            await client.send("Faces", {"FaceListObject": {"FaceObject": faces}})
            await client.send("Faces", b"{")
            totals = door.journal.totals()
            kinds = ("journalled", "duplicate", "quarantined", "refused", "parked")
            assert totals["received"] == len(sent) + len(faces) + 1
            assert totals["received"] == sum(totals.get(kind, 0) for kind in kinds)

    at_door(scene)


def test_the_object_that_was_quarantined_is_kept_without_its_plate_or_pictures(at_door: Any) -> None:
    async def scene(door: Door) -> None:
        async with door.web() as web:
            client = Client(web)
            await client.register()
            image = {"Type": "01", "Data": "aGVsbG8="}
            task = {
                "CaseID": "case-7",
                "Note": "x",
                "PlateNo": "浙A00000",
                "SubImageList": {"SubImageInfoObject": [image]},
            }
            await client.send("Cases", {"CaseListObject": {"CaseObject": [{"CaseID": "case-6"}, task]}})

            sealed = [row.sealed for row in reversed(door.journal.quarantine())]
            kept = [json.loads(unseal(bytes(range(32)), each)) for each in sealed]
            assert kept == [{"CaseID": "case-6"}, {"CaseID": "case-7", "Note": "x"}]

    at_door(scene)
