"""Going on patrol, and who learns where patrols are: whoever may send people there, live, and nobody else (LU-36)."""

import json

import pytest

from anlin.alerts.live_rights import rights_of
from anlin.api.live.listener import Listener
from anlin.api.live.patrols import Patrols
from anlin.dispatch import patrols, positions
from anlin.dispatch.models import StaffPosition
from anlin.dispatch.patrols import Out
from anlin.observations.clock import system_clock
from anlin.people.models import RoleGrant, User


class Heard(Listener):
    def __init__(self, user, area=""):
        super().__init__(user=user.pk, session="", proof="", after=0, area=area, patrols=True)
        self.heard = []

    def send(self, frames):
        event, body = frames.decode().strip().split("\ndata: ")
        assert event == "event: patrols"
        self.heard.append(json.loads(body))


@pytest.fixture
def who(town):
    def make(role, area=None):
        user = User.objects.create_user(f"u{User.objects.count()}", "某人")
        RoleGrant.objects.create(user=user, role=role, area=area or town.compound)
        return user

    return make


def out(number, town, lon=119.5, path=None):
    return Out(number, path or town.compound.path, "car", "派出所", "Police station", lon, 35.4)


def present(*listeners):
    rights = rights_of({one.user for one in listeners}, system_clock())
    return {one: rights[one.user] for one in listeners}


def test_first_all_of_them_then_only_what_came_moved_or_went(who, town):
    now = [[out(1, town), out(2, town)], [out(1, town), out(2, town, lon=119.6)], [out(2, town, lon=119.6)]]
    live = Patrols(lambda: now[0])
    desk = Heard(who("dispatcher"))
    live.tell(present(desk))
    assert desk.heard.pop() == {
        "whole": [[n, 119.5, 35.4, "car", "派出所", "Police station"] for n in (1, 2)],
    }
    live.tell(present(desk))
    assert desk.heard == []  # Nothing moved: nothing is said.
    live.look = lambda: now[1]
    live.tell(present(desk))
    assert desk.heard.pop() == {"came": [], "moved": [[2, 119.6, 35.4]], "gone": []}
    live.look = lambda: now[2]
    live.tell(present(desk))
    assert desk.heard.pop() == {"came": [], "moved": [], "gone": [1]}


def test_lu_36_only_who_may_send_people_there_learns_where_patrols_are(who, town):
    desk, guard, neighbour = (
        Heard(who("dispatcher")),
        Heard(who("property_guard")),
        Heard(who("dispatcher", town.neighbour)),
    )
    live = Patrols(lambda: [out(1, town)])
    live.tell(present(desk, neighbour, guard))
    assert (len(desk.heard[0]["whole"]), neighbour.heard, guard.heard) == (1, [{"whole": []}], [{"whole": []}])
    live.keep(list(present(guard).items()))
    assert live._thread is None  # Nobody entitled listens: nothing looks.


def test_lu_04_with_other_rights_one_is_told_anew_what_one_may_see(who, town):
    user = who("dispatcher")
    desk = Heard(user)
    live = Patrols(lambda: [out(1, town)])
    live.tell(present(desk))
    RoleGrant.objects.filter(user=user).update(area=town.neighbour)
    live.tell(present(desk))
    assert desk.heard[1] == {"whole": []}


def test_a_guard_goes_on_patrol_and_comes_back(as_role, town):
    guard = as_role("property_guard")
    assert guard.send("PUT", "/api/tasks/position", {"lon": 119.5, "lat": 35.4}).status_code == 409
    asked = {"area": town.compound.pk, "kind": "foot", "hours": 2}
    made = guard.post("/api/patrols", asked).json()
    assert guard.post("/api/patrols", asked).status_code == 409
    assert guard.get("/api/patrols/own").json()["patrol"] == made
    assert guard.send("PUT", "/api/tasks/position", {"lon": 119.5, "lat": 35.4}).status_code == 204
    assert len(patrols.out_now(system_clock())) == 1
    ended = guard.post("/api/patrols/own/end").json()
    assert (ended["patrol"], ended["areas"][0]["id"]) == (None, town.compound.pk)
    assert not StaffPosition.objects.exists()


def test_nobody_goes_a_patrol_where_they_have_no_post(as_role, town):
    guard = as_role("property_guard")
    asked = {"area": town.neighbour.pk, "kind": "foot", "hours": 2}
    assert guard.post("/api/patrols", asked).status_code == 404


def test_positions_of_two_thousand_are_taken_in_few_questions(who, town, django_assert_max_num_queries):
    people = User.objects.bulk_create([User(username=f"p{n}", name="某人") for n in range(2000)])
    now = system_clock()
    patrols.Patrol.objects.bulk_create(
        [patrols.Patrol(who=one, area=town.compound, kind="foot", begins_at=now, ends_at=now + 10**9) for one in people]
    )
    said = [positions.Said(one.pk, 119.5, 35.4) for one in people]
    with django_assert_max_num_queries(40):
        assert positions.send_many(said, now) == 2000
        assert len(patrols.out_now(now)) == 2000
