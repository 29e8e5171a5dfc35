"""Objects of GA/T 1400 with their keys in the standard's spelling, and the forbidden attributes among them."""

from anlin.gateway.forbidden import FORBIDDEN_NAMES, is_said, names_below
from anlin.gateway.protocols.gat1400.names import MAX_NAME, STANDARD_NAMES, standard_name
from anlin.gateway.reading import Fields

MAX_FIELDS = 600
"""The largest object of the standard has about 100 fields; one beyond this bound is not read at all."""
_NESTED = frozenset({dict, list})


def with_standard_names(sent: Fields) -> Fields:
    """The object with every known key in the standard's spelling; of two spellings of one key the said one wins."""
    if STANDARD_NAMES.issuperset(sent):
        return sent
    fields: Fields = {}
    for key, value in sent.items():
        name = standard_name(key) if len(key) <= MAX_NAME else key
        if name not in fields or (is_said(value) and not is_said(fields[name])):
            fields[name] = value
    return fields


def dropped_from(fields: Fields) -> tuple[str, ...]:
    """Names of forbidden attributes this object carries, at any depth, each once, in order of first appearance."""
    if FORBIDDEN_NAMES.isdisjoint(fields) and _NESTED.isdisjoint(map(type, fields.values())):
        return ()
    return tuple(dict.fromkeys(names_below(fields)))
