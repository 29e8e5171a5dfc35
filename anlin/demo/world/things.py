"""How things look to a detector: how often a frame shows them, and as what. Chosen from what such cameras do, not from
what any rule asks for."""

import random
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Look:
    """A thing in front of a detector: it is reported in `seen` of the frames, as `label` with about this confidence."""

    label: str
    seen: float
    confidence: float
    spread: float

    def frame(self, rng: random.Random) -> float | None:
        """Confidence of this frame, or None when the detector reports nothing."""
        if rng.random() >= self.seen:
            return None
        return min(0.99, max(0.05, rng.gauss(self.confidence, self.spread)))


EBIKE = Look("ebike", 0.94, 0.89, 0.05)
EBIKE_HALF_HIDDEN = Look("ebike", 0.75, 0.82, 0.07)
# What a detector now and then takes for an e-bike; most frames show nothing.
PRAM = Look("ebike", 0.07, 0.58, 0.11)
WHEELCHAIR = Look("ebike", 0.10, 0.61, 0.10)
BICYCLE = Look("ebike", 0.16, 0.66, 0.09)
SCOOTER = Look("ebike", 0.20, 0.67, 0.09)
TROLLEY = Look("ebike", 0.04, 0.52, 0.10)
DELIVERY = Look("ebike", 0.08, 0.56, 0.11)
