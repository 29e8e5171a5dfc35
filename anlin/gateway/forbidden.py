"""Attributes of persons that devices offer and Anlin never takes: the dictionary every decoder counts by.

Decoders are allow-lists, so none of these could pass anyway; the dictionary exists to *count* what was left out
(`dropped`) and to let a test prove that nothing slipped through. Sources: `docs/lawful-use.md` LU-32, LU-F1 to LU-F4;
names as in GA/T 1400.3 and the vendors' own interfaces.
"""

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

FORBIDDEN: dict[str, tuple[str, ...]] = {
    # LU-F2: ethnicity, religion, origin, politics, citizenship, speech.
    "origin and belief": (
        "EthicCode", "Ethic", "Ethnic", "EthnicCode", "Ethnicity", "Nation", "NationCode", "Race", "Religion",
        "PoliticsStatus", "PoliticalStatus", "PartyMember", "Party", "NationalityCode", "Nationality",
        "NativeCityCode", "NativePlace", "ChineseAccentCode", "Accent", "ImmigrantTypeCode", "IsForeigner",
        "PassportType", "Uygur", "Uyghur", "Minority",
    ),
    # LU-F2: household-registration origin and migrant status.
    "household registration": (
        "RegistrationType", "PopulationType", "HouseholdType", "RegistrationPlaceCode", "RegistrationPlaceAddress",
        "ResidenceAdminDivision", "HouseholdRegisterType",
    ),
    # LU-32: estimated age and sex, skin, emotion.
    "estimated sex, age, feeling": (
        "GenderCode", "Gender", "Sex", "AgeUpLimit", "AgeLowerLimit", "Age", "AgeGroup", "AgeRange", "AgeSegment",
        "Birthday", "SkinColor", "Complexion", "Emotion", "Expression", "FaceExpression", "Smile", "Attractive",
        "Beauty", "Mood",
    ),
    # LU-F1, LU-32: what a face, body, gait or voice looks like, and what recognises it.
    "face and body": (
        "FacialFeature", "FaceStyle", "PhysicalFeature", "BodyFeature", "BodySpeciallMark", "BodySpecialMark",
        "EyebrowStyle", "EyeStyle", "NoseStyle", "MustacheStyle", "LipStyle", "WrinklePouch", "WriklePouch",
        "AcneStain", "FreckleBirthmark", "ScarDimple", "OtherFeature", "Attitude", "HairStyle", "HairColor", "Beard",
        "BodyType", "HeightUpLimit", "HeightLowerLimit", "FeatureInfo", "FeatureInfoObject", "FeatureData",
        "FeatureValue", "FeatureList", "FeatureObject", "LongFeature", "ShortFeature", "Embedding", "FaceFeature",
        "Eye", "Mouth", "PhotoData", "FaceData", "FacePicData", "FaceImage", "Gait", "GaitFeature", "Voiceprint",
        "Similaritydegree", "Similarity", "IsLiving", "LivenessScore",
    ),
    # What is watched is an act, never dress or appearance (LU-32).
    "dress": (
        "GlassStyle", "GlassColor", "Glass", "Glasses", "CapStyle", "CapColor", "Cap", "Hat", "RespiratorColor",
        "RespiratorStyle", "Mask", "ScarfColor", "UmbrellaColor", "BagStyle", "BagColor", "CoatStyle", "CoatLength",
        "CoatColor", "TrousersStyle", "TrousersColor", "TrousersLen", "ShoesStyle", "ShoesColor", "UpperType",
        "LowerType", "JacketColor", "TrousersType", "HabitualMovement", "Gesture", "AppendantDescription", "Appendant",
    ),
    # LU-F3, LU-F4: labels, ranks and suspicions put on a person; "key person" lists.
    "labels on persons": (
        "IsSuspectedTerrorist", "SuspectedTerroristNumber", "SuspectedTreeoristNumber", "IsCriminalInvolved",
        "CriminalInvolvedSpecilisationCode", "CrimeMethod", "CrimeCharacterCode", "EscapedCriminalNumber",
        "IsDetainees", "DetentionHouseCode", "DetaineesIdentity", "DetainessIdentity", "DetaineesSpecialIdentity",
        "MemberTypeCode", "IsVictim", "VictimType", "InjuredDegree", "CorpseConditionCode", "IsSuspiciousPerson",
        "SpecialPersonClass", "KeyPerson", "KeyPersonType", "PersonLabel", "RiskLevel", "TrustLevel", "IsSuspect",
        "PetitionHistory", "FaceLibType", "RecommendedClassification",
    ),
    # Health, family and livelihood: needed by no model, so never taken (LU-09, LU-F2, PIPL 6).
    "health, family, livelihood": (
        "MaritalStatus", "Education", "JobCategory", "PersonOrg", "BloodType", "MedicalRecord", "Disease", "Disability",
        "FamilyPlanning", "AccompanyNumber", "TripMode", "HealthCode", "BodyTemperature", "Stature",
    ),
    # LU-31: of a home only the event is taken, never what a radar or microphone heard, nor breath, pulse and sleep.
    "raw sensing of a home": (
        "RawData", "RawFrame", "RawSignal", "RadarData", "RadarFrame", "RadarRaw", "PointCloud", "IQData",
        "RangeDoppler", "MicroDoppler", "TargetPoints", "TargetTrack", "Audio", "AudioData", "AudioClip", "AudioUrl",
        "SoundClip", "Waveform", "Spectrogram", "Transcript", "BreathRate", "RespirationRate", "HeartRate", "Pulse",
        "SleepStage", "SleepScore", "SleepReport", "Snore", "Posture", "BodyMovement", "DailyReport",
        "ActivityProfile",
    ),
    # Phone and Wi-Fi identifiers of passers-by, accounts: needed by no model, so never taken (PIPL 6).
    "identifiers of things people carry": ("IMEI", "IMSI", "WifiMac", "PhoneMac", "BankAccount", "AccountNo", "Iccid"),
    # Secrets that devices send unasked.
    "secrets": ("Password", "UserId", "PinCode", "UserPassword"),
}  # fmt: skip
"""Group of names by reason. Spelling is the standard's; comparison is by `folded`."""


def folded(name: str) -> str:
    """The name without case, blanks and punctuation: `ethic_code`, `ethicCode` and `EthicCode` are one name."""
    return "".join(letter for letter in name.lower() if letter.isalnum())


FORBIDDEN_NAMES: frozenset[str] = frozenset(name for names in FORBIDDEN.values() for name in names)
_STANDARD: dict[str, str] = {folded(name): name for name in sorted(FORBIDDEN_NAMES, reverse=True)}
_UNSAID: tuple[Any, ...] = ("", "99", 99, "null", "NULL", "None", "-", "unknown", "_无_", "无", "未知")


def forbidden_name(name: str) -> str:
    """The dictionary's spelling of an attribute's name, or "" if the dictionary does not have it."""
    return _found(name) if len(name) <= 64 else ""


@lru_cache(maxsize=4096)
def _found(name: str) -> str:
    return _STANDARD.get(folded(name), "")


def is_said(value: object) -> bool:
    """Whether a sent value says anything: null, "", empty lists and the code 99 mean "unknown"."""
    if value is None or value is False:
        return False
    if isinstance(value, str):
        return value.strip() not in _UNSAID
    if isinstance(value, list | dict):
        return bool(value)
    return value not in _UNSAID


def names_below(value: object, *, depth: int = 8) -> Iterable[str]:
    """Dictionary names of forbidden attributes that say something, anywhere in a message, each as often as it occurs.

    `depth`: levels looked into; deeper ones are never read by a decoder either.
    """
    if depth == 0:
        return
    if isinstance(value, dict):
        for key, inner in value.items():
            name = forbidden_name(key)
            if name and is_said(inner):
                yield name
            elif isinstance(inner, dict | list):
                yield from names_below(inner, depth=depth - 1)
    elif isinstance(value, list):
        for inner in value:
            if isinstance(inner, dict | list):
                yield from names_below(inner, depth=depth - 1)
