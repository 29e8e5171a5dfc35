"""The routes of alerts as a browser uses them."""

import re

import pytest

from anlin.access.models import AuditRecord
from anlin.alerts.models import Alert


def test_a_guard_takes_an_alert_the_whole_way(as_role, raise_alert, town):
    alert = raise_alert()
    guard, manager = as_role("property_guard"), as_role("property_manager")
    path = f"/api/alerts/{alert.pk}"
    shown = guard.get(path).json()
    assert shown["actions"][:2] == ["claim", "accept"]
    assert re.fullmatch("芙蓉一区 1 号楼电梯：电动车进楼，已 .*。", shown["line"]["zh"])
    for action, body in (("accept", {}), ("arrive", {}), ("resolve", {"verdict": "true", "note": "已推出"})):
        answer = guard.post(f"{path}/{action}", body)
        assert answer.status_code == 200, answer.content
    assert guard.post(f"{path}/verify").status_code == 403
    done = manager.post(f"{path}/verify").json()
    assert (done["work_state"], done["verdict"]) == ("archived", "true")
    assert [step["action"] for step in done["timeline"]] == ["open", "accept", "arrive", "resolve", "verify"]
    assert done["timeline"][3]["after"]["verdict"] == "true"


def test_who_comes_second_is_told_who_was_first(as_role, raise_alert):
    alert = raise_alert()
    first, second = as_role("property_guard"), as_role("property_guard")
    assert first.post(f"/api/alerts/{alert.pk}/accept").status_code == 200
    answer = second.post(f"/api/alerts/{alert.pk}/accept")
    assert answer.status_code == 409
    assert answer.json()["title"]["zh"]


def test_lu_03_another_areas_alert_and_no_alert_are_answered_byte_for_byte_alike(as_role, raise_alert, town):
    foreign = raise_alert(town.neighbour_zone)
    guard = as_role("property_guard")
    for path in ("/api/alerts/{}", "/api/alerts/{}/accept"):
        answers = [
            (guard.get if path.endswith("}") else guard.post)(path.format(number)) for number in (foreign.pk, 987654)
        ]
        assert [answer.status_code for answer in answers] == [404, 404]
        assert answers[0].content == answers[1].content
    assert guard.get("/api/alerts").json() == {"items": [], "total": 0, "next": None}
    assert guard.get(f"/api/alerts?area={town.neighbour.pk}").content == guard.get("/api/alerts?area=99999").content


def test_lu_08_a_guard_neither_lists_nor_counts_nor_finds_a_watch_list_hit(as_role, raise_alert):
    alert = raise_alert(model="watchlist_hit")
    guard, officer = as_role("property_guard"), as_role("community_officer")
    assert guard.get("/api/alerts?model=watchlist_hit").json()["total"] == 0
    assert guard.get(f"/api/alerts/{alert.pk}").status_code == 404
    assert guard.get("/api/situation").json()["open"]["high"] == 0
    assert officer.get("/api/alerts?model=watchlist_hit").json()["total"] == 1


def test_pages_follow_each_other_without_gap_or_repeat(as_role, raise_alert, town):
    wanted = {raise_alert(key=f"zone:{number}").pk for number in range(7)}
    guard = as_role("property_guard")
    for order in ("queue", "newest"):
        seen, cursor = [], ""
        while True:
            page = guard.get(f"/api/alerts?limit=3&order={order}&cursor={cursor}").json()
            seen += [row["id"] for row in page["items"]]
            assert page["total"] == 7
            cursor = page["next"]
            if cursor is None:
                break
        assert len(seen) == 7
        assert set(seen) == wanted


def test_the_most_severe_and_then_the_oldest_comes_first(as_role, raise_alert):
    high, critical, later = raise_alert(key="a"), raise_alert(key="b", model="fire_hazard"), raise_alert(key="c")
    rows = as_role("property_guard").get("/api/alerts").json()["items"]
    assert [row["id"] for row in rows] == [critical.pk, high.pk, later.pk]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("state=open", 1), ("state=waiting", 1), ("state=mine", 0), ("state=archived", 0), ("severity=high,low", 1),
        ("severity=critical", 0), ("model=ebike_in_building", 1), ("q=电梯", 1), ("q=芙蓉 电动车", 1), ("q=没有", 0),
        ("condition=active", 1), ("condition=clear", 0),
    ],
)  # fmt: skip
def test_filters_and_search(as_role, raise_alert, query, found):
    raise_alert()
    assert as_role("property_guard").get(f"/api/alerts?{query}").json()["total"] == found


@pytest.mark.parametrize("query", ["state=nonsense", "severity=x", "cursor=!!", "cursor=W10", "limit=x"])
def test_a_filter_that_means_nothing_is_refused_in_words(as_role, raise_alert, query):
    raise_alert()
    answer = as_role("property_guard").get(f"/api/alerts?{query}")
    assert answer.status_code == 422
    assert answer.json()["title"]["zh"]


@pytest.mark.parametrize("body", [{"verdict": "maybe"}, {}, {"verdict": 3}, []])
def test_a_step_without_what_it_needs_is_refused_and_changes_nothing(as_role, raise_alert, body):
    alert = raise_alert()
    guard = as_role("property_guard")
    guard.post(f"/api/alerts/{alert.pk}/arrive")
    assert guard.post(f"/api/alerts/{alert.pk}/resolve", body).status_code == 422
    assert Alert.objects.get().work_state == "handling"


def test_lu_50_every_request_leaves_exactly_one_record(as_role, raise_alert):
    alert = raise_alert()
    guard = as_role("property_guard")
    for send, path in (
        (guard.get, "/api/alerts"),
        (guard.get, f"/api/alerts/{alert.pk}"),
        (guard.get, "/api/alerts/999"),
        (guard.post, f"/api/alerts/{alert.pk}/accept"),
        (guard.post, f"/api/alerts/{alert.pk}/accept"),
        (guard.get, "/api/situation"),
        (guard.get, "/api/map/areas"),
        (guard.get, "/api/models"),
        (guard.get, "/api/devices"),
        (guard.get, "/api/intake/tallies"),
    ):
        before = AuditRecord.objects.count()
        send(path)
        assert AuditRecord.objects.count() == before + 1, path


def test_the_situation_says_what_waits_and_what_cannot_be_seen(as_role, raise_alert, town):
    raise_alert(key="a")
    raise_alert(model="device_upkeep", rule="unseen", what="UNKNOWN")
    shown = as_role("property_guard").get("/api/situation").json()
    assert re.fullmatch("1 处待处置，最久 .*；芙蓉一区 1 号楼电梯看不见", shown["sentence"]["zh"])
    assert shown["open"] == {"critical": 0, "high": 1, "medium": 0, "low": 0}
    assert [entry["zone"]["id"] for entry in shown["unseen"]] == [town.zone.pk]


def test_a_zone_nobody_watches_and_one_nobody_can_see_are_not_covered(as_role, raise_alert, town):
    shape = {"type": "Polygon", "coordinates": [[[119.5, 35.4], [119.6, 35.4], [119.6, 35.5], [119.5, 35.4]]]}
    type(town.zone).objects.update(shape=shape)
    type(town.zone).objects.create(area=town.compound, code="bare", kind="gate", name_zh="北门", shape=shape)
    guard = as_role("property_guard")

    def zones():
        features = guard.get(f"/api/map/zones?area={town.compound.pk}").json()["features"]
        return {zone["properties"]["name_zh"]: zone["properties"]["watched"] for zone in features}

    assert zones() == {town.zone.name_zh: True, "北门": False}
    assert guard.get("/api/map/states").json()["unseen"] == []
    raise_alert(model="device_upkeep", rule="unseen", what="UNKNOWN")
    assert guard.get("/api/map/states").json()["unseen"] == [town.zone.pk]


def test_the_map_is_sent_once_and_again_when_a_place_changes(as_role, town):
    guard = as_role("property_guard")
    tag = guard.get("/api/map/zones").headers["ETag"]
    again = guard.client.get("/api/map/zones", headers={"if-none-match": tag})
    assert (again.status_code, again.content) == (304, b"")
    town.zone.name_zh = "2 号楼电梯"
    town.zone.save()
    assert guard.client.get("/api/map/zones", headers={"if-none-match": tag}).status_code == 200


def test_a_map_that_somebody_else_may_see_is_not_yours(as_role, town):
    tag = as_role("property_guard").get("/api/map/zones").headers["ETag"]
    neighbour = as_role("property_guard", town.neighbour)
    assert neighbour.client.get("/api/map/zones", headers={"if-none-match": tag}).status_code == 200


def test_a_page_of_alerts_costs_the_same_few_queries_however_many_it_shows(
    as_role, raise_alert, django_assert_max_num_queries
):
    for number in range(30):
        raise_alert(key=f"zone:{number}")
    guard = as_role("property_guard")
    with django_assert_max_num_queries(20):
        assert len(guard.get("/api/alerts").json()["items"]) == 30
