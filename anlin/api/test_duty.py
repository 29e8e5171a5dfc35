"""The roster as those who plan it use it."""

from anlin.notify.models import Duty
from anlin.observations.clock import system_clock
from anlin.observations.instants import DAY, HOUR, iso


def shift(user, begins, length=8 * HOUR):
    now = system_clock()
    return {"user": user.pk, "begins_at": iso(now + begins), "ends_at": iso(now + begins + length)}


def test_whoever_has_shifts_is_on_duty_within_them_only(as_role, person, town):
    manager, guard = as_role("property_manager"), person("property_guard", town.compound)

    def state():
        return next(row["state"] for row in manager.get("/api/duty").json() if row["who"]["id"] == guard.pk)

    assert state() == "unrostered"
    made = manager.post("/api/duty", shift(guard, HOUR)).json()
    assert state() == "off"
    assert manager.post("/api/duty", shift(guard, -HOUR)).status_code == 200
    assert state() == "on"
    assert manager.send("DELETE", f"/api/duty/{made['id']}").status_code == 200
    assert Duty.objects.count() == 1


def test_a_shift_ends_after_it_begins_and_within_a_week(as_role, person, town):
    manager, guard = as_role("property_manager"), person("property_guard", town.compound)
    for length in (0, -HOUR, 7 * DAY + 1_000_000):
        assert manager.post("/api/duty", shift(guard, HOUR, length)).status_code == 422
    assert not Duty.objects.exists()


def test_nobody_plans_people_of_another_place(as_role, person, town):
    manager, stranger = as_role("property_manager"), person("property_guard", town.neighbour)
    assert stranger.pk not in [row["who"]["id"] for row in manager.get("/api/duty").json()]
    assert manager.post("/api/duty", shift(stranger, HOUR)).status_code == 404
    kept = Duty.objects.create(user=stranger, begins_at=1, ends_at=2)
    assert manager.send("DELETE", f"/api/duty/{kept.pk}").status_code == 404
