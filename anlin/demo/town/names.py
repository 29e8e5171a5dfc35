"""Invented names: compounds, communities, towns, roads. None is taken from a map."""

import itertools
import random
from collections.abc import Iterator

_FIRST = (
    ("海棠", "Haitang"), ("听涛", "Tingtao"), ("观海", "Guanhai"), ("碧波", "Bibo"), ("银杏", "Yinxing"),
    ("枫林", "Fenglin"), ("丹桂", "Dangui"), ("紫荆", "Zijing"), ("望潮", "Wangchao"), ("晨曦", "Chenxi"),
    ("和顺", "Heshun"), ("安居", "Anju"), ("金穗", "Jinsui"), ("东篱", "Dongli"), ("南屏", "Nanping"),
    ("松鹤", "Songhe"), ("竹溪", "Zhuxi"), ("梅苑", "Meiyuan"), ("荷塘", "Hetang"), ("玉兰", "Yulan"),
    ("星河", "Xinghe"), ("云帆", "Yunfan"), ("渔歌", "Yuge"), ("白鹭", "Bailu"), ("青禾", "Qinghe"),
    ("长乐", "Changle"), ("永宁", "Yongning"), ("瑞景", "Ruijing"), ("锦绣", "Jinxiu"), ("桃源", "Taoyuan"),
    ("石桥", "Shiqiao"), ("清泉", "Qingquan"), ("凤鸣", "Fengming"), ("龙山", "Longshan"), ("柳岸", "Liu'an"),
    ("橙园", "Chengyuan"), ("泊舟", "Bozhou"), ("灯塔", "Dengta"), ("盐场", "Yanchang"), ("船坞", "Chuanwu"),
    ("麦香", "Maixiang"), ("朝阳", "Chaoyang"), ("明月", "Mingyue"), ("归帆", "Guifan"), ("雅和", "Yahe"),
)  # fmt: skip
_LAST = (
    ("花园", "Gardens"), ("雅苑", "Court"), ("新村", "New Village"), ("家园", "Homes"), ("公寓", "Apartments"),
    ("里", "Lane"), ("小区", "Estate"), ("华庭", "Terrace"), ("佳园", "Park"), ("东苑", "East Court"),
    ("西苑", "West Court"), ("嘉园", "Place"),
)  # fmt: skip
DISTRICTS = (
    ("379902", "海曲区", "Haiqu District"),
    ("379903", "东岭区", "Dongling District"),
    ("379921", "湖山县", "Hushan County"),
)
TOWNS = (
    ("观澜街道", "Guanlan"), ("滨港街道", "Bingang"), ("石臼湾街道", "Shijiuwan"), ("新桥街道", "Xinqiao"),
    ("北湾街道", "Beiwan"), ("秦楼台街道", "Qinloutai"), ("卧龙街道", "Wolong"), ("南栈街道", "Nanzhan"),
    ("涛雒滩街道", "Taoluotan"), ("东岭街道", "Dongling"), ("柳河街道", "Liuhe"), ("高旺镇", "Gaowang"),
    ("河口镇", "Hekou"), ("岚亭镇", "Lanting"), ("巨峰台镇", "Jufengtai"), ("湖山镇", "Hushan"),
    ("石莲镇", "Shilian"), ("于家庄镇", "Yujiazhuang"), ("叩官台镇", "Kouguantai"), ("松柏镇", "Songbai"),
)  # fmt: skip
VILLAGES = (
    "杏花", "碾沟", "前崖", "后崖", "大洼", "小洼", "柿园", "板泉", "茶棚", "窑上",
    "渔湾", "盐滩", "花沟", "井头", "枣行", "石屋", "梨坡", "水磨", "桑园", "坡里",
)  # fmt: skip
VILLAGES_EN = (
    "Xinghua", "Niangou", "Qianya", "Houya", "Dawa", "Xiaowa", "Shiyuan", "Banquan", "Chapeng", "Yaoshang",
    "Yuwan", "Yantan", "Huagou", "Jingtou", "Zaohang", "Shiwu", "Lipo", "Shuimo", "Sangyuan", "Poli",
)  # fmt: skip


def compound_names(rng: random.Random) -> Iterator[tuple[str, str]]:
    """(Chinese, English), never the same twice; 540 of them."""
    pairs = [(a + c, f"{b} {d}") for (a, b), (c, d) in itertools.product(_FIRST, _LAST)]
    rng.shuffle(pairs)
    return iter(pairs)


def community_names(rng: random.Random) -> Iterator[tuple[str, str]]:
    """(Chinese, English) of communities: a first part, numbered when it comes again."""
    first = list(_FIRST)
    rng.shuffle(first)
    for round_, number in enumerate(("", "二", "三", "四", "五", "六")):
        for zh, en in first:
            yield f"{zh}{number}社区", f"{en} Community{f' {round_ + 1}' if round_ else ''}"
