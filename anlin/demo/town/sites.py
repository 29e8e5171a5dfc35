"""Sites that are no compounds: the scenic area on the beach, the wholesale market, villages."""

import random

from anlin.demo.town.compound import Builder, Compound, House, Layout, Place
from anlin.demo.town.frame import Frame, around, box
from anlin.demo.town.ids import Numbers
from anlin.demo.town.kit import Kit, equip
from anlin.demo.town.plan import Area, Ground

SCENIC_PARTS = (
    # Name, capacity in people at one time, place in metres.
    ("主入口广场", "Main entrance square", 6000, (0, 700, 180, 120)),
    ("金沙浴场", "Golden bathing beach", 16000, (420, 120, 220, 900)),
    ("栈桥", "Pier", 2500, (640, 520, 400, 24)),
    ("海洋馆", "Aquarium", 4000, (120, 300, 140, 100)),
    ("灯塔公园", "Lighthouse park", 5000, (430, 1100, 200, 160)),
    ("美食街", "Food street", 4500, (40, 480, 240, 60)),
    ("沙雕园", "Sand sculpture garden", 3500, (300, 620, 110, 130)),
    ("观海台", "Sea terrace", 2200, (330, 880, 80, 80)),
    ("儿童乐园", "Children's park", 3000, (60, 140, 160, 110)),
    ("音乐广场", "Music square", 7000, (210, 1000, 160, 130)),
    ("游船码头", "Boat landing", 1800, (560, 1300, 120, 60)),
    ("南入口", "South entrance", 3000, (0, 0, 160, 80)),
)
SCENIC_CAPACITY = 62_000


def scenic(area: Area, centre: str, frame: Frame, numbers: Numbers) -> Compound:
    """The scenic area: parts with a published capacity, each watched by people counters and a camera."""
    houses = tuple(
        House(number, "box", east, north, width, depth, floors, name=zh, name_en=en, use="civic")
        for number, (zh, en, east, north, width, depth, floors) in enumerate(
            (
                ("游客中心", "Visitor centre", 30, 830, 90, 40, 3),
                ("海洋馆主楼", "Aquarium hall", 130, 310, 110, 70, 4),
                ("更衣楼北", "Bath house north", 380, 900, 30, 60, 2),
                ("更衣楼南", "Bath house south", 380, 200, 30, 60, 2),
                ("酒店", "Beach hotel", 20, 940, 60, 40, 18),
                ("商业楼", "Arcade", 40, 545, 200, 24, 3),
            ), 1,
        )
    )  # fmt: skip
    places = tuple(
        Place("square", f"part-{index}", zh, en, at, capacity)
        for index, (zh, en, capacity, at) in enumerate(SCENIC_PARTS, 1)
    )
    lines = (
        Place("gate", "gate-main", "主入口", "Main entrance", (60, 690, 60, 10)),
        Place("gate", "gate-south", "南入口闸机", "South turnstiles", (60, -6, 60, 10)),
        Place("gate", "gate-north", "北入口", "North entrance", (240, 1140, 60, 10)),
    )
    builder = Builder(Layout(area, centre, frame, (700, 1400), houses, (*places, *lines)), numbers)
    builder.houses()
    builder.places()
    video = builder.platform("standard", "视频平台", "video platform", (60, 850))
    sensors = builder.platform("edge_box", "客流平台", "counting platform", (70, 850))
    builder.watch(video, builder.zones("square"), "camera", "全景摄像机", "panorama camera")
    builder.watch(video, builder.zones("square"), "camera", "特写摄像机", "detail camera")
    builder.watch(sensors, builder.zones("square"), "counter", "客流计", "people counter")
    builder.watch(sensors, builder.zones("gate"), "counter", "过线计", "line counter")
    builder.built.ground += [
        Ground("green", frame.ring(around(530, 1180, 70, 0.3))),
        *(Ground("block", frame.box(*at)) for _, _, _, at in SCENIC_PARTS),
        Ground("path", frame.line([(60, 0), (80, 700), (330, 880), (300, 1100)]), width_m=8),
    ]
    return builder.built


def market(area: Area, centre: str, frame: Frame, numbers: Numbers) -> Compound:
    """The wholesale market: six halls with a capacity, lanes between them, smoke and hydrants inside."""
    halls = [(20 + (index % 3) * 130, 30 + (index // 3) * 150) for index in range(6)]
    goods = (("水产", "Seafood"), ("果蔬", "Produce"), ("粮油", "Grain"), ("百货", "Dry goods"), ("冷链", "Cold chain"),
             ("花卉", "Flowers"))  # fmt: skip
    houses = tuple(
        House(i + 1, "box", x, y, 110, 110, 2, name=f"{goods[i][0]}厅", name_en=f"{goods[i][1]} hall", use="shop")
        for i, (x, y) in enumerate(halls)
    )
    places = (
        *(
            Place("square", f"hall-{i + 1}", f"{goods[i][0]}厅", f"{goods[i][1]} hall", (x + 10, y + 10, 90, 90), 1800)
            for i, (x, y) in enumerate(halls)
        ),
        *(
            Place("fire_lane", f"lane-{i + 1}", f"{i + 1}号消防通道", f"Fire lane {i + 1}", (131 + i * 130, 30, 5, 260))
            for i in range(2)
        ),
        Place("gate", "gate-south-in", "南门入口", "South gate, in", (180, -4, 9, 12)),
        Place("gate", "gate-south-out", "南门出口", "South gate, out", (192, -4, 9, 12)),
        Place("perimeter", "fence-north", "北围墙", "North wall", (0, 318, 420, 3)),
    )
    builder = Builder(Layout(area, centre, frame, (420, 320), houses, places), numbers)
    builder.houses()
    builder.places()
    video = builder.platform("camel_case", "视频平台", "video platform", (190, 8))
    sensors = builder.platform("edge_box", "物联平台", "sensor platform", (196, 8))
    builder.watch(video, builder.zones("square"), "camera", "摄像机", "camera")
    builder.watch(sensors, builder.zones("square"), "counter", "客流计", "people counter")
    builder.watch(video, [*builder.zones("fire_lane"), *builder.zones("perimeter")], "camera", "摄像机", "camera")
    builder.watch(video, builder.zones("gate"), "gate_camera", "抓拍机", "capture camera")
    builder.watch(sensors, builder.zones("gate"), "sensor", "道闸", "barrier")
    for index, house in enumerate(list(builder.built.buildings), 1):
        riser = builder.indoors("riser", f"riser-{index}", f"{house.name}消防立管", f"{house.name_en} riser", house)
        builder.watch(sensors, [riser], "smoke", "烟感", "smoke detector")
        builder.watch(sensors, [riser], "heat", "温感", "heat detector")
        builder.watch(sensors, [riser], "sensor", "水压", "water pressure")
    return builder.built


VILLAGE_KIT = Kit(2, 0, 0, 0, 0, 0, 1, 6, 0, 3, 0)


def village(area: Area, centre: str, frame: Frame, numbers: Numbers, rng: random.Random) -> Compound:
    """A village: low houses along two roads, cameras at its ends, kits in the homes of the old."""
    houses: list[House] = []
    for row in range(4):
        for column in range(8):
            if rng.random() < 0.12:
                continue
            east, north = 14 + column * 26 + rng.uniform(-3, 3), 20 + row * 36 + rng.uniform(-3, 3)
            houses.append(
                House(len(houses) + 1, "box", east, north, 15, 11, rng.choice((1, 1, 2)), use="residential",
                      name=f"{len(houses) + 1}号院", name_en=f"Yard {len(houses) + 1}")
            )  # fmt: skip
    places = (
        Place("gate", "gate-east", "东村口", "East end", (226, 72, 8, 10)),
        Place("gate", "gate-west", "西村口", "West end", (-4, 72, 8, 10)),
        Place("square", "square", "文化广场", "Village square", (96, 62, 40, 12)),
    )
    builder = Builder(Layout(area, centre, frame, (232, 170), tuple(houses), places), numbers)
    builder.houses()
    builder.places()
    video = builder.platform("unwrapped", "视频平台", "video platform", (110, 70))
    sensors = builder.platform("edge_box", "物联平台", "sensor platform", (112, 70))
    equip(builder, VILLAGE_KIT, video, sensors, rng)
    builder.built.ground += [
        Ground("green", frame.ring(box(-30, -30, 292, 230))),
        Ground("street", frame.line([(-300, 78), (520, 78)]), width_m=6),
    ]
    return builder.built
