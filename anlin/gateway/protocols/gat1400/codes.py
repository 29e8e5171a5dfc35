"""Code tables of GA/T 1400 that Anlin reads: events, behaviours, vehicles, colours, device types.

Source: GA/T 1400.3; `docs/gat1400.md` section 9; kinds and labels: `anlin/observations/kinds.py`.
"""

from anlin.observations.kinds import kind_code, label_code

PERSON = kind_code("person_detected")
VEHICLE = kind_code("vehicle_detected")
PLATE = kind_code("plate_read")
EBIKE = kind_code("ebike_detected")
BEHAVIOR = kind_code("behavior_detected")
PERIMETER = kind_code("perimeter_alarm")
LEFT_OBJECT = kind_code("left_object")
PEOPLE_COUNT = kind_code("people_count")

NONMOTOR = label_code("nonmotor")
EBIKE_LABEL = label_code("ebike")
_PASSAGES = {
    "in": ("in", "进", "入", "进场", "入场", "入口", "驶入", "enter", "entry", "entrance"),
    "out": ("out", "出", "出场", "离场", "出口", "驶出", "leave", "exit"),
}
PASSAGE = {word: label_code(label) for label, words in _PASSAGES.items() for word in words}

EVENT_SORTS: dict[int, tuple[int, int]] = {
    1: (VEHICLE, 0),
    2: (PERSON, 0),
    3: (BEHAVIOR, label_code("fight")),
    4: (BEHAVIOR, label_code("run")),
    8: (PERSON, 0),
    9: (PERSON, 0),
    10: (PERSON, 0),
    12: (VEHICLE, 0),
    16: (VEHICLE, 0),
    19: (PERIMETER, label_code("tripwire")),
    20: (PERIMETER, label_code("intrusion")),
    21: (BEHAVIOR, label_code("wrong_way")),
    22: (BEHAVIOR, label_code("loiter")),
    23: (LEFT_OBJECT, 0),
}
"""EventSort of a scene, image, clip or label -> (kind, label); sorts without an entry are evidence only."""

COMPARISONS = frozenset({11, 13})
"""EventSort of face and vehicle comparison: a match made outside, refused by law (LU-25: a hit needs our own list)."""

BEHAVIORS: dict[int, tuple[int, int]] = {
    2: (BEHAVIOR, label_code("loiter")),
    4: (BEHAVIOR, label_code("fight")),
}
"""`Behavior` of a person -> (kind, label): the act only, never who. Following and phoning have no kind."""

LABEL_NAMES: dict[str, tuple[int, int]] = {
    "fight": (BEHAVIOR, label_code("fight")),
    "fall": (BEHAVIOR, label_code("fall")),
    "intrusion": (PERIMETER, label_code("intrusion")),
    "loitering": (BEHAVIOR, label_code("loiter")),
}
"""`LabelName` of a video label as one simulator writes it."""

_CLASSES = {"K1": "bus", "K2": "bus", "K3": "car", "K4": "car", "H": "truck", "Q": "truck", "M": "motorcycle"}


def vehicle_label(vehicle_class: str) -> int:
    """Label of a GA 24.4 vehicle class: K1, K2 buses, K3, K4 cars, H and Q lorries, M motorcycles; 0 for others."""
    upper = vehicle_class[:2].upper()
    name = _CLASSES.get(upper) or _CLASSES.get(upper[:1])
    return label_code(name) if name else 0


_ELECTRIC_WORDS = ("电动", "电瓶", "电单车", "电自行车", "ebike", "e-bike", "electric", "electro")
# F7 electric bicycle, F6 assisted bicycle (GA 17.6 ways of traffic); 02 and 04 as ty-wssf/fliad-viid numbers its types.
_ELECTRIC_CODES = frozenset({"F6", "F7", "02", "04"})


def is_electric(*types: str) -> bool:
    """Whether a non-motor vehicle is typed electric: by word in any field, by code in the first."""
    if any(word in each.lower().replace("非电动", "") for each in types for word in _ELECTRIC_WORDS):
        return True
    return bool(types) and types[0].upper() in _ELECTRIC_CODES


_COLOURS = {
    1: "black", 2: "white", 3: "grey", 4: "red", 5: "blue", 6: "yellow", 7: "orange", 8: "brown", 9: "green",
    10: "purple", 11: "cyan", 12: "pink", 13: "transparent",
}  # fmt: skip
_COLOUR_WORDS = {
    "黑": "black", "白": "white", "灰": "grey", "银": "grey", "红": "red", "蓝": "blue", "黄": "yellow", "橙": "orange",
    "棕": "brown", "褐": "brown", "绿": "green", "紫": "purple", "青": "cyan", "粉": "pink",
}  # fmt: skip


def colour(code: int, word: str) -> str:
    """English name of a colour code or of a Chinese colour word (`蓝`, `蓝色`); "" for unknown."""
    return _COLOURS.get(code) or _COLOUR_WORDS.get(word[:1], "")


_DEVICE_TYPES = {
    "119": "capture", "120": "capture_system", "121": "tollgate", "125": "door", "131": "camera", "132": "camera",
    "216": "community", "503": "library",
}  # fmt: skip


def device_type(identifier: str) -> str:
    """What digits 11 to 13 of a 20-digit id say the device is; "" for unknown."""
    return _DEVICE_TYPES.get(identifier[10:13], "") if len(identifier) >= 20 else ""
