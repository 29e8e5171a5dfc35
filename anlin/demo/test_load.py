"""The town in the platform's registers."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from anlin.demo.load import load_rosters, load_town, write_ground
from anlin.demo.load_registers import load_registers
from anlin.demo.town import furong
from anlin.demo.town.tour import tour
from anlin.lists.entries import approve
from anlin.lists.models import Entry
from anlin.notify.recipients import people_for
from anlin.observations.instants import HOUR
from anlin.people.models import User
from anlin.places import models as places
from anlin.residents.models import Resident

AT = 1_764_000_000_000_000  # 2025-11-25 00:00 in China.


@pytest.mark.django_db
def test_every_part_of_the_town_is_registered_once() -> None:
    town = furong(1)
    load_town(town, "anlin", AT)
    assert places.Area.objects.count() == len(town.areas)
    assert places.Building.objects.count() == len(town.buildings)
    assert places.Zone.objects.count() == len(town.zones)
    assert places.Device.objects.count() == len(town.devices) + len(town.platforms)
    assert places.Account.objects.count() + places.SourceToken.objects.count() == len(town.platforms)


@pytest.mark.django_db
def test_a_rostered_guard_is_paged_in_the_own_shift_only() -> None:
    town = furong(1)
    guard = replace(town.staff[0], username="night", shift="night")
    load_town(replace(town, staff=[guard]), "anlin", AT)
    load_rosters(replace(town, staff=[guard]), AT)
    path = places.Area.objects.get(code=guard.area).path
    hours = [hour for hour in range(24) if people_for(["property_guard"], path, AT + hour * HOUR)]
    assert hours == [*range(8), *range(20, 24)]


@pytest.mark.django_db
def test_a_guard_reaches_the_compound_and_an_auditor_no_place() -> None:
    town = furong(1)
    load_town(town, "anlin", AT)
    guard = User.objects.get(username="wangjian").acting("alerts.read")
    assert places.Zone.objects.visible_to(guard).count() == len(town.zones)
    assert not {"alerts.read", "places.read", "residents.read"} & User.objects.get(username="luyao").permissions


@pytest.mark.django_db
def test_nobody_of_the_demo_can_sign_in_with_a_password() -> None:
    load_town(furong(1), "anlin", AT)
    assert all(user.is_demo and not user.has_usable_password() for user in User.objects.all())


def test_the_ground_is_written_where_the_map_looks_for_it(tmp_path: Path) -> None:
    write_ground(furong(1), tmp_path)
    ground = json.loads((tmp_path / "map" / "ground.geojson").read_text(encoding="utf-8"))
    assert ground["type"] == "FeatureCollection"


@pytest.mark.django_db
def test_the_shows_residents_agreed_and_one_entry_waits_for_its_officer() -> None:
    town = tour(1)
    load_town(town, "anlin", AT)
    load_registers(town, AT)
    elder = Resident.objects.get(account__username="liuguifang")
    assert {consent.purpose for consent in elder.consents.all()} == {"household_register", "elder_care"}
    assert (elder.contacts.count(), Resident.objects.count()) == (2, 11)
    officer = User.objects.get(username="zhaogang").acting("lists.read")
    (waiting,) = Entry.objects.visible_to(officer)
    assert waiting.state_at(AT) == "proposed"
    assert approve(waiting, officer, AT).state_at(AT) == "in_force"


@pytest.mark.django_db
def test_a_town_without_her_home_has_no_residents() -> None:
    town = furong(1)
    load_town(town, "anlin", AT)
    load_registers(town, AT)
    assert not Resident.objects.exists()
