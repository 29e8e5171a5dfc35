from anlin.gateway.decoded import Picture, RegisterRow, Seen, Subject


def test_what_a_log_prints_of_an_item_names_no_plate_no_picture_and_no_person() -> None:
    seen = Seen(
        item="1", device="d", event="e", kind=3, subject=Subject("plate", "浙A12345"), pictures=(Picture("01", b"jpg"),)
    )
    row = RegisterRow(item="1", category="household_member", device="d", fields={"name": "示例甲"})

    printed = f"{seen!r} {seen} {row!r} {row}"

    assert "浙A12345" not in printed
    assert "jpg" not in printed
    assert "示例甲" not in printed
