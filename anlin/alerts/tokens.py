"""The token of one applied transition, by which applying it twice is noticed."""

from hashlib import blake2b
from struct import pack

from anlin.engine import Condition


def token_of(condition: Condition) -> int:
    """63 bits of (id, what, level, suspected, instant): the same transition always has the same token."""
    packed = pack("<qBBBq", condition.id, condition.what, condition.level, condition.suspected, condition.at)
    return int.from_bytes(blake2b(packed, digest_size=8).digest(), "little") >> 1
