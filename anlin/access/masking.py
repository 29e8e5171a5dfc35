"""Personal values as they are shown to everybody: enough to tell two people apart, too little to reach one (LU-10)."""


def mask_name(name: str) -> str:
    """`王强` → `王*`, `欧阳娜` → `欧**`: the first character only."""
    return name[:1] + "*" * max(1, len(name) - 1) if name else ""


def mask_phone(phone: str) -> str:
    """`13812341234` → `138****1234`; a short number keeps its last two digits."""
    if len(phone) >= 11:
        return f"{phone[:3]}{'*' * (len(phone) - 7)}{phone[-4:]}"
    return "*" * max(1, len(phone) - 2) + phone[-2:] if phone else ""


def mask_number(number: str) -> str:
    """A document number: its first and last character."""
    return f"{number[0]}{'*' * (len(number) - 2)}{number[-1]}" if len(number) > 2 else "*" * len(number)


def mask_plate(plate: str) -> str:
    """`鲁L12345` → `鲁L***45`: where it is from is on every plate; the middle is not."""
    return f"{plate[:2]}{'*' * max(1, len(plate) - 4)}{plate[-2:]}" if len(plate) > 4 else "*" * len(plate)


def mask_door(unit: str, floor: int) -> str:
    """Unit and floor of a home without its door: `1-5**`."""
    return f"{unit}-{floor}**" if unit else f"{floor}**"


MASKS = {
    "name": mask_name,
    "phone": mask_phone,
    "id_number": mask_number,
    "plate": mask_plate,
    "card": mask_number,
    "document": mask_number,
}
"""Field class to its mask."""
