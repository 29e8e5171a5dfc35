"""The small town: one compound by the sea, 芙蓉花园, its city above it, its neighbourhood around it. All invented."""

from anlin.demo.town.compound import Builder, House, Layout, Place
from anlin.demo.town.frame import Frame, around, box
from anlin.demo.town.ground import surroundings
from anlin.demo.town.ids import Numbers
from anlin.demo.town.plan import Area, Ground, Staff, Town

CENTRE = "37990201"  # Division 379902 does not exist: nobody's town.
FRAME = Frame((119.5620, 35.3850), turn_deg=-9.0)

AREAS = (
    Area("379900", "city", "望海市", "Wanghai", ""),
    Area("379902", "district", "海曲区", "Haiqu District", "379900"),
    Area("379902001", "town", "观澜街道", "Guanlan Subdistrict", "379902"),
    Area("379902001003", "community", "芙蓉社区", "Furong Community", "379902001"),
)
COMPOUND = "379902001003-01"
SIZE = (420.0, 334.0)

STAFF = (
    Staff("wangjian", "王建", "Wang Jian", "property_guard", COMPOUND, "芙蓉物业", "Furong Property"),
    Staff("liuyang", "刘洋", "Liu Yang", "property_guard", COMPOUND, "芙蓉物业", "Furong Property"),
    Staff("chenli", "陈丽", "Chen Li", "property_manager", COMPOUND, "芙蓉物业", "Furong Property"),
    Staff("sunmei", "孙梅", "Sun Mei", "grid_worker", "379902001003", "观澜网格中心", "Guanlan Grid Centre"),
    Staff("hanfeng", "韩峰", "Han Feng", "grid_leader", "379902001", "观澜网格中心", "Guanlan Grid Centre"),
    Staff("qinlan", "秦岚", "Qin Lan", "volunteer", COMPOUND, "芙蓉志愿者", "Furong Volunteers"),
    Staff("zhaogang", "赵刚", "Zhao Gang", "community_officer", "379902001003", "观澜派出所", "Guanlan Police Station"),
    Staff("xubo", "许波", "Xu Bo", "auxiliary", "379902001003", "观澜派出所", "Guanlan Police Station"),
    Staff("zhoumin", "周敏", "Zhou Min", "dispatcher", "379902", "海曲区指挥中心", "Haiqu Command Centre"),
    Staff("gaoyuan", "高远", "Gao Yuan", "dept_handler", "379902", "海曲区消防救援大队", "Haiqu Fire Brigade"),
    Staff("machao", "马超", "Ma Chao", "ops_engineer", "379902001", "观澜运维站", "Guanlan Upkeep"),
    Staff("linqing", "林清", "Lin Qing", "health_worker", "379902001003", "观澜卫生服务中心", "Guanlan Health Centre"),
    Staff("liuguifang", "刘桂芳", "Liu Guifang", "resident", COMPOUND, "芙蓉花园", "Furong Gardens"),
    Staff("tianye", "田野", "Tian Ye", "system_manager", "379900", "望海市数据局", "Wanghai Data Bureau"),
    Staff("songwei", "宋薇", "Song Wei", "security_manager", "379900", "望海市数据局", "Wanghai Data Bureau"),
    Staff("luyao", "陆遥", "Lu Yao", "auditor", "379900", "望海市监督办", "Wanghai Oversight Office"),
)


def _houses() -> tuple[House, ...]:
    """Twenty residential houses in four rows that rise to the north, two shops, a kindergarten, a centre."""
    columns = (12.0, 76.0, 140.0, 226.0, 290.0, 354.0)
    houses = []
    number = 0

    def slabs(north: float, which: tuple[int, ...], floors: tuple[int, ...]) -> None:
        nonlocal number
        for column, storeys in zip(which, floors, strict=True):
            number += 1
            houses.append(House(number, "slab", columns[column], north, 54, 13.5, storeys, units=2))

    slabs(58, (0, 1, 2, 3, 4, 5), (7, 7, 9, 9, 7, 7))
    slabs(122, (0, 1, 4, 5), (11, 11, 11, 11))
    slabs(190, (0, 1, 2, 3, 4, 5), (15, 18, 17, 18, 16, 15))
    for east, storeys in ((22.0, 27), (86.0, 33), (150.0, 31), (240.0, 33)):
        number += 1
        houses.append(House(number, "tower", east, 258, 32, 28, storeys, units=1, lifts_per_unit=2))
    houses += [
        House(21, "box", 14, 12, 168, 13, 2, name="芙蓉里商铺", name_en="Furong Shops West", use="shop"),
        House(22, "box", 238, 12, 168, 13, 2, name="芙蓉里东商铺", name_en="Furong Shops East", use="shop"),
        House(23, "box", 318, 262, 78, 26, 3, name="芙蓉幼儿园", name_en="Furong Kindergarten", use="school"),
        House(24, "box", 140, 126, 34, 22, 2, name="邻里中心", name_en="Neighbourhood Centre", use="civic"),
    ]
    return tuple(houses)


def _lane(mark: str, name: str, en: str, east: float, north: float, width: float, depth: float = 4.5) -> Place:
    return Place("fire_lane", mark, f"{name}消防通道", f"Fire lane, {en}", (east, north, width, depth))


PLACES = (
    Place("gate", "gate-south-in", "南门入口", "South gate, in", (201, -4, 9, 14)),
    Place("gate", "gate-south-out", "南门出口", "South gate, out", (211, -4, 9, 14)),
    Place("gate", "gate-north-in", "北门入口", "North gate, in", (201, 324, 9, 14)),
    Place("gate", "gate-north-out", "北门出口", "North gate, out", (211, 324, 9, 14)),
    Place("gate", "gate-east", "东门人行口", "East pedestrian gate", (414, 160, 10, 7)),
    _lane("lane-1", "1至3号楼", "buildings 1-3", 12, 78, 182),
    _lane("lane-2", "4至6号楼", "buildings 4-6", 226, 78, 182),
    _lane("lane-3", "7至8号楼", "buildings 7-8", 12, 142, 118),
    _lane("lane-4", "9至10号楼", "buildings 9-10", 290, 142, 118),
    _lane("lane-5", "11至13号楼", "buildings 11-13", 12, 210, 182),
    _lane("lane-6", "14至16号楼", "buildings 14-16", 226, 210, 182),
    _lane("lane-7", "17至19号楼", "buildings 17-19", 22, 246, 160),
    _lane("lane-8", "20号楼与幼儿园", "building 20 and kindergarten", 240, 246, 156),
    Place("perimeter", "fence-west-1", "西围墙南段", "West wall, south", (-2, 4, 3, 160)),
    Place("perimeter", "fence-west-2", "西围墙北段", "West wall, north", (-2, 166, 3, 162)),
    Place("perimeter", "fence-north-1", "北围墙西段", "North wall, west", (2, 332, 192, 3)),
    Place("perimeter", "fence-north-2", "北围墙东段", "North wall, east", (226, 332, 192, 3)),
    Place("perimeter", "fence-east-1", "东围墙南段", "East wall, south", (419, 4, 3, 152)),
    Place("perimeter", "fence-east-2", "东围墙北段", "East wall, north", (419, 170, 3, 158)),
    Place("facade", "facade-17", "17号楼外立面", "Building 17 facade", (22, 252, 32, 5)),
    Place("facade", "facade-18", "18号楼外立面", "Building 18 facade", (86, 252, 32, 5)),
    Place("facade", "facade-19", "19号楼外立面", "Building 19 facade", (150, 252, 32, 5)),
    Place("facade", "facade-20", "20号楼外立面", "Building 20 facade", (240, 252, 32, 5)),
)


def _garden() -> list[Ground]:
    """Lawns, the pond, the drives: what lies between the houses."""
    frame = FRAME
    lawns = [box(12, north, 182, 12) for north in (32, 96, 164)] + [box(226, north, 182, 12) for north in (32, 96, 164)]
    drives: tuple[tuple[float, list[tuple[float, float]]], ...] = (
        (9, [(210, -30), (210, 362)]),
        (6, [(6, 28), (414, 28), (414, 240), (414, 304), (6, 304), (6, 28)]),
        *((5.0, [(6.0, north), (414.0, north)]) for north in (80.2, 144.2, 212.2, 248.2)),
    )
    return [
        Ground("block", frame.box(-3, -3, SIZE[0] + 6, SIZE[1] + 6)),
        Ground("green", frame.box(*_CENTRAL), "芙蓉园", "Lotus Garden"),
        *(Ground("green", frame.ring(lawn)) for lawn in lawns),
        Ground("green", frame.box(318, 292, 78, 10), "幼儿园操场", "Kindergarten Yard"),
        *(Ground("street", frame.line(line), width_m=width) for width, line in drives),
        Ground("water", frame.ring(around(248, 131, 11, 0.35)), "芙蓉池", "Lotus Pond"),
        *(
            Ground("wood", frame.ring(around(x, y, 4.5, 0.3)))
            for x, y in ((228, 116), (272, 118), (268, 150), (232, 152))
        ),
    ]


_CENTRAL = (222.0, 108.0, 62.0, 52.0)


def _equip(builder: Builder) -> None:
    """Recorders of five makes and years with their cameras, and the edge box with magnets and barriers."""
    south, middle, high = set(range(1, 11)), set(range(11, 17)), set(range(17, 21))
    gates = builder.platform("standard", "门岗录像机", "gate recorder", (206, 14))
    gate_zones = builder.zones("gate")
    builder.watch(gates, gate_zones[:4], "gate_camera", "抓拍机", "capture camera")
    builder.watch(gates, gate_zones[4:], "camera", "摄像机", "camera")
    builder.watch(gates, builder.zones("fire_lane")[:7], "camera", "摄像机", "camera")

    recorders = (
        ("absolute_uri", "南区录像机", "south recorder", (150, 64), south),
        ("unwrapped", "中区录像机", "middle recorder", (150, 196), middle),
        ("camel_case", "高层录像机", "tower recorder", (160, 266), high),
    )
    for dialect, zh, en, at, houses in recorders:
        recorder = builder.platform(dialect, zh, en, at)  # type: ignore[arg-type]
        builder.watch(recorder, builder.zones("lift", houses), "camera", "摄像机", "camera")
        builder.watch(recorder, builder.zones("lobby", houses), "camera", "摄像机", "camera")
        if houses is high:
            builder.watch(recorder, builder.zones("facade"), "camera", "高空摄像机", "facade camera")

    fence = builder.platform("replay_burst", "围墙录像机", "fence recorder", (4, 170))
    builder.watch(fence, builder.zones("perimeter")[:4], "camera", "摄像机", "camera")
    east = builder.platform("standard", "东区录像机", "east recorder", (360, 274))
    builder.watch(east, builder.marked("lane-8", "fence-east-1", "fence-east-2"), "camera", "摄像机", "camera")

    box = builder.platform("edge_box", "边缘盒", "edge box", (208, 16))
    builder.watch(box, builder.zones("door"), "door", "门磁", "magnet")
    builder.watch(box, builder.zones("gate")[:4], "sensor", "道闸", "barrier")


def furong(seed: int = 1, numbers: Numbers | None = None) -> Town:
    """The town of the first demo; the same for the same seed, to the last digit."""
    area = Area(
        COMPOUND, "compound", "芙蓉花园", "Furong Gardens", AREAS[-1].code,
        outline=FRAME.box(0, 0, *SIZE), edition="plus", tier="high",
    )  # fmt: skip
    builder = Builder(Layout(area, CENTRE, FRAME, SIZE, _houses(), PLACES), numbers or Numbers())
    builder.houses()
    builder.places()
    _equip(builder)
    built = builder.built
    reach = {"city": (-2600, -2400), "district": (-2000, -1800), "town": (-900, -820), "community": (-470, -430)}
    areas = []
    for node in AREAS:
        east, north = reach[node.kind]
        outline = FRAME.box(east, north, min(2 * -east, 900 - east), -2 * north)
        areas.append(Area(node.code, node.kind, node.name, node.name_en, node.parent, outline, "plus", "high"))
    return Town(
        name="芙蓉花园",
        name_en="Furong Gardens",
        seed=seed,
        areas=[*areas, area],
        buildings=built.buildings,
        zones=built.zones,
        platforms=built.platforms,
        devices=built.devices,
        staff=list(STAFF),
        ground=[*surroundings(FRAME, seed), *_garden()],
    )
