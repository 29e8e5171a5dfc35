"""LU-07: police see one home's location and its alert, while the alert is open and for an hour at most."""

import pytest
from django.db import IntegrityError, transaction

from anlin.access.audit import Notes
from anlin.access.counting import counted
from anlin.alerts.conftest import MINUTE, NOON
from anlin.alerts.models import Alert
from anlin.care.emergency import LASTS, NotOpened, close_access, end_over, open_access, show_door
from anlin.care.models import EmergencyAccess
from anlin.notify.models import Message
from anlin.notify.planning import take_calls
from anlin.residents.conftest import DOOR
from anlin.residents.models import Notice, Reveal

CHANNELS = frozenset({"in_app"})


@pytest.fixture
def dispatcher(person, town):
    return person("dispatcher", town.compound)


@pytest.fixture
def officer(person, town):
    return person("community_officer", town.community)


@pytest.fixture
def access(says, dispatcher):
    return open_access(says(), "门反锁，无人应答", dispatcher, NOON)


def seen_by(user, at: int) -> int:
    return EmergencyAccess.objects.visible_to(user.acting("emergency.read")).open_at(at).count()


def test_lu_07_police_see_no_care_alert_with_an_access_or_without(says, access, officer):
    assert Alert.objects.visible_to(officer).count() == 0
    assert seen_by(officer, NOON) == 1


def test_lu_07_without_an_open_access_police_see_nothing(says, officer):
    says()
    assert (Alert.objects.visible_to(officer).count(), seen_by(officer, NOON)) == (0, 0)


@pytest.mark.parametrize(("after", "seen"), [(LASTS - 1, 1), (LASTS, 0)])
def test_lu_07_an_access_ends_after_sixty_minutes(access, officer, after, seen):
    assert seen_by(officer, NOON + after) == seen
    assert end_over(NOON + after) == 1 - seen


def test_lu_07_an_access_ends_with_its_alert(access, officer):
    Alert.objects.update(work_state="archived", archived_at=NOON)
    assert seen_by(officer, NOON + MINUTE) == 0
    assert end_over(NOON + MINUTE) == 1


def test_lu_07_who_asked_can_end_it_sooner(access, officer):
    close_access(access, NOON + MINUTE)
    assert seen_by(officer, NOON + MINUTE) == 0


def test_lu_07_the_database_keeps_no_access_longer_than_an_hour(access):
    with pytest.raises(IntegrityError), transaction.atomic():
        EmergencyAccess.objects.update(until_at=NOON + LASTS + 1)


def test_lu_07_the_family_is_told(home, access):
    told = [(row.resident_id, row.contact_id) for row in Notice.objects.filter(kind="emergency")]
    assert sorted(told, key=str) == sorted([(home.elder.pk, None), (None, home.son.pk)], key=str)


def test_lu_07_police_of_the_place_are_called_and_nobody_elsewhere(access, officer, person, town):
    elsewhere = person("community_officer", town.elsewhere)
    take_calls(NOON, CHANNELS)
    told = set(Message.objects.values_list("user", flat=True))
    assert officer.pk in told
    assert elsewhere.pk not in told


def test_lu_07_police_elsewhere_see_nothing_of_it(access, person, town):
    assert seen_by(person("community_officer", town.elsewhere), NOON) == 0


def test_lu_07_the_door_is_shown_for_minutes_and_the_resident_sees_that_it_was(home, access, officer):
    notes = Notes()
    with counted() as opened:
        shown = show_door(access, officer, notes, NOON)
    assert (shown.text, shown.shown_until) == (DOOR, NOON + 5 * MINUTE)
    assert opened == notes.shown == {f"home:{home.dwelling.pk}"}
    look = Reveal.objects.get(resident=home.elder)
    assert (look.field_class, look.role, look.purpose) == ("door", "community_officer", "elder_care")


def test_lu_07_a_door_is_shown_no_longer_than_the_access_lasts(access, officer):
    with counted():
        assert show_door(access, officer, Notes(), access.until_at - MINUTE).shown_until == access.until_at


def test_lu_07_one_access_at_a_time_with_its_reason_for_open_care_alerts_only(says, dispatcher, access):
    alert = Alert.objects.with_places().get()
    with pytest.raises(NotOpened, match="asked already"):
        open_access(alert, "x", dispatcher, NOON)
    with pytest.raises(NotOpened, match="why"):
        open_access(alert, " ", dispatcher, NOON + LASTS)
    assert open_access(alert, "仍无人应答", dispatcher, NOON + LASTS).until_at == NOON + 2 * LASTS
    alert.work_state = "archived"
    with pytest.raises(NotOpened, match="over"):
        open_access(alert, "x", dispatcher, NOON)
    alert.work_state, alert.model = "dispatched", "ebike_in_building"
    with pytest.raises(NotOpened, match="care"):
        open_access(alert, "x", dispatcher, NOON)
