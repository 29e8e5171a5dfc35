"""Who lives in the show's homes, all invented, and one entry that waits for its second approval."""

from anlin.demo.town.plan import Town
from anlin.demo.town.tour import GRANDMOTHER
from anlin.lists.entries import NewEntry, approve, register_entry
from anlin.observations.instants import DAY
from anlin.people.models import RoleGrant, Unit, User
from anlin.places.models import Area, Building, Dwelling
from anlin.residents.registering import NewResident, give_consent, name_contact, register_resident

NEIGHBOURS = ("张伟民", "李秀兰", "王建军", "赵丽华", "陈志远", "孙玉梅", "周国强", "吴淑珍", "郑海涛", "冯晓燕")
PENDING_PLATE = "海K20C75"


def load_registers(town: Town, at: int) -> None:
    """Residents with their consents from `at` (µs since 1970 UTC); nothing in a town without the old lady's home."""
    home = Dwelling.objects.filter(code=GRANDMOTHER).select_related("building__area").first()
    worker = User.objects.filter(is_demo=True, grants__role="grid_worker").first()
    if home is None or worker is None:
        return
    elder = register_resident(home, NewResident("刘桂芳", "13806330112"), "同意书〔2026〕001号", worker, at)
    give_consent(elder, "elder_care", "同意书〔2026〕002号", at)
    daughter = name_contact(elder, "刘海燕", "13906335027", "child", at, sees_home=True)
    daughter.account = User.objects.filter(is_demo=True, grants__role="family_contact").first()
    daughter.save()
    name_contact(elder, "张伟民", "13706338164", "neighbour", at)
    elder.account = User.objects.filter(is_demo=True, grants__role="resident").first()
    elder.save()
    buildings = list(Building.objects.filter(area=home.building.area).order_by("code")[: len(NEIGHBOURS)])
    for nth, (name, building) in enumerate(zip(NEIGHBOURS, buildings, strict=False), start=1):
        door = Dwelling.objects.create(building=building, code=f"{building.code}-1-{nth}02", unit="1", floor=nth)
        new = NewResident(name, f"1380633{2000 + 37 * nth}")
        register_resident(door, new, f"同意书〔2026〕{nth + 2:03}号", worker, at)
    _waiting_entry(home.building.area, at)


def _waiting_entry(area: Area, at: int) -> None:
    """Proposed by one unit and approved by another: the officer of the show may give the second approval."""
    beat = area.parent or area
    asked, first = (
        User.objects.create_user(
            f"officer-{code}",
            name,
            unit=Unit.objects.create(code=f"demo-{code}", name_zh=unit_zh, name_en=unit_en, kind="demo", area=beat),
            is_demo=True,
        )
        for code, name, unit_zh, unit_en in (
            ("traffic", "何磊", "海曲交警大队", "Haiqu Traffic Police"),
            ("bureau", "罗军", "海曲公安分局", "Haiqu Police Bureau"),
        )
    )
    grant = RoleGrant.objects.filter(role="community_officer", area__isnull=False).order_by("pk").first()
    new = NewEntry(
        kind="hit_and_run_vehicle",
        criterion="case_filed",
        subject_type="plate",
        subject=PENDING_PLATE,
        area=grant.area if grant and grant.area else beat,
        legal_basis="道路交通安全法 101",
        issuing_body="海曲交警大队",
        document_number="演示（交）受字〔2026〕7号",
        from_at=at,
        until_at=at + 30 * DAY,
    )
    approve(register_entry(new, asked, at), first, at)
