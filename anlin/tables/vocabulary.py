"""How tables write kinds and labels, and the codes of what is meant."""

from collections.abc import Callable
from difflib import get_close_matches

from anlin.observations import KIND_CODES, LABEL_CODES

OTHERS = "*"
"""In a mapping's `values`: every text that is not named."""

# How sensors' logs commonly write what the vocabulary names otherwise. A mapping's own `values` come first.
_KIND_WORDS = {
    "motion": "ir_motion", "pir": "ir_motion", "door": "door_state", "contact": "door_state", "magnetic": "door_state",
    "pressure": "zone_occupied", "mat": "zone_occupied", "flush": "water_use",
}  # fmt: skip
_LABEL_WORDS = {"close": "closed", "motion": "on", "opened": "open", "no_motion": "off", "true": "on", "false": "off"}

_WORDS = {"kind": (_KIND_WORDS, KIND_CODES), "label": (_LABEL_WORDS, LABEL_CODES)}
CODED = tuple(_WORDS)
"""Fields whose texts are of the vocabulary."""


def reader_of(field: str, meanings: dict[str, str]) -> Callable[[str], int | None]:
    """Gives the code of a text of the table, None if it has no meaning. `meanings`: the mapping's own."""

    def code(text: str) -> int | None:
        if text in meanings or OTHERS in meanings:
            return code_of(field, meanings.get(text, meanings.get(OTHERS, "")).strip().lower())
        return code_of(field, text.lower().replace(" ", "_").replace("-", "_"))

    return code


def code_of(field: str, word: str) -> int | None:
    words, codes = _WORDS[field]
    return codes.get(word, codes.get(words.get(word, "\0")))


def near(field: str, word: str) -> list[str]:
    """Names of the vocabulary that may have been meant, the nearest first."""
    return get_close_matches(word, [name for name in _WORDS[field][1] if name], 3)
