"""Importing through the API: nothing is written before confirmation, and only what was shown."""

import pytest
from django.test import Client

from anlin.places.models import Area, Device

FILE = "编码,区域编码,名称,类型\nd1,furong-1,东门,door\nd2,nowhere,西门,door\n"


@pytest.fixture
def send(browsers, person, town):
    browser = browsers().sign_in(person("system_manager", None))

    def post(path: str, body: str):
        client: Client = browser.client
        token = client.cookies["csrftoken"].value
        return client.generic("POST", path, data=body, content_type="text/plain", headers={"x-csrftoken": token})

    return post


def test_a_preview_counts_names_faults_by_line_and_writes_nothing(send):
    seen = send("/api/imports/devices/preview", FILE).json()
    assert (seen["created"], seen["faulty"], seen["is_done"]) == (1, 1, False)
    assert [(fault["line"], fault["column"]) for fault in seen["faults"]] == [(3, "area")]
    assert not Device.objects.filter(code="d1").exists()


def test_what_was_previewed_is_imported_and_again_changes_nothing(send):
    digest = send("/api/imports/devices/preview", FILE).json()["digest"]
    done = send(f"/api/imports/devices?digest={digest}", FILE).json()
    assert (done["created"], done["is_done"]) == (1, True)
    assert Device.objects.filter(code__in=("d1", "d2")).count() == 1
    again = send("/api/imports/devices/preview", FILE).json()
    assert (again["created"], again["changed"], again["same"]) == (0, 0, 1)


@pytest.mark.parametrize("other", [FILE.replace("东门", "北门"), FILE + "d3,furong-1,南门,door\n"])
def test_another_file_than_the_previewed_one_is_not_imported(send, other):
    digest = send("/api/imports/devices/preview", FILE).json()["digest"]
    assert send(f"/api/imports/devices?digest={digest}", other).status_code == 409
    assert not Device.objects.filter(code__in=("d1", "d3")).exists()


def test_a_register_that_changed_since_the_preview_is_previewed_again(send, town):
    digest = send("/api/imports/devices/preview", FILE).json()["digest"]
    Device.objects.create(area=town.compound, code="d1", name_zh="东门", kind="door")
    assert send(f"/api/imports/devices?digest={digest}", FILE).status_code == 409


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("devices/preview?system=MARS", FILE),
        ("dwellings/preview", FILE),
        ("devices/preview", ""),
        ("devices/preview", "{}"),
    ],
)
def test_what_cannot_be_read_is_refused_in_words(send, path, body):
    answer = send(f"/api/imports/{path}", body)
    assert answer.status_code == 422
    assert answer.json()["title"]["zh"]


def test_a_circle_of_parents_writes_nothing(send):
    text = "code,name_zh,kind,parent\na,甲,town,b\nb,乙,town,a\n"
    digest = send("/api/imports/areas/preview", text).json()["digest"]
    assert send(f"/api/imports/areas?digest={digest}", text).status_code == 422
    assert not Area.objects.filter(code__in="ab").exists()
