"""The one record that every room shares; knows nothing of the others."""

from anlin.observations.columns import DTYPES, SCHEMA, arrays_of, batch_of, empty_batch, from_bytes, to_bytes
from anlin.observations.ids import DeviceIds, condition_id, observation_id, subject_token
from anlin.observations.kinds import (
    KIND_CODES,
    KINDS,
    LABEL_CODES,
    LABELS,
    UnknownName,
    kind_code,
    kind_codes,
    label_code,
    label_codes,
)
from anlin.observations.plates import normal_plate
from anlin.observations.quality import NEVER_PAGES, Quality
from anlin.observations.registry import (
    AreaRow,
    Arming,
    DeviceRow,
    DwellingRow,
    Override,
    Registry,
    ZoneRow,
    registry_from_bytes,
    registry_to_bytes,
)

__all__ = [
    "DTYPES",
    "KINDS",
    "KIND_CODES",
    "LABELS",
    "LABEL_CODES",
    "NEVER_PAGES",
    "SCHEMA",
    "AreaRow",
    "Arming",
    "DeviceIds",
    "DeviceRow",
    "DwellingRow",
    "Override",
    "Quality",
    "Registry",
    "UnknownName",
    "ZoneRow",
    "arrays_of",
    "batch_of",
    "condition_id",
    "empty_batch",
    "from_bytes",
    "kind_code",
    "kind_codes",
    "label_code",
    "label_codes",
    "normal_plate",
    "observation_id",
    "registry_from_bytes",
    "registry_to_bytes",
    "subject_token",
    "to_bytes",
]
