"""The town of the live show: Furong Gardens, the seafront beside it, and the home of somebody old who lives alone."""

import random
from dataclasses import replace

from anlin.demo.town.compound import Builder, Layout, Place
from anlin.demo.town.furong import CENTRE, COMPOUND, FRAME, furong
from anlin.demo.town.ids import Numbers
from anlin.demo.town.kit import care_home
from anlin.demo.town.offices import open_stations
from anlin.demo.town.plan import Area, Dwelling, Ground, Staff, Town, Wanted
from anlin.demo.town.prefecture import grown
from anlin.demo.town.workforce import employ

CITY = "379900"
SEAFRONT = "379902SC02"
SEAFRONT_CAPACITY = 3200
GRANDMOTHER = f"{COMPOUND}/home-liu"
WANTED_PLATE = "海K73F19"
HOUSE = f"{COMPOUND}-08"


def tour(seed: int = 1) -> Town:
    """Furong Gardens and what its story needs; the same for the same seed, to the last digit."""
    numbers = Numbers()
    return _with_story(furong(seed, numbers), numbers)


def city(seed: int = 1) -> Town:
    """The whole prefecture with the same story in it, feeds of its stations, and people at work everywhere; its
    dispatcher sees all of it."""
    numbers = Numbers()
    town = _with_story(grown(seed, numbers), numbers)
    open_stations(town, numbers, random.Random(f"{seed}/offices"))
    town.staff[:] = [
        replace(person, area=CITY, unit="望海市指挥中心", unit_en="Wanghai Command Centre")
        if person.role == "dispatcher"
        else person
        for person in town.staff
    ]
    employ(town, random.Random(f"{seed}/workforce"))
    return town


def is_told(area: str) -> bool:
    """Whether the story takes place in this area; the rest of the city lives by itself."""
    return area in (COMPOUND, SEAFRONT)


def _with_story(town: Town, numbers: Numbers) -> Town:
    compound = next(area for area in town.areas if area.code == COMPOUND)
    _grandmother(town, compound, numbers)
    _seafront(town, numbers)
    town.wanted.append(Wanted(WANTED_PLATE, "stolen_vehicle", True))
    town.staff.append(
        Staff("maoxin", "毛欣", "Mao Xin", "scenic_operator", SEAFRONT, "芙蓉海滨管理处", "Furong Seafront Office")
    )
    town.staff.append(
        Staff("liuhaiyan", "刘海燕", "Liu Haiyan", "family_contact", COMPOUND, "芙蓉花园", "Furong Gardens")
    )
    return town


def _grandmother(town: Town, compound: Area, numbers: Numbers) -> None:
    """Three motion detectors, a magnet on the door, a button: asked for by herself."""
    layout = Layout(compound, CENTRE, FRAME, (0, 0), (), ())
    builder = Builder(layout, numbers)
    builder.built.buildings.extend(house for house in town.buildings if house.code == HOUSE)
    box = next(platform for platform in town.platforms if platform.dialect == "edge_box")
    home = Dwelling(
        GRANDMOTHER, COMPOUND, HOUSE, "1", 3, care_consent=True, quiet_from_min=21 * 60, quiet_to_min=5 * 60 + 30
    )
    care_home(builder, box, home, random.Random(f"{town.seed}/grandmother"))
    town.dwellings.append(home)
    town.zones.extend(builder.built.zones)
    town.devices.extend(builder.built.devices)


def _seafront(town: Town, numbers: Numbers) -> None:
    """A square by the sea with a published capacity and a counter. It is the whole site: its number stands once."""
    frame = FRAME.within(822, -330)
    area = Area(
        SEAFRONT, "scenic", "芙蓉海滨", "Furong Seafront", "379902001003", frame.box(-5, -6, 58, 232), "plus", "high"
    )  # fmt: skip
    places = (Place("square", "square", "海滨广场", "Seafront square", (0, 0, 48, 220), SEAFRONT_CAPACITY),)
    builder = Builder(Layout(area, CENTRE, frame, (48, 220), (), places), numbers)
    builder.places()
    counting = builder.platform("edge_box", "客流平台", "counting platform", (20, 200))
    builder.watch(counting, builder.zones("square"), "counter", "客流计", "people counter")
    town.areas.append(area)
    town.zones.extend(builder.built.zones)
    town.platforms.extend(builder.built.platforms)
    town.devices.extend(builder.built.devices)
    town.ground.append(Ground("block", frame.box(-5, -6, 58, 232)))
