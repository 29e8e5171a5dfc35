import pytest

from anlin.access.features import refused_models
from anlin.observations.clock import system_clock
from anlin.people.models import Consent
from anlin.places.cameras import FORBIDDEN_ZONES, CameraNotAllowed
from anlin.places.models import Arming, Building, Device, Dwelling, Override, Zone
from anlin.places.registry import current_registry, settings_registry


@pytest.fixture
def home(town):
    building = Building.objects.create(
        area=town.compound, code="furong-1/3", name_zh="3 号楼", outline={"type": "Polygon", "coordinates": []}
    )
    return Dwelling.objects.create(building=building, code="furong-1/3/502", floor=5)


def test_the_registry_holds_what_is_registered(town):
    registry = current_registry()
    assert [area.code for area in registry.areas] == [
        "3711", "371102", "371102001", "371102001001", "furong-1", "furong-2", "371102002",
    ]  # fmt: skip
    device = registry.devices[0]
    assert (device.code, device.zone, device.area) == (town.device.code, town.zone.pk, town.compound.pk)
    assert registry.zones[0].kind == "lift"
    assert registry.version > 0


def test_a_changed_parameter_and_an_armed_model_are_in_the_next_version(town):
    before = current_registry().version
    Override.objects.create(model="fire_lane_occupied", parameter="lasting_s", value=120, area=town.compound)
    Arming.objects.create(model="perimeter_intrusion", area=town.compound, schedule=[[0, 360]])
    registry = current_registry()
    assert registry.version > before
    assert registry.overrides[0].value == 120
    assert registry.arming[0].schedule == ((0, 360),)


def test_what_holds_where_is_the_same_without_reading_devices_and_homes(town):
    Override.objects.create(model="fire_lane_occupied", parameter="lasting_s", value=120, area=town.compound)
    Arming.objects.create(model="perimeter_intrusion", area=town.compound)
    whole, settings = current_registry(), settings_registry()
    assert (settings.version, settings.areas) == (whole.version, whole.areas)
    assert (settings.overrides, settings.arming) == (whole.overrides, whole.arming)
    assert settings.devices == settings.dwellings == settings.zones == ()


def test_lu_31_a_home_is_sensed_only_while_its_consent_to_care_stands(home):
    def consents():
        return [row.care_consent for row in current_registry().dwellings]

    assert consents() == [False]
    Consent.objects.create(dwelling=home, purpose="registration", document="C-1")
    assert consents() == [False]
    consent = Consent.objects.create(dwelling=home, purpose="elder_care", document="C-2")
    before = current_registry().version
    assert consents() == [True]
    consent.withdrawn_at = system_clock()
    consent.save()
    assert consents() == [False]
    assert current_registry().version > before


@pytest.mark.parametrize("kind", sorted(FORBIDDEN_ZONES))
def test_lu_30_no_camera_looks_into_a_private_place(town, kind):
    zone = Zone.objects.create(area=town.compound, code="private", kind=kind, name_zh="私密处")
    with pytest.raises(CameraNotAllowed):
        Device.objects.create(area=town.compound, zone=zone, code="c", name_zh="相机")
    Device.objects.create(area=town.compound, zone=zone, code="p", name_zh="红外", kind="pir")


def test_lu_30_no_camera_looks_into_a_home_whatever_its_zone_is_called(town, home):
    zone = Zone.objects.create(area=town.compound, code="hall", kind="lobby", name_zh="门厅", dwelling=home)
    with pytest.raises(CameraNotAllowed):
        Device.objects.create(area=town.compound, zone=zone, code="c", name_zh="相机")
    Device.objects.bulk_create([Device(area=town.compound, zone=zone, code="c", name_zh="相机")])
    assert [row.enabled for row in current_registry().devices if row.code == "c"] == [False]


def test_models_that_are_held_back_stand_as_switched_off_whatever_was_armed(town):
    for model in refused_models():
        Arming.objects.create(model=model, enabled=True, area=town.compound)
    Arming.objects.create(model="fire_lane_occupied", area=town.compound)
    arming = current_registry().arming
    assert {(row.model, row.enabled, row.area) for row in arming if row.model in refused_models()} == {
        (model, False, 0) for model in refused_models()
    }
    assert [row.enabled for row in arming if row.model == "fire_lane_occupied"] == [True]
