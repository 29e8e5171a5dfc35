"""Every action from every state through the routes: by the right person, by the wrong one, twice, out of order.

The table is written from docs/domain.md section 5 and not from the code.
"""

import pytest

from anlin.alerts.models import Alert, WorkChange

WORD = {
    "confirm": {"note": "已比对"}, "reject": {"reason": "误报"}, "escalate": {"reason": "没人接"},
    "hand_over": {"to": "community_officer"}, "resolve": {"verdict": "true"}, "return": {"reason": "没处理干净"},
    "reopen": {"reason": "又发生了"}, "release": {"reason": "是真的"},
}  # fmt: skip
ACTIONS = (
    "claim", "confirm", "dispatch", "reject", "merge", "accept", "arrive", "hand_over", "escalate", "release",
    "resolve", "verify", "return", "reopen",
)  # fmt: skip
NEXT = {
    "triage": {
        "claim": "triage", "confirm": "triage", "dispatch": "dispatched", "reject": "archived", "merge": "merged",
    },
    "dispatched": {
        "claim": "dispatched", "merge": "merged", "accept": "accepted", "arrive": "handling",
        "hand_over": "dispatched", "escalate": "dispatched",
    },
    "accepted": {"arrive": "handling", "hand_over": "dispatched", "escalate": "dispatched"},
    "handling": {"resolve": "feedback", "hand_over": "dispatched", "escalate": "dispatched"},
    "feedback": {"verify": "archived", "return": "handling"},
    "archived": {"reopen": "triage"},
    "merged": {},
}  # fmt: skip
"""State to what may be done there, and where it leads."""
BY_DESK = {"confirm", "dispatch", "reject", "merge", "verify", "return", "reopen"}
WAY = {
    "triage": (), "dispatched": ("dispatch",), "accepted": ("dispatch", "accept"),
    "handling": ("dispatch", "accept", "arrive"), "feedback": ("dispatch", "accept", "arrive", "resolve"),
    "archived": ("dispatch", "accept", "arrive", "resolve", "verify"), "merged": ("merge",),
}  # fmt: skip


@pytest.fixture
def walk(as_role, raise_alert, town):
    """Brings an alert into a state by the routes, each step by whom it concerns: (alert, take)."""
    people = {"guard": as_role("property_guard"), "desk": as_role("dispatcher", town.city)}
    other = raise_alert(key="zone:other")

    def take(alert: Alert, action: str, by: str = ""):
        judges = action in BY_DESK or (action == "claim" and alert.work_state == "triage")
        body = {"into": other.pk} if action == "merge" else WORD.get(action, {})
        alert.refresh_from_db()
        return people[by or ("desk" if judges else "guard")].post(f"/api/alerts/{alert.pk}/{action}", body)

    def bring(state: str) -> Alert:
        alert = raise_alert(suspected=True)
        for action in WAY[state]:
            assert take(alert, action).status_code == 200, action
        alert.refresh_from_db()
        assert alert.work_state == state
        return alert

    return bring, take


@pytest.mark.parametrize("state", NEXT)
def test_from_each_state_only_its_own_actions_lead_on_and_the_rest_change_nothing(walk, state):
    bring, take = walk
    for action in ACTIONS:
        alert = bring(state)
        before = WorkChange.objects.filter(alert=alert).count()
        answer = take(alert, action)
        alert.refresh_from_db()
        steps = WorkChange.objects.filter(alert=alert).count() - before
        if action in NEXT[state]:
            assert (answer.status_code, alert.work_state, steps) == (200, NEXT[state][action], 1), action
        else:
            assert (answer.status_code, alert.work_state, steps) == (409, state, 0), action
        # Out of the way of the next: one open alert of a place.
        Alert.objects.filter(pk=alert.pk).update(key=f"zone:{alert.pk}", work_state="merged")


@pytest.mark.parametrize(
    ("state", "action"),
    [(state, action) for state, moves in NEXT.items() for action, to in moves.items() if to != state],
)
def test_the_same_action_twice_is_done_once(walk, state, action):
    bring, take = walk
    alert = bring(state)
    assert take(alert, action).status_code == 200
    steps = WorkChange.objects.filter(alert=alert).count()
    assert take(alert, action).status_code in (403, 409)
    assert WorkChange.objects.filter(alert=alert).count() == steps


@pytest.mark.parametrize(
    ("state", "action"), [(state, action) for state, moves in NEXT.items() for action in moves if action in BY_DESK]
)
def test_a_guard_neither_judges_nor_verifies(walk, state, action):
    bring, take = walk
    alert = bring(state)
    assert take(alert, action, by="guard").status_code == 403
    alert.refresh_from_db()
    assert alert.work_state == state


@pytest.mark.parametrize("role", ["grid_worker", "community_officer", "property_manager"])
def test_whoever_came_second_neither_arrives_nor_reports_nor_hands_over(walk, as_role, role):
    bring, _ = walk
    second = as_role(role)
    for state, action in (("accepted", "arrive"), ("handling", "resolve")):
        alert = bring(state)
        answer = second.post(f"/api/alerts/{alert.pk}/{action}", WORD.get(action, {}))
        assert (answer.status_code, answer.json()["title"]["zh"]) == (409, "已由他人签收。")
        Alert.objects.filter(pk=alert.pk).update(key=f"zone:{alert.pk}", work_state="merged")


def test_whoever_reported_the_outcome_does_not_verify_it_whatever_their_roles(as_role, raise_alert):
    alert = raise_alert()
    manager = as_role("property_manager")
    for action in ("accept", "arrive", "resolve"):
        assert manager.post(f"/api/alerts/{alert.pk}/{action}", WORD.get(action, {})).status_code == 200
    for action in ("verify", "return"):
        assert manager.post(f"/api/alerts/{alert.pk}/{action}", WORD.get(action, {})).status_code == 403
    assert as_role("property_manager").post(f"/api/alerts/{alert.pk}/verify").status_code == 200


def test_an_alert_merges_neither_into_itself_nor_into_one_that_is_over_or_elsewhere(as_role, raise_alert, town):
    desk = as_role("dispatcher", town.city)
    alert, over = raise_alert(key="zone:a"), raise_alert(key="zone:b")
    elsewhere = raise_alert(town.neighbour_zone)
    Alert.objects.filter(pk=over.pk).update(work_state="archived")
    for into in (alert.pk, over.pk, elsewhere.pk, 999_999, None):
        assert desk.post(f"/api/alerts/{alert.pk}/merge", {"into": into}).status_code == 422
    alert.refresh_from_db()
    assert alert.work_state == "dispatched"


def test_lu_25_lu_29_a_candidate_of_a_list_merges_into_nothing_that_others_see_and_nothing_into_it(
    as_role, raise_alert
):
    officer = as_role("community_officer")
    bike = raise_alert(key="zone:a")
    candidate = raise_alert(model="watchlist_hit", key="entry:1/zone:g")
    for one, into in ((candidate, bike), (bike, candidate)):
        answer = officer.post(f"/api/alerts/{one.pk}/merge", {"into": into.pk})
        assert (answer.status_code, answer.json()["title"]["zh"]) == (422, "这类预警只能并入同类预警。")
    twin = raise_alert(model="watchlist_hit", key="entry:1/zone:h")
    assert officer.post(f"/api/alerts/{twin.pk}/merge", {"into": candidate.pk}).status_code == 200
