"""How maintenance, mute and drill look in answers."""

from ninja import Schema

from anlin.alerts.models import Mode
from anlin.alerts.modes import KIND_WORDS
from anlin.api.session import Text
from anlin.api.shapes import Instant, PersonRef, Ref, instant, person, ref, text
from anlin.observations.instants import iso


class ModeShape(Schema):
    """A mode with its scope: `zone` or `device` where it is for one only, `model` empty where it is for all."""

    id: int
    kind: str
    name: Text
    area: Ref | None
    zone: Ref | None
    device: Ref | None
    model: str
    why: str
    set_by: PersonRef | None
    begins_at: Instant
    ends_at: Instant
    ended_at: Instant | None
    ended_by: PersonRef | None


def mode_shape(mode: Mode) -> ModeShape:
    return ModeShape(
        id=mode.pk,
        kind=mode.kind,
        name=text(KIND_WORDS[mode.kind]),
        area=ref(mode.area),
        zone=ref(mode.zone),
        device=ref(mode.device),
        model=mode.model,
        why=mode.why,
        set_by=person(mode.set_by),
        begins_at=iso(mode.begins_at),
        ends_at=iso(mode.ends_at),
        ended_at=instant(mode.ended_at),
        ended_by=person(mode.ended_by),
    )
