"""What people of a home are told because the law says so; they read it on their own page."""

from anlin.alerts.words import Words
from anlin.places.models import Dwelling
from anlin.residents.models import HouseholdContact, Notice, Resident

HOME_SENSING, EMERGENCY, WITHDRAWN = "home_sensing", "emergency", "withdrawn"

WORDS: dict[str, Words] = {
    HOME_SENSING: Words(
        "同住的家人同意在家里装关怀传感器：没有摄像头，没有麦克风，只记录有没有动静。您有疑问或不同意，请告诉网格员。",
        "Somebody you live with agreed to care sensors at home: no camera, no microphone, only whether something "
        "moves. If you have questions or do not agree, please tell your grid worker.",
    ),
    EMERGENCY: Words(
        "因为一条关怀预警，已请公安到家里帮助：他们能看到住址和这条预警，最长一小时，预警结束就看不到了。",
        "Because of a care alert police were asked to help at the home: they see where it is and that alert, for "
        "an hour at most and no longer than the alert lasts.",
    ),
    WITHDRAWN: Words(
        "关怀同意已撤回：传感器的消息不再接收，学到的作息已删除。",
        "The consent to care was withdrawn: the sensors are heard no more, and what was learned is erased.",
    ),
}
"""What each kind of notice says."""


def tell_co_residents(resident: Resident, at: int) -> None:
    """Those who live with the person are told that their home is sensed (LU-31)."""
    others = Resident.objects.filter(household=resident.household_id).exclude(pk=resident.pk)
    Notice.objects.bulk_create(Notice(resident=other, kind=HOME_SENSING, at=at) for other in others)


def tell_family(dwelling: Dwelling, kind: str, alert: int | None, at: int) -> int:
    """The people of the home and the contacts they named; how many are told."""
    residents = Resident.objects.filter(household__dwelling=dwelling)
    contacts = HouseholdContact.objects.filter(resident__household__dwelling=dwelling, ended_at=None)
    made = [Notice(resident=resident, kind=kind, alert=alert, at=at) for resident in residents]
    made += [Notice(contact=contact, kind=kind, alert=alert, at=at) for contact in contacts]
    return len(Notice.objects.bulk_create(made))
