"""Devices are found by any part of their names and by their sound, within reach, in the order of the tree."""

import threading

import pytest

from anlin.places.finding import PLACE_KINDS, SMALL, Book, Books, Line, read_devices, read_places, sounds_of
from anlin.places.models import Building, Device, Dwelling, Zone
from anlin.places.reach import Reach
from anlin.places.registry import current_version

EVERYWHERE = Reach(everywhere=True)


@pytest.mark.parametrize(("name", "sounds"), [("芙蓉一区", "furongyiqu fryq"), ("3号楼A", "3haolouA 3hlA")])
def test_a_name_sounds_whole_and_by_initials(name, sounds):
    assert sounds_of(name) == sounds


def test_no_phrases_are_kept_in_memory():
    from pypinyin.constants import PHRASES_DICT  # After what is tested, which says what it loads.

    assert not PHRASES_DICT


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (["电梯"], 2), (["dianti"], 2), (["dt"], 2), (["芙蓉一区"], 1), (["furongyi", "dianti"], 1), (["DIANTI"], 2),
        (["0000001"], 1), (["camera"], 2), (["没有"], 0), ([], 2), (["电梯", "没有"], 0),
    ],
)  # fmt: skip
def test_every_word_must_be_in_a_name_of_the_device_or_of_its_place(town, words, found):
    assert len(read_devices(1).find(words, EVERYWHERE)) == found


@pytest.mark.parametrize(
    ("paths", "within", "found"),
    [
        (lambda t: (t.compound.path,), lambda t: "", ["own"]),
        (lambda t: (t.community.path, t.compound.path), lambda t: "", ["own", "other"]),
        (lambda t: (t.community.path,), lambda t: t.neighbour.path, ["other"]),
        (lambda t: (t.compound.path,), lambda t: t.community.path, ["own"]),
        (lambda t: (t.compound.path,), lambda t: t.neighbour.path, []),
        (lambda t: (), lambda t: "", []),
    ],
)
def test_nothing_out_of_reach_or_outside_the_area_is_found(town, paths, within, found):
    numbers = {town.device.pk: "own", town.neighbour_device.pk: "other"}
    book = read_devices(1)
    assert [numbers[n] for n in book.find(["电梯"], Reach(paths=paths(town)), within(town))] == found


def test_a_kind_narrows_what_is_found(town):
    Device.objects.create(area=town.compound, code="door-1", name_zh="电梯厅门磁", kind="door")
    assert len(read_devices(1).find(["电梯"], EVERYWHERE, kinds=["door"])) == 1


def test_places_are_areas_buildings_and_what_is_watched_outside_homes(town):
    house = Building.objects.create(area=town.compound, code="b3", name_zh="3号楼", outline={})
    home = Dwelling.objects.create(building=house, code="b3-301", floor=3)
    Zone.objects.create(area=town.compound, code="k", kind="kitchen", name_zh="3号楼3层厨房", dwelling=home)
    book = read_places(1)

    def found(*words):
        return [(PLACE_KINDS[book.kinds[line]], book.numbers[line]) for line in book.lines_with(words, EVERYWHERE)]

    assert found("furongyi", "3hao") == [("building", house.pk)]
    assert ("area", town.compound.pk) in found("fryq")
    assert found("厨房") == []
    assert found(town.device.code) == [("device", town.device.pk)]
    assert found("furong-1/lift") == []
    assert book.find(["3号楼"], Reach(paths=(town.neighbour.path,))) == []


def test_a_large_book_is_read_once_however_many_ask_first(town):
    began, may_end, reads = threading.Event(), threading.Event(), []

    def read(version):
        reads.append(version)
        began.set()
        assert may_end.wait(10)
        return Book.of(version, [Line(number, "", "camera", "") for number in range(SMALL + 1)])

    books = Books(read)
    version = current_version()
    readers = [threading.Thread(target=books._first, args=(version,)) for _ in range(3)]
    for reader in readers:
        reader.start()
    assert began.wait(10)
    may_end.set()
    for reader in readers:
        reader.join(10)
    assert books.current().version == version
    assert reads == [version]
