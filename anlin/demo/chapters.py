"""The tour's chapters: what a visitor is told, when the world or the platform gives occasion. Words only, no logic."""

from dataclasses import dataclass, replace

from anlin.demo.board import Sentence as Say
from anlin.demo.town.plan import Town
from anlin.demo.town.tour import GRANDMOTHER, SEAFRONT
from anlin.demo.world.story import (
    CAR_AT_S,
    CROWD_AT_S,
    EBIKE_AT_S,
    LANE_AT_S,
    RECORDER_AT_S,
    VISITOR_CALLED_AT_S,
)

RECORDER = "Furong Gardens east recorder"
AT = "at"
"""The beat that begins a chapter, told at its time whatever the platform does."""


@dataclass(frozen=True, slots=True)
class Chapter:
    """One thing that happens. `at_s`: seconds from the story's present, where a jump to it ends.

    `model` and `key` (the end of the alert's key) say which alert it is about; `beats`: what is said at which step of
    the work on it (`open`, `accept`, …), at `level1`, `level2` of its condition, or at `called:<role>`.
    """

    title: Say
    at_s: float
    beats: dict[str, Say]
    model: str = ""
    key: str = ""
    role: str = "dispatcher"
    page: str = ""


CHAPTERS = (
    Chapter(
        Say("早晨", "A morning"),
        0,
        {
            AT: Say(
                "芙蓉花园的早晨：人出门，车进出，设备都在看。平台安静，说明没有事要人管。",
                "A morning in Furong Gardens: people leave, cars come and go, devices watch. All is quiet.",
            )
        },
        page="/",
    ),
    Chapter(
        Say("电动车进电梯", "An e-bike in the lift"),
        EBIKE_AT_S,
        {
            AT: Say(
                "有人正把电动车推进 18 号楼的电梯。", "Somebody is pushing an e-bike into the lift of building 18."
            ),
            "open": Say(
                "几秒钟后预警就到了保安手上：几帧画面都像电动车，不是一闪而过的婴儿车。",
                "Seconds later a guard has it: several frames agree, so it is no passing pram.",
            ),
            "accept": Say("保安王建签收，正赶过去。", "Guard Wang Jian (王建) accepted it and is on his way."),
            "arrive": Say("王建到了电梯口。", "Wang Jian is at the lift."),
            "resolve": Say(
                "车已劝出。王建写下结果，还要另一个人核查。",
                "The bike is out. He reports the outcome; somebody else must check it.",
            ),
            "verify": Say(
                "物业经理核查，归档。谁、何时、做了什么，都留在这条预警里。",
                "The manager checked and closed it. Who did what and when stays with the alert.",
            ),
        },
        model="ebike_in_building",
        key="lift-18-1-1",
        role="property_guard",
    ),
    Chapter(
        Say("消防通道升级", "A blocked fire lane escalates"),
        LANE_AT_S,
        {
            AT: Say(
                "14 至 16 号楼的消防通道，车停了快十分钟。三分钟时报过警，还没人挪走。",
                "The fire lane at buildings 14–16 has been blocked for almost ten minutes; nobody moved the car.",
            ),
            "level1": Say(
                "满十分钟，升级：物业经理和社区民警也收到了。",
                "Ten minutes: it escalates. The manager and the police officer are told as well.",
            ),
            "resolve": Say("车挪走了，通道恢复畅通。", "The car is gone and the lane is clear."),
        },
        model="fire_lane_occupied",
        key="lane-6",
    ),
    Chapter(
        Say("录像机断了", "A recorder dies"),
        RECORDER_AT_S,
        {
            AT: Say("东区录像机四分多钟没有声音了。", "The east recorder has not been heard for over four minutes."),
            "open": Say(
                "它后面的摄像机在图上变灰：平台说“看不见”，不说“没有事”，并请运维去修。",
                "Its cameras turn grey on the map: “cannot see” is not “all is well”. Upkeep is told.",
            ),
        },
        model="device_upkeep",
        key=RECORDER,
        role="ops_engineer",
        page="/upkeep",
    ),
    Chapter(
        Say("安静的厨房", "A silent kitchen"),
        VISITOR_CALLED_AT_S,
        {
            AT: Say(
                "8 号楼三层，独居老人的厨房三个多小时没有动静。先发消息问了她本人，又问了家人，都没有回应。",
                "Building 8: a kitchen silent for over three hours. She was asked first, then her family; no answer.",
            ),
            "level2": Say("没人联系上，请网格员上门。", "Nobody could be reached: a grid worker is asked to visit."),
            "called:grid_worker": Say(
                "没人联系上，请网格员上门。", "Nobody could be reached: a grid worker is asked to visit."
            ),
            "accept": Say(
                "网格员孙梅签收，正往 8 号楼走。", "Grid worker Sun Mei (孙梅) accepted and is walking there."
            ),
            "arrive": Say("孙梅到了门口，敲门。", "Sun Mei is at the door and knocks."),
            "resolve": Say(
                "老人在厨房滑倒，已扶起，女儿也联系上了。早一点去看，就是这个功能的全部意义。",
                "She had slipped; Sun Mei helped her up and reached her daughter. That is what this is for.",
            ),
        },
        model="elderly_inactivity",
        key=GRANDMOTHER,
        role="grid_worker",
    ),
    Chapter(
        Say("海滨转橙色", "The seafront turns orange"),
        CROWD_AT_S,
        {
            AT: Say(
                "快到中午，海滨广场越来越满，已过九成。", "Towards noon the seafront fills up: past nine tenths now."
            ),
            "level1": Say(
                "九成以上持续两分半钟，转橙色：请在入口限流。“人流”页说还有多久会满。",
                "Two and a half minutes above nine tenths: orange. Hold people back; Crowd says how soon it is full.",
            ),
        },
        model="crowd_flow",
        key=f"{SEAFRONT}/square",
        role="scenic_operator",
        page="/crowd",
    ),
    Chapter(
        Say("名单命中，由人判断", "A list hit that a person rejects"),
        CAR_AT_S,
        {
            AT: Say("有辆车从大门开进来。", "A car drives in at the gate."),
            "open": Say(
                "号牌与被盗车名单相符。相符不等于就是，先由民警比对，不派人。",
                "Its plate fits the list of stolen cars. A fit is not proof: an officer compares, nobody is sent.",
            ),
            "claim": Say(
                "民警赵刚正逐项比对图片与名单。",
                "Officer Zhao Gang (赵刚) compares the picture and the entry, item by item.",
            ),
            "reject": Say(
                "车型、颜色都不符，是套牌。赵刚否定了命中；车主没有受到打扰，比对有记录。",
                "Model and colour differ: a cloned plate. Rejected; nobody was bothered, and it is on record.",
            ),
        },
        model="watchlist_hit",
        key="",
        role="community_officer",
    ),
)
END = Say(
    "故事讲完了，小城照常过日子：占道、撑门、电动车随时会有。您可以换个角色，自己处置一条。",
    "That was the story; the town lives on. Choose a role and handle the next alert yourself.",
)
NEXT_BY_CHANCE = Say("下一件事", "The next thing that happens")


def chapters_of(town: Town) -> tuple[Chapter, ...]:
    """The chapters with the recorder's own code, which only the town knows."""
    codes = {platform.name_en: platform.code for platform in town.platforms}
    return tuple(replace(chapter, key=codes.get(chapter.key, chapter.key)) for chapter in CHAPTERS)
