"""LU-71: a generated corpus of bad inputs: no crash, no forbidden value out, no good neighbour lost."""

import json
import random
from typing import Any

import msgspec
import pytest

from anlin.gateway.decoded import Item, Seen
from anlin.gateway.protocols.gat1400 import decode

CAMERA = "33010299011210000253"
CANARY = "金丝雀"
GOOD = {"MotorVehicleID": "good", "DeviceID": CAMERA, "PlateNo": "浙A00000", "PassTime": "20260105083000"}
CORPUS: list[dict[str, Any]] = [
    {"MotorVehicleListObject": {"MotorVehicleObject": [{**GOOD, "InOut": "in", "SubImageList": {"SubImageInfoObject": [
        {"Type": "01", "Data": "/9j/4AAQ", "ShotTime": "20260105083000"}]}}, GOOD]}},
    {"FaceListObject": {"FaceObject": [{"FaceID": "f", "DeviceID": CAMERA, "EthicCode": CANARY, "Name": CANARY,
        "SubImageList": {"SubImageInfoObject": [{"Type": "11", "Data": "/9j/4AAQ"}]}}]}},
    {"personListObject": {"personObject": [{"personID": "p", "skinColor": CANARY, "personAppearTime": 1767573000000}]}},
    {"SubscribeNotificationListObject": {"SubscribeNotificationObject": [{"NotificationID": "n", "DeviceStatusList": {
        "APEStatusObject": [{"ApeID": CAMERA, "IsOnline": "2", "CurrentTime": "20260105083000"}]}}]}},
    {"ImageListObject": {"Image": [{"ImageInfo": {"ImageID": "i", "EventSort": 20, "DeviceID": CAMERA},
        "FaceList": {"FaceObject": [{"FaceID": "f", "FacialFeature": CANARY}]}, "Data": "/9j/4AAQ"}]}},
    {"APEListObject": {"APEObject": [{"ApeID": CAMERA, "Name": "门", "Password": CANARY, "Longitude": 121.5}]}},
    {"PersonInfoListObject": {"PersonInfoObject": [{"PersonID": "1", "Religion": CANARY, "PhotoData": CANARY}]}},
]  # fmt: skip
HOSTILE: list[Any] = [
    None, True, False, 0, -1, 99, 10**30, -(10**30), 1e308, "", " ", "null", "99", "\x00", "x" * 5000, [], {}, [[]],
    [None], {"": ""}, "20261399999999", "99999999999999999", "data:image/jpeg;base64,", "١٢٣٤٥٦٧٨٩٠١٢٣٤",
    {"MotorVehicleObject": {"MotorVehicleObject": {}}},
]  # fmt: skip


def damaged(value: Any, dice: random.Random) -> Any:
    """The message with a few of its values, keys or wrappers replaced."""
    if dice.random() < 0.06:
        return dice.choice(HOSTILE)
    if isinstance(value, dict):
        return {
            (
                key.lower() if dice.random() < 0.05 else key[: dice.randrange(9)] if dice.random() < 0.02 else key
            ): damaged(inner, dice)
            for key, inner in value.items()
            if dice.random() > 0.02
        }
    if isinstance(value, list):
        return [damaged(inner, dice) for inner in value]
    return value


def torn(body: bytes, dice: random.Random) -> bytes:
    """The body with bytes flipped, cut off, doubled or put in."""
    sent = bytearray(body)
    for _ in range(dice.randrange(1, 4)):
        place = dice.randrange(len(sent) or 1)
        match dice.randrange(4):
            case 0:
                sent[place : place + 1] = bytes([dice.randrange(256)])
            case 1:
                del sent[place:]
            case 2:
                sent[place:place] = sent[place : place + dice.randrange(40)]
            case _:
                sent[place:place] = dice.choice([b'"', b"{", b"]", b"\xff", b"\\u", b":", b"\x00"])
    return bytes(sent)


def test_lu_71_a_hundred_thousand_bad_inputs_never_crash_the_decoder() -> None:
    dice = random.Random(1400)
    paths = ["", "/VIID/MotorVehicles", "/VIID/Faces", "/VIID/SubscribeNotifications", "/VIID/Images", "/VIID/APEs"]
    bodies = [json.dumps(message, ensure_ascii=False).encode() for message in CORPUS]
    encode = msgspec.json.Encoder().encode
    for n in range(100_000):
        which = n % len(CORPUS)
        body = encode(damaged(CORPUS[which], dice)) if n % 2 else torn(bodies[which], dice)
        for item in decode(paths[n % len(paths)], body, {"user-identify": CAMERA}, 0):
            if n % 2:
                # Whole values: torn bytes may tear a key, and then its value is nobody's field any more.
                assert CANARY not in str(msgspec.to_builtins(item)), body


@pytest.mark.long
@pytest.mark.parametrize("quarter", range(4))
def test_lu_71_a_million_torn_bodies_never_crash_the_decoder(quarter: int) -> None:
    dice = random.Random(f"71 {quarter}")
    bodies = [json.dumps(message, ensure_ascii=False).encode() for message in CORPUS]
    for n in range(250_000):
        for item in decode("", torn(bodies[n % len(bodies)], dice), {}, 0):
            assert isinstance(item, Item)


def test_a_bad_object_never_takes_its_good_neighbours_with_it() -> None:
    dice = random.Random(20)
    for n in range(2_000):
        bad = damaged({**GOOD, "Vendor": CORPUS[n % len(CORPUS)]}, dice)
        sent = [{**GOOD, "MotorVehicleID": f"good-{k}"} for k in range(19)]
        place = dice.randrange(20)
        sent.insert(place, bad)
        found = decode("", json.dumps({"MotorVehicleListObject": {"MotorVehicleObject": sent}}).encode(), {}, 0)

        assert sum(isinstance(item, Seen) and item.item.startswith("good-") for item in found) == 19
