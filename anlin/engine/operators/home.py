"""The memory of one home that `inactivity` follows: a row of the pool, as long as the home's consent (LU-37).

All integers; microseconds. `rhythm.py` says what is learned, `mats.py` what is known of mats.
"""

MINUTE, HOUR, DAY = 60_000_000, 3_600_000_000, 24 * 3_600_000_000

# Contexts of a pause: what was heard last says where the person rests.
ROOM, BED, SEAT, AT_DOOR = 0, 1, 2, 3
CONTEXTS = 4

# Places in the memory.
CONTEXT, PLACE, DOOR_AT, ARRIVED, BLIP_AT, LIT, LIT_SINCE, SAYS_OFF = range(8)
WATCHED, HAS_BED, SENSED, AHEAD, WAIT, TOLD, DECAYED, RAN = range(8, 16)
QUIET_FROM, QUIET_TO, NIGHT, NIGHT_BED, NIGHT_RISE, NIGHTS = range(16, 22)
LATEST_RISE, EARLIEST_BED, REPEATED, COUNTS, HAS_DOOR, USUAL_BED = 22, 23, 24, 25, 26, 27
SICK, IS_STUCK, SHIFT, BLIP_BY, BLIPS, CAME_BY, LIES_SINCE = range(28, 35)
RISES = 35
KEPT = 14
"""Nights that are remembered."""
BEDS = RISES + KEPT
MATS = BEDS + KEPT
MATS_KEPT = 6
"""Mats of one home that can be told apart; each keeps its device, since when it is occupied, its context, doubts."""
PAUSES = MATS + 4 * MATS_KEPT
VAIN = PAUSES + CONTEXTS * 24
"""How often the person was asked in vain about a pause that began at this hour of the local day, lately."""
SLEPT = VAIN + 24
"""How much of each hour of the local day was slept, lately."""
STATES = SLEPT + 24
STATES_KEPT = 64
"""Contacts, bolts and taps of one home whose last state is known; of further ones, each takes another's place."""
MEMORY = STATES + STATES_KEPT
