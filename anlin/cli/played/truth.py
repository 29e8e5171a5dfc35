"""How the platform of the live show does against what really happened: only the world knows it, so only a demo can say.

An incident that still goes on counts once it was told of: whether it will be is not known yet.
"""

from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from anlin.demo.board import Truth
    from anlin.demo.world import World

UNTOLD = ("device_upkeep",)
"""The world writes down what happens to people and places, not which of its own machines stopped."""


def truth_of(world: "World") -> "list[Truth]":
    """The figures of each model that has an alert or an incident. Reads the alerts; Django must be set up."""
    from anlin.alerts.models import Alert
    from anlin.demo.board import Truth
    from anlin.demo.town import is_told
    from anlin.engine.scoring import Incident, ScoredAlert, score
    from anlin.observations.instants import iso

    rows = Alert.objects.filter(shadow=False).exclude(model__in=UNTOLD)
    alerts = [
        ScoredAlert(model=model, opened_at=iso(opened_at), area=area or "", zone=zone or "", suspected=suspected)
        for model, opened_at, area, zone, suspected in rows.values_list(
            "model", "opened_at", "area__code", "zone__code", "suspected"
        )
        # The world of the story knows nothing of the city around it, which lives by itself.
        if is_told(area or "")
    ]
    told = {(alert.model, place) for alert in alerts for place in (alert.zone, alert.area)}
    incidents = [
        msgspec.convert(incident.row(world.now), Incident)
        for incident in tuple(world.incidents)
        if incident.end is not None or (incident.model, incident.zone or incident.area) in told
    ]
    return [
        Truth(model=name, **{field: figures[field] for field in Truth.__struct_fields__ if field != "model"})
        for name, figures in score(alerts, incidents).items()
    ]
