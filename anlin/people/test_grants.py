import pytest
from django.core.exceptions import ValidationError

from anlin.observations.clock import system_clock
from anlin.observations.instants import DAY
from anlin.people.models import PermissionNotNamed, RoleGrant, User
from anlin.places.models import Area, Device, PoliceArea, PoliceMapping, RegistryVersion


def seen_by(user, permission="places.read"):
    user = User.objects.get(pk=user.pk)
    return set(Area.objects.visible_to(user.acting(permission)).values_list("code", flat=True))


def test_a_grant_reaches_its_area_and_everything_below(town, person):
    leader = person("grid_leader", town.community)
    assert seen_by(leader) == {"371102001001", "furong-1", "furong-2"}


def test_a_grant_does_not_reach_the_neighbouring_area_or_the_one_above(town, person):
    guard = person("property_guard", town.compound)
    assert seen_by(guard) == {"furong-1"}
    devices = Device.objects.visible_to(User.objects.get(pk=guard.pk).acting("alerts.read"))
    assert list(devices) == [town.device]


def test_a_person_without_a_grant_sees_nothing(town, person):
    assert seen_by(person()) == set()


def test_only_the_grants_that_give_the_permission_count(town, person):
    user = person("property_guard", town.compound)
    RoleGrant.objects.create(user=user, role="property_manager", area=town.neighbour)
    assert seen_by(user, "alerts.read") == {"furong-1", "furong-2"}
    assert seen_by(user, "devices.read") == {"furong-2"}


def test_a_query_limited_to_a_person_needs_a_permission(town, person):
    with pytest.raises(PermissionNotNamed):
        Area.objects.visible_to(person("property_guard", town.compound))


@pytest.mark.parametrize(
    ("valid_from", "valid_to", "counts"), [(-DAY, None, True), (-DAY, -1, False), (DAY, None, False)]
)
def test_a_grant_counts_from_its_first_to_before_its_last_instant(town, person, valid_from, valid_to, counts):
    now = system_clock()
    user = person()
    RoleGrant.objects.create(
        user=user,
        role="property_guard",
        area=town.compound,
        valid_from=now + valid_from,
        valid_to=None if valid_to is None else now + valid_to,
    )
    assert bool(seen_by(user)) is counts


def test_lu_04_a_changed_grant_applies_to_the_next_request(town, person):
    guard = person("property_guard", town.compound)
    assert seen_by(guard) == {"furong-1"}
    RoleGrant.objects.filter(user=guard).update(area=town.neighbour)
    assert seen_by(guard) == {"furong-2"}


def test_lu_05_the_three_officers_are_three_people_without_other_roles(town, person):
    for role, other in [
        ("system_manager", "auditor"),
        ("security_manager", "system_manager"),
        ("auditor", "dispatcher"),
    ]:
        user = person(role)
        with pytest.raises(ValidationError, match="LU-05"):
            RoleGrant.objects.create(user=user, role=other, area=town.city if other == "dispatcher" else None)
    guard = person("property_guard", town.compound)
    with pytest.raises(ValidationError, match="LU-05"):
        RoleGrant.objects.create(user=guard, role="auditor")


def test_an_officers_beat_reaches_the_areas_mapped_to_it(town, person):
    station = PoliceArea.objects.create(code="st-1", kind="station", name_zh="东港派出所")
    beat = PoliceArea.objects.create(code="beat-1", kind="beat", name_zh="一警务区", parent=station)
    PoliceMapping.objects.create(police_area=beat, area=town.compound)
    PoliceMapping.objects.create(police_area=beat, area=town.elsewhere)
    officer = person()
    RoleGrant.objects.create(user=officer, role="community_officer", police_area=station)
    assert seen_by(officer) == {"furong-1", "371102002"}


def test_moving_an_area_moves_everything_below_it(town, person):
    leader = person("grid_leader", town.elsewhere)
    town.community.parent = town.elsewhere
    town.community.save()
    assert seen_by(leader) == {"371102002", "371102001001", "furong-1", "furong-2"}
    assert seen_by(person("grid_leader", town.town)) == {"371102001"}


def test_an_area_cannot_lie_below_itself(town):
    town.city.parent = town.compound
    with pytest.raises(ValueError, match="below itself"):
        town.city.save()


def test_every_change_raises_the_version_of_the_registry(town):
    def version():
        return RegistryVersion.objects.get(pk=1).version

    seen = [version()]
    town.device.name_zh = "相机"
    town.device.save()
    seen.append(version())
    Device.objects.filter(pk=town.device.pk).update(enabled=False)
    seen.append(version())
    Device.objects.filter(pk=town.device.pk).delete()
    seen.append(version())
    assert seen == sorted(set(seen))


def test_lu_04_disabling_an_account_ends_its_sign_ins_for_good(person):
    user = person(username="zhang")
    before = user.get_session_auth_hash()
    user.is_active = False
    user.save()
    user.is_active = True
    user.save()
    assert User.objects.get(pk=user.pk).get_session_auth_hash() != before
