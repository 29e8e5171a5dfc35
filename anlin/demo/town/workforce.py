"""Who works in the prefecture, all invented: guards of every compound in two shifts, grid workers, officers."""

import random
from collections.abc import Callable, Iterator
from dataclasses import replace

from anlin.demo.town.plan import Area, Shift, Staff, Town

_SURNAMES = (
    ("赵", "Zhao"), ("钱", "Qian"), ("孙", "Sun"), ("李", "Li"), ("周", "Zhou"), ("吴", "Wu"), ("郑", "Zheng"),
    ("王", "Wang"), ("冯", "Feng"), ("陈", "Chen"), ("褚", "Chu"), ("卫", "Wei"), ("蒋", "Jiang"), ("沈", "Shen"),
    ("韩", "Han"), ("杨", "Yang"), ("朱", "Zhu"), ("秦", "Qin"), ("许", "Xu"), ("何", "He"), ("吕", "Lü"),
    ("张", "Zhang"), ("孔", "Kong"), ("曹", "Cao"), ("严", "Yan"), ("华", "Hua"), ("金", "Jin"), ("魏", "Wei"),
    ("陶", "Tao"), ("姜", "Jiang"),
)  # fmt: skip
_GIVEN = (
    ("建国", "Jianguo"), ("志强", "Zhiqiang"), ("秀英", "Xiuying"), ("丽娟", "Lijuan"), ("海波", "Haibo"),
    ("晓东", "Xiaodong"), ("玉梅", "Yumei"), ("永生", "Yongsheng"), ("春燕", "Chunyan"), ("立军", "Lijun"),
    ("文静", "Wenjing"), ("大勇", "Dayong"), ("桂芝", "Guizhi"), ("少华", "Shaohua"), ("红霞", "Hongxia"),
    ("国栋", "Guodong"), ("雪芹", "Xueqin"), ("长河", "Changhe"), ("慧敏", "Huimin"), ("铁山", "Tieshan"),
    ("俊杰", "Junjie"), ("月娥", "Yue'e"), ("德福", "Defu"), ("婷婷", "Tingting"), ("昌盛", "Changsheng"),
)  # fmt: skip
BOTH: tuple[Shift, ...] = ("day", "night")


def employ(town: Town, rng: random.Random) -> None:
    """Adds everybody whom alerts of the prefecture reach; who already works in a place takes the first shifts there."""
    names = _names(rng)
    parents = {area.code: area for area in town.areas}
    staffed: dict[tuple[str, str], list[int]] = {}
    for number, person in enumerate(town.staff):
        staffed.setdefault((person.role, person.area), []).append(number)

    def post(role: str, area: Area, unit: tuple[str, str], shifts: tuple[Shift, ...] = ("",)) -> None:
        already = staffed.get((role, area.code), [])
        for number, shift in zip(already, shifts, strict=False):
            town.staff[number] = replace(town.staff[number], shift=shift)
        for turn, shift in enumerate(shifts[len(already) :], len(already)):
            zh, en = next(names)
            username = f"{role.replace('_', '-')}-{area.code.lower()}-{turn + 1}"
            town.staff.append(Staff(username, zh, en, role, area.code, *unit, shift))

    for area in list(town.areas):
        unit = _units_of(area, parents)
        if area.kind == "compound":
            post("property_guard", area, unit("物业", "Property"), BOTH)
        elif area.kind in ("scenic", "market"):
            post("property_guard", area, unit("物业", "Property"), BOTH * 3)
            post("scenic_operator", area, unit("管理处", "Management Office"), BOTH)
        elif area.kind == "rural":
            post("property_guard", area, unit("村委会", "Village Committee"))
            post("grid_worker", area, unit("网格中心", "Grid Centre"))
        elif area.kind == "community":
            post("property_manager", area, unit("物业", "Property"))
            post("grid_worker", area, unit("网格中心", "Grid Centre"))
            post("community_officer", area, unit("派出所", "Police Station"))
        elif area.kind == "town":
            post("grid_leader", area, unit("网格中心", "Grid Centre"))
            post("auxiliary", area, unit("派出所", "Police Station"), BOTH)
            post("health_worker", area, unit("卫生服务中心", "Health Centre"))
            post("ops_engineer", area, unit("运维站", "Upkeep"), BOTH)
        elif area.kind == "district":
            post("dispatcher", area, unit("指挥中心", "Command Centre"), BOTH * 2)
            post("community_officer", area, unit("公安分局", "Police Bureau"), BOTH)
            post("dept_handler", area, unit("消防救援大队", "Fire Brigade"), BOTH)


def _units_of(area: Area, areas: dict[str, Area]) -> Callable[[str, str], tuple[str, str]]:
    """Names a unit of the town or district that the area belongs to; a site has its own."""
    place = area
    while place.kind in ("compound", "community"):
        place = areas[place.parent]
    town, town_en = place.name.removesuffix("街道").removesuffix("镇"), place.name_en.removesuffix(" Subdistrict")
    return lambda zh, en: (f"{town}{zh}", f"{town_en} {en}")


def _names(rng: random.Random) -> Iterator[tuple[str, str]]:
    """Invented names without end; two may be called the same, as people are."""
    while True:
        (zh, en), (given, given_en) = rng.choice(_SURNAMES), rng.choice(_GIVEN)
        yield f"{zh}{given}", f"{en} {given_en}"
